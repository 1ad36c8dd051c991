/*
 * Turns records into one block. Fields are added to columns as records arrive; finish() codes the
 * columns, one kind after the other, and compresses.
 *
 * Must not know: files, rings, clocks. Layout of the content: FORMAT.md, "Block content".
 */
#include <stdlib.h>
#include <string.h>
#include <zstd.h>
#include "encoder_columns.h"
#include "l1t_encoder.h"
#include "l1t_live.h"
#include "uses_words.h"
#include "varint_rows.h"

enum {
	BLOBS_FULL = 256 << 10,
	SLACK = 64,                     /* room for writes without a check beyond the end */
};

struct run {
	struct l1t_run at;
	size_t first;           /* record of the block */
};

struct l1t_encoder {
	ZSTD_CCtx *zstd;
	int level;
	struct run *runs;
	size_t run_count, run_room;
	size_t records;
	int64_t times[L1T_BLOCK_RECORDS];               /* of those with a time of their own, */
	size_t time_count;                              /* which are so many */
	uint8_t kinds[L1T_BLOCK_RECORDS];               /* with L1T_SAME_TIME */
	struct uses_words uses;
	struct kind_columns columns[L1T_KIND_COUNT];
	size_t blob_bytes;                              /* in all columns */
	uint8_t *raw, *out;
	size_t raw_capacity, out_capacity;
};

/* At a level below 0: matches as long as zstd knows. Short ones cost more than they save. */
enum { MIN_MATCH_HURRIED = 7 };

void l1t_encoder_set_level(struct l1t_encoder *e, int level)
{
	e->level = level;
	ZSTD_CCtx_setParameter(e->zstd, ZSTD_c_compressionLevel, level);
	ZSTD_CCtx_setParameter(e->zstd, ZSTD_c_minMatch, level < 0 ? MIN_MATCH_HURRIED : 0);
}

struct l1t_encoder *l1t_encoder_new(int level)
{
	struct l1t_encoder *e = calloc(1, sizeof(*e));

	if (!e)
		return NULL;
	e->zstd = ZSTD_createCCtx();
	if (!e->zstd) {
		free(e);
		return NULL;
	}
	l1t_encoder_set_level(e, level);
	ZSTD_CCtx_setParameter(e->zstd, ZSTD_c_checksumFlag, 1);
	ZSTD_CCtx_setParameter(e->zstd, ZSTD_c_contentSizeFlag, 1);
	return e;
}

void l1t_encoder_free(struct l1t_encoder *e)
{
	if (!e)
		return;
	ZSTD_freeCCtx(e->zstd);
	free(e->runs);
	for (unsigned k = 0; k < L1T_KIND_COUNT; k++)
		columns_free(&e->columns[k], k);
	free(e->raw);
	free(e->out);
	free(e);
}

int l1t_encoder_begin_run(struct l1t_encoder *e, const struct l1t_run *run)
{
	if (e->run_count == e->run_room) {
		size_t room = e->run_room ? e->run_room * 2 : 64;
		struct run *runs = realloc(e->runs, room * sizeof(*runs));

		if (!runs)
			return -1;
		e->runs = runs;
		e->run_room = room;
	}
	e->runs[e->run_count++] = (struct run){*run, e->records};
	return 0;
}

void l1t_encoder_end_run(struct l1t_encoder *e, uint64_t end_slot)
{
	if (e->run_count)
		e->runs[e->run_count - 1].at.end_slot = end_slot;
}

int l1t_encoder_full(const struct l1t_encoder *e)
{
	return e->records >= L1T_BLOCK_RECORDS || e->blob_bytes >= BLOBS_FULL;
}

/* Adds n > 0 records, whose kinds are there; the first may have the time of the one before. */
static void add_times(struct l1t_encoder *e, const int64_t *times_ns, size_t n)
{
	size_t same = e->time_count && e->times[e->time_count - 1] == times_ns[0];

	if (same)
		e->kinds[e->records] |= L1T_SAME_TIME;
	memcpy(e->times + e->time_count, times_ns + same, (n - same) * sizeof(*times_ns));
	e->time_count += n - same;
	e->records += n;
}

int l1t_encoder_add(struct l1t_encoder *e, const struct l1t_record *record)
{
	const struct l1t_kind_info *info = &l1t_kinds[record->kind];
	struct kind_columns *k = &e->columns[record->kind];
	size_t blob_bytes = info->has_blob ? record->blob_bytes : 0;
	uint64_t *to;

	if (e->records >= L1T_BLOCK_RECORDS || !e->run_count ||
		columns_room(k, record->kind, 1, blob_bytes))
		return -1;
	to = k->values + k->waiting;
	for (size_t f = 0; f < info->fields; f++)
		to[f * COLUMN_STRIDE] = record->f[f];
	if (info->has_blob)
		to[info->fields * (size_t)COLUMN_STRIDE] = blob_bytes;
	if (blob_bytes)
		memcpy(k->blobs + k->blob_bytes, record->blob, blob_bytes);
	if (record->kind == L1T_USES)
		uses_words_to_differences(&e->uses, record->uses.program, k->blobs + k->blob_bytes,
			blob_bytes);
	k->blob_bytes += blob_bytes;
	k->waiting++;
	e->kinds[e->records] = record->kind;
	add_times(e, &record->time_ns, 1);
	e->blob_bytes += blob_bytes;
	return l1t_encoder_full(e);
}

int l1t_encoder_add_slot(struct l1t_encoder *e, const void *event, int64_t time_ns)
{
	struct l1t_record record = {.time_ns = time_ns};

	return l1t_slot_unpack(&record, event) ? 0 : l1t_encoder_add(e, &record);
}

int l1t_encoder_add_batch(struct l1t_encoder *e, const struct l1t_batch *b)
{
	if (b->count > L1T_BLOCK_RECORDS - e->records || !e->run_count ||
		columns_add_batch(e->columns, b))
		return -1;
	memcpy(e->kinds + e->records, b->kinds, b->count);
	add_times(e, b->times_ns, b->count);
	return l1t_encoder_full(e);
}

uint32_t l1t_encoder_records(const struct l1t_encoder *e)
{
	return (uint32_t)e->records;
}

/* The largest content possible; what is written below needs no check. */
static size_t raw_bound(const struct l1t_encoder *e)
{
	size_t bound = SLACK + 10 + e->run_count * 50 + e->records * (1 + 2 + 10) + 5;

	for (unsigned k = 0; k < L1T_KIND_COUNT; k++)
		if (columns_count(&e->columns[k]))
			bound += columns_bound(&e->columns[k], k);
	return bound;
}

static uint8_t *put_runs(const struct l1t_encoder *e, uint8_t *p)
{
	const struct run *r = e->runs;

	p += l1t_put_varint(p, e->run_count);
	for (size_t i = 0; i < e->run_count; i++, r++) {
		p += l1t_put_varint(p, r->at.ring);
		p += l1t_put_varint(p, r->at.thread);
		p += l1t_put_varint(p, (i + 1 < e->run_count ? r[1].first : e->records) - r->first);
		p += l1t_put_varint(p, r->at.first_slot);
		p += l1t_put_varint(p, r->at.end_slot);
	}
	return p;
}

/* Writes kinds, then times as two byte planes and a rest. Marks where the planes begin. */
static uint8_t *put_times(const struct l1t_encoder *e, uint8_t *p, int64_t first_ns, unsigned shift,
	const uint8_t *plane[3])
{
	size_t n = e->time_count;
	uint8_t *low = p + e->records + 1, *high = low + n, *rest_size = high + n;
	uint8_t *rest = rest_size + 4;

	memcpy(p, e->kinds, e->records);
	p[e->records] = (uint8_t)shift;
	rest = l1t_put_delta_planes(low, high, rest, (const uint64_t *)e->times, n,
		(uint64_t)first_ns, shift);
	l1t_put32(rest_size, (uint32_t)(rest - rest_size - 4));
	plane[0] = low;
	plane[1] = high;
	plane[2] = rest_size;
	return rest;
}

static int reserve(uint8_t **buffer, size_t *capacity, size_t bytes)
{
	uint8_t *grown;

	if (*capacity >= bytes)
		return 0;
	grown = realloc(*buffer, bytes);
	if (!grown)
		return -1;
	*buffer = grown;
	*capacity = bytes;
	return 0;
}

/*
 * Makes one frame, but gives each stretch that `cut` names a zstd block (and so entropy tables) of
 * its own: uniform low bytes of times would spoil the statistics of everything else.
 */
static size_t compress(struct l1t_encoder *e, size_t raw_bytes, const uint8_t *cut[3])
{
	size_t at[5] = {0, (size_t)(cut[0] - e->raw), (size_t)(cut[1] - e->raw),
		(size_t)(cut[2] - e->raw), raw_bytes};
	ZSTD_outBuffer out = {e->out + L1T_BLOCK_HEADER_BYTES,
		e->out_capacity - L1T_BLOCK_HEADER_BYTES, 0};

	ZSTD_CCtx_reset(e->zstd, ZSTD_reset_session_only);
	if (e->level < 0) {
		size_t frame = ZSTD_compress2(e->zstd, (uint8_t *)out.dst, out.size, e->raw,
			raw_bytes);

		return ZSTD_isError(frame) ? 0 : frame;
	}
	ZSTD_CCtx_setPledgedSrcSize(e->zstd, raw_bytes);
	for (int i = 0; i < 4; i++) {
		ZSTD_inBuffer in = {e->raw + at[i], at[i + 1] - at[i], 0};
		size_t left = ZSTD_compressStream2(e->zstd, &out, &in,
			i == 3 ? ZSTD_e_end : ZSTD_e_flush);

		if (ZSTD_isError(left) || left)
			return 0;
	}
	return out.pos;
}

/* Returns how many of their lowest bits all times have in common. */
static unsigned time_span(const struct l1t_encoder *e, struct l1t_block_header *h)
{
	const int64_t *times = e->times;
	int64_t first = e->time_count ? times[0] : h->mark_ns, last = first;
	uint64_t differ = (uint64_t)1 << L1T_TIME_SHIFT_MAX;

	for (size_t i = 1; i < e->time_count; i++) {
		first = times[i] < first ? times[i] : first;
		last = times[i] > last ? times[i] : last;
		differ |= (uint64_t)(times[i] ^ times[0]);
	}
	h->first_ns = first;
	h->last_ns = last;
	return (unsigned)__builtin_ctzll(differ);
}

static void clear(struct l1t_encoder *e)
{
	e->run_count = e->records = e->time_count = 0;
	uses_words_begin(&e->uses);
	e->blob_bytes = 0;
	for (unsigned k = 0; k < L1T_KIND_COUNT; k++)
		columns_clear(&e->columns[k], k);
}

size_t l1t_encoder_finish(struct l1t_encoder *e, struct l1t_block_header *h,
	const uint8_t **bytes)
{
	const uint8_t *plane[3];
	uint8_t *p;
	size_t bound, frame;
	unsigned shift;

	for (unsigned k = 0; k < L1T_KIND_COUNT; k++)
		if (columns_code(&e->columns[k], k))
			return 0;
	bound = raw_bound(e);
	if (reserve(&e->raw, &e->raw_capacity, bound) ||
		reserve(&e->out, &e->out_capacity,
			L1T_BLOCK_HEADER_BYTES + ZSTD_compressBound(bound) + 64))
		return 0;
	shift = time_span(e, h);
	p = put_times(e, put_runs(e, e->raw), h->first_ns, shift, plane);
	for (unsigned k = 0; k < L1T_KIND_COUNT; k++)
		if (columns_count(&e->columns[k]))
			p = columns_put(&e->columns[k], k, p);
	frame = compress(e, (size_t)(p - e->raw), plane);
	if (!frame)
		return 0;
	h->frame_bytes = (uint32_t)frame;
	h->raw_bytes = (uint32_t)(p - e->raw);
	h->records = (uint32_t)e->records;
	h->version = L1T_VERSION;
	l1t_write_block_header(e->out, h);
	clear(e);
	*bytes = e->out;
	return L1T_BLOCK_HEADER_BYTES + frame;
}
