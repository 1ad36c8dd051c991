/*
 * Values gathered column by column as records come, and how a column becomes bytes: the coding
 * that is shorter, told by a sample of them.
 *
 * Must not know: runs, times, compression. Layout: FORMAT.md, "Groups" and "Columns".
 */
#include <stdbool.h>
#include <stdlib.h>
#include "encoder_columns.h"
#include "l1t_codec.h"
#include "l1t_wire.h"

enum {
	SAMPLE = 64,            /* so many values, from all over the column, tell the coding */
	LENGTH_ROOM = 5,        /* bytes that a column's length may take */
	VARINT_MAX = 10,
};

int columns_room(struct kind_columns *k, unsigned kind, size_t blob_bytes)
{
	if (!k->values) {
		size_t columns = columns_of(kind) ? columns_of(kind) : 1;

		k->values = malloc(columns * COLUMN_STRIDE * sizeof(*k->values));
		if (!k->values)
			return -1;
	}
	if (k->blob_room - k->blob_bytes < blob_bytes) {
		size_t room = (k->blob_bytes + blob_bytes) * 2;
		uint8_t *blobs = realloc(k->blobs, room);

		if (!blobs)
			return -1;
		k->blobs = blobs;
		k->blob_room = room;
	}
	return 0;
}

size_t columns_bound(const struct kind_columns *k, unsigned kind)
{
	return 3 + columns_of(kind) * (1 + LENGTH_ROOM + VARINT_MAX + (size_t)k->count * VARINT_MAX) +
		k->blob_bytes;
}

static bool is_constant(const uint64_t *v, size_t n)
{
	size_t i = 0;

	for (; i + 8 <= n; i += 8) {
		uint64_t other = (v[i] ^ v[0]) | (v[i + 1] ^ v[0]) | (v[i + 2] ^ v[0]) |
			(v[i + 3] ^ v[0]) | (v[i + 4] ^ v[0]) | (v[i + 5] ^ v[0]) |
			(v[i + 6] ^ v[0]) | (v[i + 7] ^ v[0]);

		if (other)
			return false;
	}
	for (; i < n; i++)
		if (v[i] != v[0])
			return false;
	return true;
}

static uint64_t difference(const uint64_t *v, size_t i)
{
	return l1t_zigzag((int64_t)(v[i] - (i ? v[i - 1] : 0)));
}

static bool delta_is_shorter(const uint64_t *v, size_t n)
{
	size_t plain = 0, delta = 0, step = n > SAMPLE ? n / SAMPLE : 1;

	for (size_t i = 0; i < n; i += step) {
		plain += l1t_varint_bytes(v[i]);
		delta += l1t_varint_bytes(difference(v, i));
	}
	return delta < plain;
}

/* As l1t_put_varint(), without a branch on the length of what is usual. Writes 4 bytes or more. */
static inline uint8_t *put(uint8_t *p, uint64_t v)
{
	static const uint32_t more[] = {0, 0, 0x80, 0x8080, 0x808080};  /* by length */
	uint32_t x = (uint32_t)v, spread, bytes;

	if (__builtin_expect(v >> 28 != 0, 0))
		return p + l1t_put_varint(p, v);
	spread = (x & 0x7f) | (x << 1 & 0x7f00) | (x << 2 & 0x7f0000) | (x << 3 & 0x7f000000);
	bytes = ((31u - (uint32_t)__builtin_clz(x | 1)) * 9 + 73) >> 6;
	l1t_put32(p, spread | more[bytes]);
	return p + bytes;
}

/* Small values, as most columns hold, go eight at a time. */
static inline uint8_t *put_eight(uint8_t *p, const uint64_t v[8])
{
	if ((v[0] | v[1] | v[2] | v[3] | v[4] | v[5] | v[6] | v[7]) < 0x80) {
		l1t_put64(p, v[0] | v[1] << 8 | v[2] << 16 | v[3] << 24 | v[4] << 32 | v[5] << 40 |
			v[6] << 48 | v[7] << 56);
		return p + 8;
	}
	for (int i = 0; i < 8; i++)
		p = put(p, v[i]);
	return p;
}

static uint8_t *put_plain(uint8_t *p, const uint64_t *v, size_t n)
{
	size_t i = 0;

	for (; i + 8 <= n; i += 8)
		p = put_eight(p, v + i);
	for (; i < n; i++)
		p = put(p, v[i]);
	return p;
}

static uint8_t *put_delta(uint8_t *p, const uint64_t *v, size_t n)
{
	size_t i = 1;

	p = put(p, difference(v, 0));
	for (; i + 8 <= n; i += 8) {
		uint64_t d[8];

		for (int j = 0; j < 8; j++)
			d[j] = l1t_zigzag((int64_t)(v[i + (size_t)j] - v[i + (size_t)j - 1]));
		p = put_eight(p, d);
	}
	for (; i < n; i++)
		p = put(p, difference(v, i));
	return p;
}

/* One column: coding, length, values. n > 0. */
static uint8_t *put_column(uint8_t *p, const uint64_t *v, size_t n)
{
	uint8_t *values, *end;
	size_t length;

	if (is_constant(v, n)) {
		*p++ = L1T_CODING_CONSTANT;
		p += l1t_put_varint(p, l1t_varint_bytes(v[0]));
		return p + l1t_put_varint(p, v[0]);
	}
	values = p + 1 + LENGTH_ROOM;
	if (delta_is_shorter(v, n)) {
		*p++ = L1T_CODING_DELTA;
		end = put_delta(values, v, n);
	} else {
		*p++ = L1T_CODING_PLAIN;
		end = put_plain(values, v, n);
	}
	length = (size_t)(end - values);
	p += l1t_put_varint(p, length);
	memmove(p, values, length);
	return p + length;
}

uint8_t *columns_put(const struct kind_columns *k, unsigned kind, uint8_t *p)
{
	unsigned columns = columns_of(kind);

	*p++ = (uint8_t)kind;
	*p++ = l1t_kinds[kind].fields;
	*p++ = l1t_kinds[kind].has_blob;
	for (unsigned c = 0; c < columns; c++)
		p = put_column(p, k->values + (size_t)c * COLUMN_STRIDE, k->count);
	if (k->blob_bytes)
		memcpy(p, k->blobs, k->blob_bytes);
	return p + k->blob_bytes;
}
