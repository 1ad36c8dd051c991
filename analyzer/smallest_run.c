/*
 * The smallest run of blocks to give back: see smallest_run.h.
 *
 * Must not know: buffers, SQL.
 */
#include "smallest_run.h"

static uint64_t end_of(const struct block *b)
{
	return b->address > UINT64_MAX - b->bytes ? UINT64_MAX : b->address + b->bytes;
}

/* Of the blocks i..j-1: the hole that is there without them. */
static bool makes_room(const struct block *blocks, size_t n, size_t j, uint64_t left, uint64_t to,
	uint64_t need)
{
	uint64_t right = j < n && blocks[j].address < to ? blocks[j].address : to;

	return right > left && right - left >= need;
}

struct smallest_run smallest_run(const struct block *blocks, size_t n, uint64_t from, uint64_t to,
	uint64_t need)
{
	struct smallest_run best = {.found = false};
	uint64_t left = from, bytes = 0;        /* where the hole begins; of blocks i..j-1 */
	size_t j = 0;

	for (size_t i = 0; i <= n; i++) {
		if (j < i) {
			j = i;
			bytes = 0;
		}
		while (j < n && !makes_room(blocks, n, j, left, to, need))
			bytes += blocks[j++].bytes;
		if (!makes_room(blocks, n, j, left, to, need))
			break;          /* the holes from later blocks on are shorter still */
		if (!best.found || bytes < best.bytes ||
			(bytes == best.bytes && j - i < best.count))
			best = (struct smallest_run){true, i, j - i, bytes};
		if (i == n)
			break;
		if (j > i)
			bytes -= blocks[i].bytes;
		if (end_of(&blocks[i]) > left)
			left = end_of(&blocks[i]);
	}
	return best;
}

uint64_t largest_hole(const struct block *blocks, size_t n, uint64_t from, uint64_t to,
	const bool *gone)
{
	uint64_t left = from, largest = 0;

	for (size_t i = 0; i <= n; i++) {
		uint64_t right = i < n && blocks[i].address < to ? blocks[i].address : to;

		if (i < n && gone && gone[i])
			continue;
		if (right > left && right - left > largest)
			largest = right - left;
		if (i < n && end_of(&blocks[i]) > left)
			left = end_of(&blocks[i]);
	}
	return largest;
}
