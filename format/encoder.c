/*
 * Records in, one block out. Records are kept as they come (fields one behind the other in one
 * array); finish() gathers them into columns, one kind after the other, and compresses.
 *
 * Must not know: files, rings, clocks. Layout of the content: FORMAT.md, "Block content".
 */
#include <stdlib.h>
#include <zstd.h>
#include "l1t_codec.h"
#include "l1t_encoder.h"

enum {
	FIELDS_FULL = 96 << 10,         /* uint64 values: 768 KiB */
	BLOBS_FULL = 256 << 10,
};

struct entry {
	int64_t time_ns;
	uint32_t fields;        /* index of its first field */
	uint32_t blob, blob_bytes;
	uint8_t kind;
};

struct run {
	struct l1t_run at;
	uint32_t records;
};

struct encoder_array {
	void *data;
	size_t count, capacity;
};

struct l1t_encoder {
	ZSTD_CCtx *zstd;
	struct encoder_array entries, runs, fields, blobs;
	uint8_t *raw, *out;
	size_t raw_capacity, out_capacity;
};

/* Room for `more` elements of `size` bytes behind the last one. NULL when out of memory. */
static void *array_room(struct encoder_array *a, size_t more, size_t size)
{
	if (!a->data || a->count + more > a->capacity) {
		size_t capacity = a->capacity ? a->capacity : 256;
		void *data;

		while (capacity < a->count + more)
			capacity *= 2;
		data = realloc(a->data, capacity * size);
		if (!data)
			return NULL;
		a->data = data;
		a->capacity = capacity;
	}
	return (char *)a->data + a->count * size;
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
	ZSTD_CCtx_setParameter(e->zstd, ZSTD_c_compressionLevel, level);
	ZSTD_CCtx_setParameter(e->zstd, ZSTD_c_checksumFlag, 1);
	ZSTD_CCtx_setParameter(e->zstd, ZSTD_c_contentSizeFlag, 1);
	return e;
}

void l1t_encoder_free(struct l1t_encoder *e)
{
	if (!e)
		return;
	ZSTD_freeCCtx(e->zstd);
	free(e->entries.data);
	free(e->runs.data);
	free(e->fields.data);
	free(e->blobs.data);
	free(e->raw);
	free(e->out);
	free(e);
}

int l1t_encoder_begin_run(struct l1t_encoder *e, const struct l1t_run *run)
{
	struct run *r = array_room(&e->runs, 1, sizeof(*r));

	if (!r)
		return -1;
	r->at = *run;
	r->records = 0;
	e->runs.count++;
	return 0;
}

void l1t_encoder_end_run(struct l1t_encoder *e, uint64_t end_slot)
{
	if (e->runs.count)
		((struct run *)e->runs.data)[e->runs.count - 1].at.end_slot = end_slot;
}

int l1t_encoder_add(struct l1t_encoder *e, const struct l1t_record *record)
{
	size_t n = l1t_kinds[record->kind].fields;
	size_t blob_bytes = l1t_kinds[record->kind].has_blob ? record->blob_bytes : 0;
	struct entry *entry = array_room(&e->entries, 1, sizeof(*entry));
	uint64_t *fields = array_room(&e->fields, n, sizeof(*fields));
	uint8_t *blob = array_room(&e->blobs, blob_bytes, 1);

	if (!entry || !fields || !blob || !e->runs.count)
		return -1;
	entry->time_ns = record->time_ns;
	entry->kind = record->kind;
	entry->fields = (uint32_t)e->fields.count;
	entry->blob = (uint32_t)e->blobs.count;
	entry->blob_bytes = (uint32_t)blob_bytes;
	memcpy(fields, record->f, n * sizeof(*fields));
	if (blob_bytes)
		memcpy(blob, record->blob, blob_bytes);
	e->entries.count++;
	e->fields.count += n;
	e->blobs.count += blob_bytes;
	((struct run *)e->runs.data)[e->runs.count - 1].records++;
	return 0;
}

uint32_t l1t_encoder_records(const struct l1t_encoder *e)
{
	return (uint32_t)e->entries.count;
}

int l1t_encoder_full(const struct l1t_encoder *e)
{
	return e->entries.count >= L1T_BLOCK_RECORDS || e->fields.count >= FIELDS_FULL ||
		e->blobs.count >= BLOBS_FULL;
}

/* Largest content there can be; what put_* below writes without looking. */
static size_t raw_bound(const struct l1t_encoder *e)
{
	return 64 + e->runs.count * 50 + e->entries.count * (1 + 2 + 10) + 64 +
		e->fields.count * 10 + e->entries.count * 5 + e->blobs.count +
		L1T_KIND_COUNT * (8 + L1T_FIELDS_MAX * 16);
}

static uint8_t *put_runs(const struct l1t_encoder *e, uint8_t *p)
{
	const struct run *r = e->runs.data;

	p += l1t_put_varint(p, e->runs.count);
	for (size_t i = 0; i < e->runs.count; i++, r++) {
		p += l1t_put_varint(p, r->at.ring);
		p += l1t_put_varint(p, r->at.thread);
		p += l1t_put_varint(p, r->records);
		p += l1t_put_varint(p, r->at.first_slot);
		p += l1t_put_varint(p, r->at.end_slot);
	}
	return p;
}

/* Kinds, then times as two byte planes and what does not fit them. Marks where planes begin. */
static uint8_t *put_times(const struct l1t_encoder *e, uint8_t *p, int64_t first_ns,
	const uint8_t *plane[3])
{
	const struct entry *entries = e->entries.data;
	size_t n = e->entries.count;
	int64_t previous = first_ns;
	uint8_t *low, *high, *rest, *rest_size;

	for (size_t i = 0; i < n; i++)
		*p++ = entries[i].kind;
	low = p;
	high = low + n;
	rest_size = high + n;
	rest = rest_size + 4;
	for (size_t i = 0; i < n; i++) {
		uint64_t v = l1t_zigzag((int64_t)((uint64_t)entries[i].time_ns - (uint64_t)previous));

		previous = entries[i].time_ns;
		low[i] = (uint8_t)v;
		v >>= 8;
		high[i] = v < 255 ? (uint8_t)v : 255;
		if (v >= 255)
			rest += l1t_put_varint(rest, v - 255);
	}
	l1t_put32(rest_size, (uint32_t)(rest - rest_size - 4));
	plane[0] = low;
	plane[1] = high;
	plane[2] = rest_size;
	return rest;
}

struct column_scan {
	size_t plain_bytes, delta_bytes;
	int constant;
};

static struct column_scan scan_column(const uint64_t *values, size_t n)
{
	struct column_scan s = {0, 0, 1};
	uint64_t previous = 0;

	for (size_t i = 0; i < n; i++) {
		s.plain_bytes += l1t_varint_bytes(values[i]);
		s.delta_bytes += l1t_varint_bytes(l1t_zigzag((int64_t)(values[i] - previous)));
		s.constant &= values[i] == values[0];
		previous = values[i];
	}
	return s;
}

/* One column: coding, length, values. n > 0. */
static uint8_t *put_column(uint8_t *p, const uint64_t *values, size_t n)
{
	struct column_scan s = scan_column(values, n);
	uint64_t previous = 0;

	if (s.constant) {
		*p++ = L1T_CODING_CONSTANT;
		p += l1t_put_varint(p, l1t_varint_bytes(values[0]));
		return p + l1t_put_varint(p, values[0]);
	}
	if (s.plain_bytes <= s.delta_bytes) {
		*p++ = L1T_CODING_PLAIN;
		p += l1t_put_varint(p, s.plain_bytes);
		for (size_t i = 0; i < n; i++)
			p += l1t_put_varint(p, values[i]);
		return p;
	}
	*p++ = L1T_CODING_DELTA;
	p += l1t_put_varint(p, s.delta_bytes);
	for (size_t i = 0; i < n; i++) {
		p += l1t_put_varint(p, l1t_zigzag((int64_t)(values[i] - previous)));
		previous = values[i];
	}
	return p;
}

/* All columns of one kind; `chosen` are its entries, `values` is scratch for as many. */
static uint8_t *put_kind(const struct l1t_encoder *e, uint8_t *p, uint8_t kind,
	const uint32_t *chosen, size_t n, uint64_t *values)
{
	const struct entry *entries = e->entries.data;
	const uint64_t *fields = e->fields.data;
	const uint8_t *blobs = e->blobs.data;
	unsigned count = l1t_kinds[kind].fields;

	*p++ = kind;
	*p++ = (uint8_t)count;
	*p++ = l1t_kinds[kind].has_blob;
	for (unsigned f = 0; f < count; f++) {
		for (size_t i = 0; i < n; i++)
			values[i] = fields[entries[chosen[i]].fields + f];
		p = put_column(p, values, n);
	}
	if (!l1t_kinds[kind].has_blob)
		return p;
	for (size_t i = 0; i < n; i++)
		values[i] = entries[chosen[i]].blob_bytes;
	p = put_column(p, values, n);
	for (size_t i = 0; i < n; i++) {
		const struct entry *one = &entries[chosen[i]];

		if (one->blob_bytes)
			memcpy(p, blobs + one->blob, one->blob_bytes);
		p += one->blob_bytes;
	}
	return p;
}

/* Counting sort of the entries by kind, then each kind's columns. NULL when out of memory. */
static uint8_t *put_kinds(const struct l1t_encoder *e, uint8_t *p)
{
	const struct entry *entries = e->entries.data;
	size_t n = e->entries.count, start[L1T_KIND_COUNT + 1] = {0}, fill[L1T_KIND_COUNT];
	uint32_t *order = malloc((n + 1) * sizeof(*order));
	uint64_t *values = malloc((n + 1) * sizeof(*values));

	if (!order || !values) {
		free(order);
		free(values);
		return NULL;
	}
	for (size_t i = 0; i < n; i++)
		start[entries[i].kind + 1]++;
	for (unsigned k = 0; k < L1T_KIND_COUNT; k++) {
		start[k + 1] += start[k];
		fill[k] = start[k];
	}
	for (size_t i = 0; i < n; i++)
		order[fill[entries[i].kind]++] = (uint32_t)i;
	for (unsigned k = 0; k < L1T_KIND_COUNT; k++)
		if (start[k + 1] > start[k])
			p = put_kind(e, p, (uint8_t)k, order + start[k], start[k + 1] - start[k],
				values);
	free(order);
	free(values);
	return p;
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
 * One frame, but a zstd block of its own (so entropy tables of its own) for each stretch that
 * `cut` names: uniform low bytes of times would spoil the statistics of everything else.
 */
static size_t compress(struct l1t_encoder *e, size_t raw_bytes, const uint8_t *cut[3])
{
	size_t at[5] = {0, (size_t)(cut[0] - e->raw), (size_t)(cut[1] - e->raw),
		(size_t)(cut[2] - e->raw), raw_bytes};
	ZSTD_outBuffer out = {e->out + L1T_BLOCK_HEADER_BYTES,
		e->out_capacity - L1T_BLOCK_HEADER_BYTES, 0};

	ZSTD_CCtx_reset(e->zstd, ZSTD_reset_session_only);
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

static void time_span(const struct l1t_encoder *e, struct l1t_block_header *h)
{
	const struct entry *entries = e->entries.data;

	h->first_ns = h->last_ns = e->entries.count ? entries[0].time_ns : h->mark_ns;
	for (size_t i = 1; i < e->entries.count; i++) {
		if (entries[i].time_ns < h->first_ns)
			h->first_ns = entries[i].time_ns;
		if (entries[i].time_ns > h->last_ns)
			h->last_ns = entries[i].time_ns;
	}
}

size_t l1t_encoder_finish(struct l1t_encoder *e, struct l1t_block_header *h,
	const uint8_t **bytes)
{
	const uint8_t *plane[3];
	uint8_t *p;
	size_t bound = raw_bound(e), frame;

	if (reserve(&e->raw, &e->raw_capacity, bound) ||
		reserve(&e->out, &e->out_capacity,
			L1T_BLOCK_HEADER_BYTES + ZSTD_compressBound(bound) + 64))
		return 0;
	time_span(e, h);
	p = put_times(e, put_runs(e, e->raw), h->first_ns, plane);
	p = put_kinds(e, p);
	if (!p)
		return 0;
	frame = compress(e, (size_t)(p - e->raw), plane);
	if (!frame)
		return 0;
	h->frame_bytes = (uint32_t)frame;
	h->raw_bytes = (uint32_t)(p - e->raw);
	h->records = (uint32_t)e->entries.count;
	l1t_write_block_header(e->out, h);
	e->entries.count = e->runs.count = e->fields.count = e->blobs.count = 0;
	*bytes = e->out;
	return L1T_BLOCK_HEADER_BYTES + frame;
}
