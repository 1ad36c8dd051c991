/*
 * Turns one block's bytes into its records: see l1t_decoder.h. Every length is checked against the
 * bytes that are left before it is used; a wrong length makes the whole block damaged.
 *
 * Must not know: files, other blocks. Layout of the content: FORMAT.md, "Block content".
 */
#include <assert.h>
#include <stdlib.h>
#include "decoder_parts.h"

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
	free(d->planes);
	spare_blocks_free(&d->spares);
	free(d);
}

void l1t_decoder_reuse(struct l1t_decoder *d, struct l1t_block *block)
{
	spare_blocks_keep(&d->spares, block);
}

/* What of a block is known before its columns. */
struct plan {
	uint8_t *kinds;                 /* of each record */
	struct time_bytes times;
	uint32_t *records;              /* of each run */
	uint32_t counts[256];           /* records of each kind */
	struct kind_group *groups[256];
	size_t words;                   /* of all records */
	/* what the next record is made from: */
	uint64_t ns;                    /* time of the one before */
	uint32_t next;                  /* its number */
	size_t at;                      /* its first word */
};

enum l1t_decode_result l1t_get_runs(struct l1t_block *b, struct cursor *c, uint32_t **records)
{
	uint64_t count, at = 0;

	if (!get_varint(c, &count) || count > b->count + 1u || count > bytes_left(c))
		return L1T_DECODE_DAMAGED;
	b->runs = calloc(count ? count : 1, sizeof(*b->runs));
	*records = malloc((count + 1) * sizeof(**records));
	if (!b->runs || !*records)
		return L1T_DECODE_NO_MEMORY;
	b->run_count = (uint32_t)count;
	for (uint64_t i = 0; i < count; i++) {
		uint64_t ring, thread, n;
		struct l1t_run *run = &b->runs[i];

		if (!get_varint(c, &ring) || !get_varint(c, &thread) || !get_varint(c, &n) ||
			!get_varint(c, &run->first_slot) || !get_varint(c, &run->end_slot) ||
			ring > UINT32_MAX || thread > UINT32_MAX || n > b->count - at)
			return L1T_DECODE_DAMAGED;
		run->ring = (uint32_t)ring;
		run->thread = (uint32_t)thread;
		(*records)[i] = (uint32_t)n;
		at += n;
	}
	return at == b->count ? L1T_DECODE_OK : L1T_DECODE_DAMAGED;
}

static_assert(L1T_KIND_COUNT <= 64, "a kind has a bit in l1t_block.kinds");

static uint8_t known(uint8_t kind)
{
	return kind < L1T_KIND_COUNT && l1t_kinds[kind].name ? kind : 0;
}

/* The times of n records that each have one of their own. 0: damaged. */
static int find_times(struct cursor *c, size_t n, struct time_bytes *t)
{
	uint32_t rest_bytes;

	if (bytes_left(c) < 2 * n + 4)
		return 0;
	t->low = c->p;
	t->high = t->low + n;
	rest_bytes = l1t_get32(t->high + n);
	c->p = t->high + n + 4;
	if (rest_bytes > bytes_left(c))
		return 0;
	t->rest.p = c->p;
	t->rest.end = c->p = c->p + rest_bytes;
	return 1;
}

static size_t count_shared(const uint8_t *kinds, size_t n)
{
	const uint64_t each = 0x0101010101010101;
	size_t shared = 0, i = 0;
	uint64_t eight;

	for (; i + 8 <= n; i += 8) {
		memcpy(&eight, kinds + i, 8);
		shared += (eight >> 7 & each) * each >> 56;
	}
	for (; i < n; i++)
		shared += kinds[i] >> 7;
	return shared;
}

/* Puts a difference of 0 to each record that shares its time. */
static void spread(struct time_bytes *t, uint8_t *planes, uint8_t *kinds, size_t n)
{
	uint8_t *low = planes, *high = planes + n;

	for (size_t i = 0, from = 0; i < n; i++) {
		const uint8_t own = (uint8_t)((kinds[i] >> 7) - 1);     /* all bits, or none */

		/* the last may look at the byte after the plane, which is part of the content */
		low[i] = t->low[from] & own;
		high[i] = t->high[from] & own;
		from += own & 1;
		kinds[i] &= (uint8_t)~L1T_SAME_TIME;
	}
	t->low = low;
	t->high = high;
}

enum l1t_decode_result l1t_get_times(struct l1t_decoder *d, struct cursor *c, uint8_t *kinds,
	size_t n, struct time_bytes *t)
{
	const size_t shared = d->version == 2 ? count_shared(kinds, n) : 0;

	t->shift = 0;
	if (d->version == 2 && bytes_left(c))
		t->shift = *c->p++;
	if (t->shift > L1T_TIME_SHIFT_MAX || !find_times(c, n - shared, t))
		return L1T_DECODE_DAMAGED;
	if (!shared)
		return L1T_DECODE_OK;
	if (!block_room(&d->planes, &d->plane_room, 2 * n, 1))
		return L1T_DECODE_NO_MEMORY;
	spread(t, d->planes, kinds, n);
	return L1T_DECODE_OK;
}

/* Counts the kinds, and finds the times. */
static enum l1t_decode_result get_kinds(struct l1t_decoder *d, struct l1t_block *b,
	struct cursor *c, struct plan *p)
{
	const size_t n = b->count;
	enum l1t_decode_result result;

	if (bytes_left(c) < n)
		return L1T_DECODE_DAMAGED;
	p->kinds = b->raw + (c->p - b->raw);
	c->p += n;
	result = l1t_get_times(d, c, p->kinds, n, &p->times);
	if (result != L1T_DECODE_OK)
		return result;
	for (size_t i = 0; i < n; i++)
		p->counts[p->kinds[i]]++;
	for (unsigned k = 0; k < 256; k++) {
		const uint8_t is = known((uint8_t)k);

		p->words += (size_t)p->counts[k] * (L1T_RECORD_HEAD_WORDS + l1t_kinds[is].fields);
		if (p->counts[k] && is)
			b->kinds |= (uint64_t)1 << is;
	}
	return L1T_DECODE_OK;
}

static int get_groups(struct l1t_decoder *d, const struct l1t_block *b, struct cursor *c,
	struct plan *p)
{
	for (unsigned k = 0; k < L1T_KIND_COUNT; k++)
		group_begin(&d->groups[k], known((uint8_t)k), b->raw, l1t_uses_of(d, k));
	for (unsigned k = 0; k < 256; k++) {
		p->groups[k] = &d->groups[known((uint8_t)k)];
		if (p->counts[k] && !group_read(p->groups[k], c, (uint8_t)k, p->counts[k]))
			return 0;
	}
	return !bytes_left(c);
}

/* Makes the next n records, which are of one run, with all that is not in columns. */
static enum l1t_decode_result put_heads(struct l1t_block *b, struct plan *p,
	const struct l1t_run *run, uint64_t seq, uint32_t n)
{
	const uint8_t *const kinds = p->kinds;
	const uint32_t thread = run->thread, end = p->next + n;
	uint64_t *at = b->words + p->at, ns = p->ns;
	int64_t latest_ns = b->latest_ns;
	struct time_bytes times = p->times;

	for (uint32_t i = p->next; i < end; i++) {
		struct kind_group *g = p->groups[kinds[i]];
		const int64_t before_ns = (int64_t)ns;
		struct l1t_record *r = group_add(g, b->words, at);
		uint64_t difference;

		if (!time_bytes_get(&times, i, &difference))
			return L1T_DECODE_DAMAGED;
		ns += difference;
		r->time_ns = (int64_t)ns;
		r->seq = seq++;
		r->thread = thread;
		b->starts[i] = (uint32_t)(at - b->words);
		if ((int64_t)ns <= before_ns && i && l1t_is_before(r, l1t_block_record(b, i - 1)) &&
			l1t_block_stretch(b, i))
			return L1T_DECODE_NO_MEMORY;
		if ((int64_t)ns > latest_ns)
			latest_ns = (int64_t)ns;
		at += g->words;
	}
	p->times = times;
	p->next = end;
	p->ns = ns;
	p->at = (size_t)(at - b->words);
	b->latest_ns = latest_ns;
	return L1T_DECODE_OK;
}

static int fill_columns(struct l1t_decoder *d, const struct l1t_block *b)
{
	for (unsigned k = 0; k < L1T_KIND_COUNT; k++)
		if (d->groups[k].row_count && !group_fill(&d->groups[k], b->words))
			return 0;
	return 1;
}

/* Makes the records: some at a time, so that they are in the cache until they are complete. */
static enum l1t_decode_result put_records(struct l1t_decoder *d, struct l1t_block *b,
	struct plan *p)
{
	uint32_t room = DECODER_AT_ONCE;

	b->latest_ns = INT64_MIN;
	for (uint32_t run = 0; run < b->run_count; run++)
		for (uint32_t k = 0, n; k < p->records[run]; k += n) {
			enum l1t_decode_result result;

			n = p->records[run] - k < room ? p->records[run] - k : room;
			result = put_heads(b, p, &b->runs[run], b->runs[run].first_slot + k, n);
			if (result != L1T_DECODE_OK)
				return result;
			room -= n;
			if (room)
				continue;
			if (!fill_columns(d, b))
				return L1T_DECODE_DAMAGED;
			room = DECODER_AT_ONCE;
		}
	if (b->count && l1t_block_stretch(b, b->count))
		return L1T_DECODE_NO_MEMORY;
	memset(b->words + p->at, 0, DECODER_RECORD_WORDS * sizeof(*b->words));
	if (!fill_columns(d, b) || bytes_left(&p->times.rest))
		return L1T_DECODE_DAMAGED;
	for (unsigned k = 0; k < L1T_KIND_COUNT; k++)
		if (!group_is_at_end(&d->groups[k]))
			return L1T_DECODE_DAMAGED;
	return L1T_DECODE_OK;
}

/* Room for the records, and for one more after them. */
static int make_room(struct l1t_block *b, const struct plan *p)
{
	return block_room(&b->words, &b->word_room, p->words + DECODER_RECORD_WORDS,
			sizeof(*b->words)) &&
		block_room(&b->starts, &b->start_room, b->count + 1u, sizeof(*b->starts));
}

static enum l1t_decode_result get_content(struct l1t_decoder *d, struct l1t_block *b,
	struct cursor c, struct plan *p)
{
	enum l1t_decode_result result = l1t_get_runs(b, &c, &p->records);

	if (result == L1T_DECODE_OK)
		result = get_kinds(d, b, &c, p);
	if (result != L1T_DECODE_OK)
		return result;
	if (!get_groups(d, b, &c, p))
		return L1T_DECODE_DAMAGED;
	if (!make_room(b, p))
		return L1T_DECODE_NO_MEMORY;
	b->bytes += sizeof(*b) + (p->words + DECODER_RECORD_WORDS) * sizeof(*b->words) +
		(b->count + 1u) * sizeof(*b->starts) + (b->run_count + 1u) * sizeof(*b->runs);
	return put_records(d, b, p);
}

enum l1t_decode_result l1t_block_decode(struct l1t_decoder *d, const struct l1t_block_header *h,
	const uint8_t *frame, struct l1t_block **out)
{
	enum l1t_decode_result result = L1T_DECODE_NO_MEMORY;
	struct plan plan = {.ns = (uint64_t)h->first_ns};
	struct l1t_block *b;
	struct cursor c;

	*out = NULL;
	if (h->raw_bytes > L1T_BLOCK_RAW_MAX || h->records > L1T_BLOCK_RECORDS_MAX ||
		ZSTD_getFrameContentSize(frame, h->frame_bytes) != h->raw_bytes)
		return L1T_DECODE_DAMAGED;
	b = spare_blocks_take(&d->spares);
	if (!b)
		return L1T_DECODE_NO_MEMORY;
	if (!block_room(&b->raw, &b->raw_room, h->raw_bytes + (size_t)DECODER_SPARE_BYTES, 1))
		goto done;
	b->count = h->records;
	d->version = h->version;
	b->bytes = h->raw_bytes;
	result = L1T_DECODE_DAMAGED;
	if (ZSTD_decompressDCtx(d->zstd, b->raw, h->raw_bytes, frame, h->frame_bytes) !=
		h->raw_bytes)
		goto done;
	memset(b->raw + h->raw_bytes, 0, DECODER_SPARE_BYTES);
	c.p = b->raw;
	c.end = b->raw + h->raw_bytes;
	result = d->skim ? d->skim(d, b, c, h->first_ns) : get_content(d, b, c, &plan);
done:
	free(plan.records);
	if (result == L1T_DECODE_OK)
		*out = b;
	else
		spare_blocks_keep(&d->spares, b);
	return result;
}
