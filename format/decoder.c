/*
 * One block's bytes in, its records out: see l1t_decoder.h. Every length is checked against what
 * is there before it is used; a wrong one makes the whole block damaged.
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

/* Runs; sets thread and seq of every entry. */
static enum l1t_decode_result get_runs(struct l1t_block *b, struct cursor *c)
{
	uint64_t count, at = 0;

	if (!get(c, &count) || count > b->count + 1u || count > left(c))
		return L1T_DECODE_DAMAGED;
	b->runs = calloc(count ? count : 1, sizeof(*b->runs));
	if (!b->runs)
		return L1T_DECODE_NO_MEMORY;
	b->run_count = (uint32_t)count;
	for (uint64_t i = 0; i < count; i++) {
		uint64_t ring, thread, records;
		struct l1t_run *run = &b->runs[i];

		if (!get(c, &ring) || !get(c, &thread) || !get(c, &records) ||
			!get(c, &run->first_slot) || !get(c, &run->end_slot) ||
			ring > UINT32_MAX || thread > UINT32_MAX || records > b->count - at)
			return L1T_DECODE_DAMAGED;
		run->ring = (uint32_t)ring;
		run->thread = (uint32_t)thread;
		for (uint64_t k = 0; k < records; k++, at++) {
			b->entries[at].thread = run->thread;
			b->entries[at].seq = run->first_slot + k;
		}
	}
	return at == b->count ? L1T_DECODE_OK : L1T_DECODE_DAMAGED;
}

static int get_kinds(struct l1t_block *b, struct cursor *c)
{
	if (left(c) < b->count)
		return 0;
	for (uint32_t i = 0; i < b->count; i++)
		b->entries[i].kind = *c->p++;
	return 1;
}

static int get_times(struct l1t_block *b, struct cursor *c, int64_t first_ns)
{
	size_t n = b->count;
	const uint8_t *low, *high;
	struct cursor rest;
	uint64_t previous = (uint64_t)first_ns;
	uint32_t rest_bytes;

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
	for (size_t i = 0; i < n; i++) {
		uint64_t v = high[i], more;

		if (v == 255) {
			if (!get(&rest, &more) || more > (UINT64_MAX >> 8) - 255)
				return 0;
			v += more;
		}
		previous += (uint64_t)l1t_unzigzag(v << 8 | low[i]);
		b->entries[i].time_ns = (int64_t)previous;
	}
	return rest.p == rest.end;
}

/*
 * One column of the n entries that `chosen` names, to field `f` of each; `out` == NULL skips it.
 * stride: where the values of entry i go is out[entries[chosen[i]].fields + f], or, for blob
 * lengths, entries[..].blob_bytes.
 */
enum column_target { TO_FIELD, TO_BLOB_BYTES, TO_NOWHERE };

static void store(struct l1t_block *b, uint32_t entry, unsigned f, enum column_target target,
	uint64_t v)
{
	if (target == TO_FIELD)
		b->fields[b->entries[entry].fields + f] = v;
	else if (target == TO_BLOB_BYTES)
		b->entries[entry].blob_bytes = v > L1T_BLOCK_RAW_MAX ? UINT32_MAX : (uint32_t)v;
}

static int get_column(struct l1t_block *b, struct cursor *c, const uint32_t *chosen, size_t n,
	unsigned f, enum column_target target)
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
	if (target == TO_NOWHERE)
		return 1;
	if (coding == L1T_CODING_CONSTANT && !get(&in, &previous))
		return 0;
	for (size_t i = 0; i < n; i++) {
		if (coding == L1T_CODING_CONSTANT) {
			v = previous;
		} else {
			if (!get(&in, &v))
				return 0;
			if (coding == L1T_CODING_DELTA)
				v = previous += (uint64_t)l1t_unzigzag(v);
			else if (coding != L1T_CODING_PLAIN)
				return 0;
		}
		store(b, chosen[i], f, target, v);
	}
	return in.p == in.end;
}

static int get_blobs(struct l1t_block *b, struct cursor *c, const uint32_t *chosen, size_t n,
	int keep)
{
	if (!get_column(b, c, chosen, n, 0, TO_BLOB_BYTES))
		return 0;
	for (size_t i = 0; i < n; i++) {
		struct l1t_entry *e = &b->entries[chosen[i]];

		if (e->blob_bytes > left(c))
			return 0;
		e->blob = (uint32_t)(c->p - b->raw);
		c->p += e->blob_bytes;
		if (!keep)
			e->blob_bytes = 0;
	}
	return 1;
}

static int get_kind(struct l1t_block *b, struct cursor *c, uint8_t kind, const uint32_t *chosen,
	size_t n)
{
	unsigned known = kind < L1T_KIND_COUNT ? l1t_kinds[kind].fields : 0;
	unsigned fields;
	int has_blob;

	if (left(c) < 3 || *c->p != kind)
		return 0;
	fields = c->p[1];
	has_blob = c->p[2];
	c->p += 3;
	for (unsigned f = 0; f < fields; f++)
		if (!get_column(b, c, chosen, n, f, f < known ? TO_FIELD : TO_NOWHERE))
			return 0;
	for (unsigned f = fields; f < known; f++)
		for (size_t i = 0; i < n; i++)
			store(b, chosen[i], f, TO_FIELD, L1T_UNKNOWN);
	return !has_blob || get_blobs(b, c, chosen, n, known && l1t_kinds[kind].has_blob);
}

/* Where each entry's fields go; entries of each kind in order[start[kind]..start[kind + 1]). */
static void plan(struct l1t_block *b, uint32_t *order, size_t start[257], size_t *fields)
{
	size_t fill[256];

	*fields = 0;
	memset(start, 0, 257 * sizeof(*start));
	for (uint32_t i = 0; i < b->count; i++) {
		uint8_t kind = b->entries[i].kind;

		start[kind + 1]++;
		b->entries[i].fields = (uint32_t)*fields;
		*fields += kind < L1T_KIND_COUNT ? l1t_kinds[kind].fields : 0;
	}
	for (unsigned k = 0; k < 256; k++) {
		start[k + 1] += start[k];
		fill[k] = start[k];
	}
	for (uint32_t i = 0; i < b->count; i++)
		order[fill[b->entries[i].kind]++] = i;
}

static enum l1t_decode_result get_content(struct l1t_block *b, struct cursor c, int64_t first_ns)
{
	size_t start[257], fields;
	uint32_t *order;
	enum l1t_decode_result result = get_runs(b, &c);

	if (result != L1T_DECODE_OK)
		return result;
	if (!get_kinds(b, &c) || !get_times(b, &c, first_ns))
		return L1T_DECODE_DAMAGED;
	order = malloc((b->count + 1u) * sizeof(*order));
	if (!order)
		return L1T_DECODE_NO_MEMORY;
	plan(b, order, start, &fields);
	b->fields = malloc((fields + 1) * sizeof(*b->fields));
	result = b->fields ? L1T_DECODE_OK : L1T_DECODE_NO_MEMORY;
	for (unsigned k = 0; k < 256 && result == L1T_DECODE_OK; k++)
		if (start[k + 1] > start[k] && !get_kind(b, &c, (uint8_t)k, order + start[k],
				start[k + 1] - start[k]))
			result = L1T_DECODE_DAMAGED;
	free(order);
	b->bytes = sizeof(*b) + (b->count + 1u) * sizeof(*b->entries) + (fields + 1) *
		sizeof(*b->fields) + (b->run_count + 1u) * sizeof(*b->runs);
	if (result == L1T_DECODE_OK && left(&c))
		result = L1T_DECODE_DAMAGED;
	for (uint32_t i = 0; i < b->count; i++)
		if (b->entries[i].kind >= L1T_KIND_COUNT || !l1t_kinds[b->entries[i].kind].name)
			b->entries[i].kind = 0;
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
	b->entries = calloc(h->records + 1u, sizeof(*b->entries));
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
