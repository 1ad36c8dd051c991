/*
 * Over which rectangle of cores a sharded tensor could be spread so that each has the same number of its
 * pages.
 *
 * Must not know: SQL, buffers' lives.
 */
#ifndef SHARD_GRIDS_H
#define SHARD_GRIDS_H

#include <stdbool.h>
#include <stdint.h>

struct shards {                 /* of a tensor whose pages are tiles or rows */
	uint64_t across, down;          /* pages */
	uint64_t per_shard;             /* pages of a shard */
	uint64_t cores;                 /* that have one */
	bool split_across, split_down;  /* over columns of cores, over rows of them; else over all */
	bool turned;                    /* its columns lie on rows of cores */
};

struct shard_grid {
	uint64_t columns, rows;         /* of cores; 0: there is none */
};

/* The texts are those of tables tensor and buffer_form; NULL: not known. False: it cannot be spread
 * otherwise, or that is not known. */
bool shards_read(struct shards *s, const char *layout, const char *page_layout, const char *padded_shape,
	const char *shard_shape, const char *shard_order);
/* The rectangle of most cores, more than s->cores, within a grid of these columns and rows. */
struct shard_grid shard_grid_largest(const struct shards *s, uint64_t columns, uint64_t rows);

#endif
