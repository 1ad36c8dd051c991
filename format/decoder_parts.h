/*
 * The decoder's parts, for its own files only: what a block is decoded by, whether all of it is
 * (decoder.c) or some kinds (decoder_skim.c).
 */
#ifndef L1T_DECODER_PARTS_H
#define L1T_DECODER_PARTS_H

#include <zstd.h>
#include "decoder_columns.h"
#include "decoder_memory.h"
#include "l1t_skim.h"

struct l1t_decoder {
	ZSTD_DCtx *zstd;
	struct spare_blocks spares;
	struct kind_group groups[L1T_KIND_COUNT];       /* of the present block; 0: all others */
	uint32_t version;                               /* of its content */
	struct uses_words uses;
	uint8_t *planes;                                /* of times, where some are shared */
	size_t plane_room;
	/* decodes a block's content, if not all of it; damaged exactly if it is when all is decoded */
	enum l1t_decode_result (*skim)(struct l1t_decoder *d, struct l1t_block *b, struct cursor c,
		int64_t first_ns);
	uint64_t wanted;                                /* kinds, where it skims */
};

/* The differences of the records' times: a byte of each, the next byte, and what has no room there. */
struct time_bytes {
	const uint8_t *low, *high;
	struct cursor rest;
	unsigned shift;                 /* all are multiples of 2^shift, and divided by it */
};

/* Difference i; those that went on in `rest` are asked for in order. 0: damaged. */
static inline int time_bytes_get(struct time_bytes *t, uint32_t i, uint64_t *difference)
{
	uint64_t high = t->high[i], more;

	if (high == 255) {
		if (!get_varint(&t->rest, &more) || more > (UINT64_MAX >> 8) - 255)
			return 0;
		high += more;
	}
	*difference = (uint64_t)l1t_unzigzag(high << 8 | t->low[i]) << t->shift;
	return 1;
}

/* ---- decoder.c ---- */

/*
 * The times of n records. Takes L1T_SAME_TIME out of their kinds, and gives each a difference of its
 * own.
 */
enum l1t_decode_result l1t_get_times(struct l1t_decoder *d, struct cursor *c, uint8_t *kinds,
	size_t n, struct time_bytes *t);
/* For group_begin(). */
static inline struct uses_words *l1t_uses_of(struct l1t_decoder *d, unsigned kind)
{
	return kind == L1T_USES && d->version == 2 ? &d->uses : NULL;
}

/* The runs; (*records)[i] of the records, which the caller frees, belong to run i. */
enum l1t_decode_result l1t_get_runs(struct l1t_block *b, struct cursor *c, uint32_t **records);

/* ---- decoder_skim.c ---- */

enum l1t_role { L1T_COUNTED, L1T_WANTED, L1T_NOT_KNOWN };

/* A block while it is decoded so. */
struct skim {
	struct l1t_block *block;
	struct l1t_skimmed *s;
	struct l1t_decoder *decoder;    /* whose groups are of the wanted kinds */
	uint32_t records;               /* of the block */
	uint8_t roles[256];             /* enum l1t_role of each kind */
	uint32_t counts[256];
	uint32_t *special, special_count;       /* records that are not L1T_COUNTED, in order */
	struct time_bytes times;
	size_t words;                   /* of the wanted records */
};

/* ---- skim_times.c ---- */

/* The times of all records; makes the wanted ones, with all of them but their last columns. */
enum l1t_decode_result l1t_skim_times(struct skim *k, const uint32_t *records, int64_t first_ns);

/* ---- skim_columns.c ---- */

/* Skips a column of n values. `known`: it has to be sound. */
int l1t_skip_column(struct cursor *c, size_t n, int known);
/* The values of a column of n, which is checked. */
int l1t_get_column(struct cursor *c, size_t n, uint64_t *out);

#endif
