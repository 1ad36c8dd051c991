/*
 * Turns one block's bytes into its records: see l1t_decoder.h. Every length is checked against the
 * bytes that are left before it is used; a wrong length makes the whole block damaged.
 *
 * Must not know: files, other blocks. Layout of the content: FORMAT.md, "Block content".
 */
#include <stdlib.h>
#include <zstd.h>
#include "l1t_codec.h"
#include "l1t_decoder.h"

struct l1t_decoder {
	ZSTD_DCtx *zstd;
};

struct cursor {
	const uint8_t *p, *end;
};

struct l1t_decoder *l1t_decoder_new(void)
{
	struct l1t_decoder *d = calloc(1, sizeof(*d));

	if (!d)
		return NULL;
	d->zstd = ZSTD_createDCtx();
	if (!d->zstd) {
		free(d);
		return NULL;
	}
	return d;
}

void l1t_decoder_free(struct l1t_decoder *d)
{
	if (!d)
		return;
	ZSTD_freeDCtx(d->zstd);
	free(d);
}

void l1t_block_free(struct l1t_block *block)
{
	if (!block)
		return;
	free(block->entries);
	free(block->fields);
	free(block->raw);
	free(block->runs);
	free(block);
}

static int get(struct cursor *c, uint64_t *v)
{
	return l1t_get_varint(&c->p, c->end, v);
}

static size_t left(const struct cursor *c)
{
	return (size_t)(c->end - c->p);
}

/* What of a block is known before its columns. */
struct plan {
	const uint8_t *kinds;           /* of each record */
	uint32_t counts[256];           /* records of each kind */
	size_t base[256];               /* where a known kind's fields begin */
	size_t fields;
};

/* The runs; records[i] of them belong to run i. */
static enum l1t_decode_result get_runs(struct l1t_block *b, struct cursor *c, uint32_t **records)
{
	uint64_t count, at = 0;

	if (!get(c, &count) || count > b->count + 1u || count > left(c))
		return L1T_DECODE_DAMAGED;
	b->runs = calloc(count ? count : 1, sizeof(*b->runs));
	*records = malloc((count + 1) * sizeof(**records));
	if (!b->runs || !*records)
		return L1T_DECODE_NO_MEMORY;
	b->run_count = (uint32_t)count;
	for (uint64_t i = 0; i < count; i++) {
		uint64_t ring, thread, n;
		struct l1t_run *run = &b->runs[i];

		if (!get(c, &ring) || !get(c, &thread) || !get(c, &n) ||
			!get(c, &run->first_slot) || !get(c, &run->end_slot) ||
			ring > UINT32_MAX || thread > UINT32_MAX || n > b->count - at)
			return L1T_DECODE_DAMAGED;
		run->ring = (uint32_t)ring;
		run->thread = (uint32_t)thread;
		(*records)[i] = (uint32_t)n;
		at += n;
	}
	return at == b->count ? L1T_DECODE_OK : L1T_DECODE_DAMAGED;
}

static int is_known(uint8_t kind)
{
	return kind < L1T_KIND_COUNT && l1t_kinds[kind].name;
}

/* Counts the kinds, and says where the fields of each go: a record after the other. */
static int get_kinds(struct l1t_block *b, struct cursor *c, struct plan *p)
{
	if (left(c) < b->count)
		return 0;
	p->kinds = c->p;
	c->p += b->count;
	for (uint32_t i = 0; i < b->count; i++)
		p->counts[p->kinds[i]]++;
	for (unsigned k = 0; k < L1T_KIND_COUNT; k++) {
		p->base[k] = p->fields;
		p->fields += (size_t)p->counts[k] * l1t_kinds[k].fields;
	}
	return 1;
}

/* Reads the times, and with them fills in all of an entry but its blob. */
static int get_entries(struct l1t_block *b, struct cursor *c, const struct plan *p,
	const uint32_t *records, int64_t first_ns)
{
	const size_t n = b->count;
	const uint8_t *low, *high;
	struct cursor rest;
	uint64_t previous = (uint64_t)first_ns;
	uint32_t rest_bytes;
	size_t i = 0, next[256];

	memcpy(next, p->base, sizeof(next));
	if (left(c) < 2 * n + 4)
		return 0;
	low = c->p;
	high = low + n;
	rest_bytes = l1t_get32(high + n);
	c->p = high + n + 4;
	if (rest_bytes > left(c))
		return 0;
	rest.p = c->p;
	rest.end = c->p = c->p + rest_bytes;
	for (uint32_t run = 0; run < b->run_count; run++)
		for (uint32_t k = 0; k < records[run]; k++, i++) {
			const uint8_t kind = p->kinds[i];
			uint64_t v = high[i], more;

			if (v == 255) {
				if (!get(&rest, &more) || more > (UINT64_MAX >> 8) - 255)
					return 0;
				v += more;
			}
			previous += (uint64_t)l1t_unzigzag(v << 8 | low[i]);
			b->entries[i] = (struct l1t_entry){.time_ns = (int64_t)previous,
				.seq = b->runs[run].first_slot + k, .thread = b->runs[run].thread,
				.fields = (uint32_t)next[kind], .kind = is_known(kind) ? kind : 0};
			next[kind] += kind < L1T_KIND_COUNT ? l1t_kinds[kind].fields : 0;
		}
	return rest.p == rest.end;
}

/* The next varint, where most have one byte. */
static inline int get_short(struct cursor *c, uint64_t *v)
{
	if (c->p < c->end && *c->p < 0x80) {
		*v = *c->p++;
		return 1;
	}
	return get(c, v);
}

/* A column of n values, each `stride` words behind the one before; out == NULL skips it. */
static int get_column(struct cursor *c, size_t n, uint64_t *out, size_t stride)
{
	struct cursor in;
	uint64_t bytes, v, previous = 0;
	uint8_t coding;

	if (!left(c))
		return 0;
	coding = *c->p++;
	if (!get(c, &bytes) || bytes > left(c))
		return 0;
	in.p = c->p;
	in.end = c->p = c->p + bytes;
	if (!out)
		return 1;
	switch (coding) {
	case L1T_CODING_CONSTANT:
		if (!get(&in, &previous))
			return 0;
		for (size_t i = 0; i < n; i++)
			out[i * stride] = previous;
		break;
	case L1T_CODING_DELTA:
		for (size_t i = 0; i < n; i++) {
			if (!get_short(&in, &v))
				return 0;
			out[i * stride] = previous += (uint64_t)l1t_unzigzag(v);
		}
		break;
	case L1T_CODING_PLAIN:
		for (size_t i = 0; i < n; i++)
			if (!get_short(&in, &out[i * stride]))
				return 0;
		break;
	default:
		return 0;
	}
	return in.p == in.end;
}

/* Blobs of the n records of this kind; `keep`: of a kind that has some as far as this version knows. */
static enum l1t_decode_result get_blobs(struct l1t_block *b, struct cursor *c,
	const struct plan *p, uint8_t kind, int keep)
{
	const size_t n = p->counts[kind];
	uint64_t *bytes = malloc(n * sizeof(*bytes));
	size_t row = 0;

	if (!bytes)
		return L1T_DECODE_NO_MEMORY;
	if (!get_column(c, n, bytes, 1))
		goto damaged;
	for (uint32_t i = 0; row < n; i++) {
		if (p->kinds[i] != kind)
			continue;
		if (bytes[row] > left(c))
			goto damaged;
		b->entries[i].blob = (uint32_t)(c->p - b->raw);
		b->entries[i].blob_bytes = keep ? (uint32_t)bytes[row] : 0;
		c->p += bytes[row++];
	}
	free(bytes);
	return L1T_DECODE_OK;
damaged:
	free(bytes);
	return L1T_DECODE_DAMAGED;
}

static enum l1t_decode_result get_kind(struct l1t_block *b, struct cursor *c, const struct plan *p,
	uint8_t kind)
{
	const unsigned known = kind < L1T_KIND_COUNT ? l1t_kinds[kind].fields : 0;
	const size_t n = p->counts[kind];
	uint64_t *out = b->fields + p->base[kind];
	unsigned fields;
	int has_blob;

	if (left(c) < 3 || *c->p != kind)
		return L1T_DECODE_DAMAGED;
	fields = c->p[1];
	has_blob = c->p[2];
	c->p += 3;
	for (unsigned f = 0; f < fields; f++)
		if (!get_column(c, n, f < known ? out + f : NULL, known))
			return L1T_DECODE_DAMAGED;
	for (unsigned f = fields; f < known; f++)
		for (size_t i = 0; i < n; i++)
			out[i * known + f] = L1T_UNKNOWN;
	return has_blob ? get_blobs(b, c, p, kind, known && l1t_kinds[kind].has_blob)
		: L1T_DECODE_OK;
}

static enum l1t_decode_result get_content(struct l1t_block *b, struct cursor c, int64_t first_ns)
{
	struct plan p = {0};
	uint32_t *records = NULL;
	enum l1t_decode_result result = get_runs(b, &c, &records);

	if (result == L1T_DECODE_OK && (!get_kinds(b, &c, &p) ||
			!get_entries(b, &c, &p, records, first_ns)))
		result = L1T_DECODE_DAMAGED;
	free(records);
	if (result != L1T_DECODE_OK)
		return result;
	b->fields = malloc((p.fields + 1) * sizeof(*b->fields));
	if (!b->fields)
		return L1T_DECODE_NO_MEMORY;
	for (unsigned k = 0; k < 256 && result == L1T_DECODE_OK; k++)
		if (p.counts[k])
			result = get_kind(b, &c, &p, (uint8_t)k);
	b->bytes = sizeof(*b) + (b->count + 1u) * sizeof(*b->entries) + (p.fields + 1) *
		sizeof(*b->fields) + (b->run_count + 1u) * sizeof(*b->runs);
	if (result == L1T_DECODE_OK && left(&c))
		result = L1T_DECODE_DAMAGED;
	return result;
}

enum l1t_decode_result l1t_block_decode(struct l1t_decoder *d, const struct l1t_block_header *h,
	const uint8_t *frame, struct l1t_block **out)
{
	enum l1t_decode_result result = L1T_DECODE_NO_MEMORY;
	struct l1t_block *b;
	struct cursor c;

	*out = NULL;
	if (h->raw_bytes > L1T_BLOCK_RAW_MAX || h->records > L1T_BLOCK_RECORDS_MAX ||
		ZSTD_getFrameContentSize(frame, h->frame_bytes) != h->raw_bytes)
		return L1T_DECODE_DAMAGED;
	b = calloc(1, sizeof(*b));
	if (!b)
		return L1T_DECODE_NO_MEMORY;
	b->raw = malloc(h->raw_bytes + 1u);
	b->entries = malloc((h->records + 1u) * sizeof(*b->entries));
	if (!b->raw || !b->entries)
		goto done;
	b->count = h->records;
	result = L1T_DECODE_DAMAGED;
	if (ZSTD_decompressDCtx(d->zstd, b->raw, h->raw_bytes, frame, h->frame_bytes) !=
		h->raw_bytes)
		goto done;
	c.p = b->raw;
	c.end = b->raw + h->raw_bytes;
	result = get_content(b, c, h->first_ns);
	b->bytes += h->raw_bytes;
done:
	if (result == L1T_DECODE_OK)
		*out = b;
	else
		l1t_block_free(b);
	return result;
}

void l1t_block_record(const struct l1t_block *block, uint32_t i, struct l1t_record *out)
{
	const struct l1t_entry *e = &block->entries[i];

	out->kind = e->kind;
	out->thread = e->thread;
	out->seq = e->seq;
	out->time_ns = e->time_ns;
	out->blob = block->raw + e->blob;
	out->blob_bytes = e->blob_bytes;
	memcpy(out->f, block->fields + e->fields,
		l1t_kinds[e->kind].fields * sizeof(*block->fields));
}
