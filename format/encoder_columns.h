/*
 * The columns of a block, for encoder.c only.
 *
 * Must not know: runs, times, compression.
 */
#ifndef ENCODER_COLUMNS_H
#define ENCODER_COLUMNS_H

#include <stddef.h>
#include "l1t_batch.h"
#include "l1t_record.h"
#include "l1t_wire.h"

enum {
	COLUMN_BATCH = L1T_BATCH,
	/*
	 * Values wait until there are this many, so that they are coded together while in the
	 * cache.
	 */
	COLUMN_STRIDE = COLUMN_BATCH + COLUMN_BATCH / 2,
};

/* The part of a column that is coded already. */
struct column {
	uint8_t *bytes;
	size_t used, room;
	uint64_t value;         /* the last one */
	uint8_t coding;         /* enum l1t_coding; constant: no bytes yet */
};

/*
 * All records of a kind. Column c of those that are not coded yet is values[c * COLUMN_STRIDE ..].
 * The blobs' lengths follow the fields.
 */
struct kind_columns {
	uint64_t *values;       /* NULL: no records yet */
	struct column *columns;
	uint32_t waiting;       /* in `values` */
	uint32_t coded;
	uint8_t *blobs;
	size_t blob_bytes, blob_room;
};

/*
 * Makes room for the values of this many more records (<= COLUMN_BATCH), and for a blob. 0, or -1
 * when out of memory; then nothing is lost.
 */
int columns_room(struct kind_columns *k, unsigned kind, uint32_t records, size_t blob_bytes);
/* The fields of a batch's events. 0, or -1: out of memory, nothing was taken. */
int columns_add_batch(struct kind_columns *columns, const struct l1t_batch *batch);

/* How many columns a record of this kind has. */
static inline unsigned columns_of(unsigned kind)
{
	return l1t_kinds[kind].fields + (l1t_kinds[kind].has_blob ? 1u : 0u);
}

static inline uint32_t columns_count(const struct kind_columns *k)
{
	return k->waiting + k->coded;
}

/* Codes the waiting values. 0, or -1: out of memory, nothing changed. */
int columns_code(struct kind_columns *k, unsigned kind);
/* How many bytes columns_put() writes, or a little more. All values must be coded. */
size_t columns_bound(const struct kind_columns *k, unsigned kind);
/* Writes the kind's group of columns (FORMAT.md, "Groups"). Returns the end. */
uint8_t *columns_put(const struct kind_columns *k, unsigned kind, uint8_t *p);
/* Removes all records; the memory is kept. */
void columns_clear(struct kind_columns *k, unsigned kind);
void columns_free(struct kind_columns *k, unsigned kind);

#endif
