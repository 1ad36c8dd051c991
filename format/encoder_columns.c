/*
 * Collects values column by column, and turns columns into bytes, with the coding that is shorter
 * for the first stretch in which a column is not constant.
 *
 * Must not know: runs, times, compression. Layout: FORMAT.md, "Groups" and "Columns".
 */
#include <stdlib.h>
#include <string.h>
#include "encoder_columns.h"
#include "l1t_codec.h"
#include "l1t_wire.h"
#include "varint_rows.h"

enum {
	HEAD_MAX = 1 + 5,       /* bytes of a column's coding and length */
	VARINT_MAX = 10,
	FIRST_ROOM = 4096,
};

/* ---- a column ---- */

/*
 * Makes room for n more values after `coded` ones, which take no bytes as long as they are
 * constant.
 */
static int column_room(struct column *c, size_t coded, size_t n)
{
	size_t values = n + (c->coding == L1T_CODING_CONSTANT ? coded : 0);
	size_t room = c->used + values * VARINT_MAX + VARINT_ROWS_SLACK;
	uint8_t *bytes;

	if (room <= c->room)
		return 0;
	room = room < FIRST_ROOM / 2 ? FIRST_ROOM : room * 2;
	bytes = realloc(c->bytes, room);
	if (!bytes)
		return -1;
	c->bytes = bytes;
	c->room = room;
	return 0;
}

/* The column had `count` equal values so far; now another value follows. */
static void begin_coding(struct column *c, const uint64_t *v, size_t n, size_t count)
{
	uint8_t *p = c->bytes;
	size_t bytes;

	if (l1t_deltas_are_shorter(v, n, count ? c->value : 0)) {
		c->coding = L1T_CODING_DELTA;
		if (count) {
			p += l1t_put_varint(p, l1t_zigzag((int64_t)c->value));
			memset(p, 0, count - 1);
			p += count - 1;
		} else {
			c->value = 0;
		}
	} else {
		c->coding = L1T_CODING_PLAIN;
		bytes = l1t_varint_bytes(c->value);
		for (size_t i = 0; i < count; i++, p += bytes)
			l1t_put_varint(p, c->value);
	}
	c->used = (size_t)(p - c->bytes);
}

/* Adds n > 0 values after `count` ones. There is room. */
static void column_add(struct column *c, const uint64_t *v, size_t n, size_t count)
{
	uint8_t *end;

	if (c->coding == L1T_CODING_CONSTANT) {
		if (l1t_are_all(v, n, count ? c->value : v[0])) {
			c->value = v[0];
			return;
		}
		begin_coding(c, v, n, count);
	}
	end = c->bytes + c->used;
	end = c->coding == L1T_CODING_DELTA ? l1t_put_deltas(end, v, n, c->value) : l1t_put_varints(end, v, n);
	c->value = v[n - 1];
	c->used = (size_t)(end - c->bytes);
}

static uint8_t *column_put(const struct column *c, uint8_t *p)
{
	*p++ = c->coding;
	if (c->coding == L1T_CODING_CONSTANT) {
		p += l1t_put_varint(p, l1t_varint_bytes(c->value));
		return p + l1t_put_varint(p, c->value);
	}
	p += l1t_put_varint(p, c->used);
	memcpy(p, c->bytes, c->used);
	return p + c->used;
}

/* ---- a kind's columns ---- */

static int make(struct kind_columns *k, unsigned kind)
{
	size_t columns = columns_of(kind) ? columns_of(kind) : 1;

	k->values = malloc(columns * COLUMN_STRIDE * sizeof(*k->values));
	k->columns = calloc(columns, sizeof(*k->columns));
	if (k->values && k->columns)
		return 0;
	free(k->values);
	free(k->columns);
	k->values = NULL;
	k->columns = NULL;
	return -1;
}

int columns_code(struct kind_columns *k, unsigned kind)
{
	unsigned columns = columns_of(kind);

	if (!k->waiting)
		return 0;
	for (unsigned c = 0; c < columns; c++)
		if (column_room(&k->columns[c], k->coded, k->waiting))
			return -1;
	for (unsigned c = 0; c < columns; c++)
		column_add(&k->columns[c], k->values + (size_t)c * COLUMN_STRIDE, k->waiting,
			k->coded);
	k->coded += k->waiting;
	k->waiting = 0;
	return 0;
}

int columns_room(struct kind_columns *k, unsigned kind, uint32_t records, size_t blob_bytes)
{
	if (!k->values && make(k, kind))
		return -1;
	if (k->waiting + records > COLUMN_STRIDE && columns_code(k, kind))
		return -1;
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
	size_t bound = 3 + k->blob_bytes;

	for (unsigned c = 0; c < columns_of(kind); c++)
		bound += HEAD_MAX + VARINT_MAX + k->columns[c].used;
	return bound;
}

uint8_t *columns_put(const struct kind_columns *k, unsigned kind, uint8_t *p)
{
	*p++ = (uint8_t)kind;
	*p++ = l1t_kinds[kind].fields;
	*p++ = l1t_kinds[kind].has_blob;
	for (unsigned c = 0; c < columns_of(kind); c++)
		p = column_put(&k->columns[c], p);
	if (k->blob_bytes)
		memcpy(p, k->blobs, k->blob_bytes);
	return p + k->blob_bytes;
}

void columns_clear(struct kind_columns *k, unsigned kind)
{
	for (unsigned c = 0; k->columns && c < columns_of(kind); c++) {
		k->columns[c].used = 0;
		k->columns[c].coding = L1T_CODING_CONSTANT;
	}
	k->waiting = k->coded = 0;
	k->blob_bytes = 0;
}

void columns_free(struct kind_columns *k, unsigned kind)
{
	for (unsigned c = 0; k->columns && c < columns_of(kind); c++)
		free(k->columns[c].bytes);
	free(k->columns);
	free(k->values);
	free(k->blobs);
}
