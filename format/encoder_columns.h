/*
 * The columns that a block is made of, for encoder.c only.
 *
 * Must not know: runs, times, compression.
 */
#ifndef ENCODER_COLUMNS_H
#define ENCODER_COLUMNS_H

#include <stddef.h>
#include "l1t_record.h"
#include "l1t_wire.h"

enum {
	/* Records that a block may hold. A column lies a little aside of where the next one would, since
	 * columns at one distance from each other would share their cache sets. */
	COLUMN_RECORDS = L1T_BLOCK_RECORDS,
	COLUMN_STRIDE = COLUMN_RECORDS + 24,
};

/* All records of a kind. Column c is values[c * COLUMN_STRIDE ..]; behind the fields, the blobs' lengths. */
struct kind_columns {
	uint64_t *values;       /* NULL: none came yet. Pages that hold no values are never touched */
	uint32_t count;
	uint8_t *blobs;
	size_t blob_bytes, blob_room;
};

/* Makes the columns where there are none, and room for a blob. 0, or -1 when out of memory. */
int columns_room(struct kind_columns *k, unsigned kind, size_t blob_bytes);

/* How many columns a record of this kind has. */
static inline unsigned columns_of(unsigned kind)
{
	return l1t_kinds[kind].fields + (l1t_kinds[kind].has_blob ? 1u : 0u);
}

/* Most bytes that columns_put() writes, and a little beyond. */
size_t columns_bound(const struct kind_columns *k, unsigned kind);
/* The kind's group of columns (FORMAT.md, "Groups"). Returns what is behind it. */
uint8_t *columns_put(const struct kind_columns *k, unsigned kind, uint8_t *p);

#endif
