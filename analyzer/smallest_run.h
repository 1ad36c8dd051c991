/*
 * Which blocks of a bank to give back so that one more fits: the fewest bytes, then the fewest blocks.
 *
 * Must not know: buffers, SQL.
 *
 * A hole for one block of `need` bytes takes away every block that it touches, and those lie next to
 * each other by address: so the answer is a run of neighbours, and looking at the shortest run from
 * each block on is exact.
 */
#ifndef SMALLEST_RUN_H
#define SMALLEST_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct block {
	uint64_t address, bytes;
};

struct smallest_run {
	bool found;             /* false: not even an empty bank would do */
	size_t first, count;    /* of the blocks; count 0: it fits as it is */
	uint64_t bytes;
};

/* Blocks by address; the bank is [from, to). */
struct smallest_run smallest_run(const struct block *blocks, size_t n, uint64_t from, uint64_t to,
	uint64_t need);
/* Longest run of free bytes of the bank, without those blocks for which gone[i] (NULL: with all). */
uint64_t largest_hole(const struct block *blocks, size_t n, uint64_t from, uint64_t to,
	const bool *gone);

#endif
