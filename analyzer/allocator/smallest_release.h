/*
 * The smallest set of buffers whose release before a call makes it fit: the fewest bytes, of these
 * the fewest buffers, of equals the oldest.
 *
 * Must not know: whose the buffers are, SQL.
 *
 * Why it is exact. At the end one block of D bytes lies somewhere: the one that found no room, or,
 * where a program's regions met buffers, the largest block of the call itself, above those regions.
 * Every candidate that its place touches is in the set, and these lie next to each other by address:
 * so the set contains the shortest run of neighbours from one of the candidates on whose absence
 * leaves D bytes. (A clash has besides every candidate below the program's end.) So all sets are such
 * a run and any others. They are tried from the fewest bytes on, each by replaying the call without
 * it, and the first that fits is smallest: no rule of placement is relied on, not even that a set
 * that fits still does when more is released. The search ends after as many replays as it is given;
 * then the smallest set that was found is not proved to be the smallest.
 */
#ifndef SMALLEST_RELEASE_H
#define SMALLEST_RELEASE_H

#include "call_replay.h"

struct smallest_release {
	bool found;
	bool proved;            /* none is smaller, or, when not found, none helps */
	size_t *chosen;         /* blocks, by address; the caller frees it */
	size_t count;
	uint64_t bytes;
	size_t replays;         /* done for it */
};

/*
 * worlds: the call as it may have been, over the same blocks; a set must fit in each. may_go: blocks
 * that may be released. stays: blocks that lie at their place at the end, whatever is released. ages:
 * order in which the blocks were allocated.
 */
struct smallest_release smallest_release(const struct call_replay *worlds, size_t world_count,
	const bool *may_go, const bool *stays, const uint64_t *ages, size_t replays);

#endif
