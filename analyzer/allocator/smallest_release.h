/*
 * The smallest set of buffers whose release before a call makes it fit: the fewest bytes, of these
 * the fewest buffers, of equals the oldest.
 *
 * Must not know: whose the buffers are, SQL.
 *
 * Why it is exact. After the call, one block of D bytes lies somewhere: the one that found no room,
 * or, where a program's regions met buffers, the largest block of the call itself, above those
 * regions. Every candidate in its place must be released, and these candidates are neighbours by
 * address. So the set contains, for one of the candidates, the shortest run of neighbours that
 * begins there and whose release leaves a hole of D bytes. (After a clash it also contains every
 * candidate below the program's end.) So each set is such a run and any further candidates. Sets
 * are tried from the fewest bytes on, each by a replay of the call without its buffers, and the
 * first that fits is the smallest. Nothing else about placement is assumed, not even that a set
 * that fits still fits when more is released. The search ends after a given number of replays; then
 * the smallest set that was found is not proved to be the smallest.
 */
#ifndef SMALLEST_RELEASE_H
#define SMALLEST_RELEASE_H

#include "call_replay.h"

struct smallest_release {
	bool found;
	bool proved;            /* no set is smaller; if none was found: none makes it fit */
	size_t *chosen;         /* indexes of blocks, by address; the caller frees it */
	size_t count;           /* of these */
	uint64_t bytes;         /* of these, per core */
	size_t replays;         /* that were done */
};

/*
 * worlds: replays of the call, one for each time at which it may have begun, over the same blocks;
 * a set must fit in each. By block: may_go: it may be released (a candidate). stays: it lies at its
 * place at the end, whatever is released. ages: the lower, the older. replays: how many may be
 * done.
 */
struct smallest_release smallest_release(const struct call_replay *worlds, size_t world_count,
	const bool *may_go, const bool *stays, const uint64_t *ages, size_t replays);

#endif
