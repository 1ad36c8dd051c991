/*
 * What happened to the allocators of a run, as an array, and the order in which they saw it.
 *
 * Must not know: rules of placement but the runtime's own, how rows are printed.
 *
 * An allocation is stamped after it was placed and a free before it is forwarded, so where threads
 * work side by side the recorded order need not be that of the allocator: an allocation may have
 * come earlier, down to its thread's happening before it, a free later, up to the next one. The
 * addresses tell: the order made here is one in which the runtime's rule gives each of them, as near
 * to the recorded one as a search finds it.
 */
#ifndef ALLOCATOR_EVENTS_H
#define ALLOCATOR_EVENTS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "range_counts.h"

enum allocator_event_kind { ALLOCATOR_OPEN, ALLOCATOR_ALLOC, ALLOCATOR_FREE, ALLOCATOR_OOM,
	ALLOCATOR_CLASH, ALLOCATOR_OP };

struct allocator_event {
	enum allocator_event_kind kind;
	bool small;             /* of L1_SMALL */
	bool announced;
	int64_t handle, time_ns;
	uint64_t thread;
	uint64_t born;          /* moment of the buffer's allocation: who it is */
	uint64_t address;
	uint64_t bytes;         /* reserved, needed; of a clash or an op the end of its regions */
	struct range l1, l1_small;       /* of an opening: where the banks lie; empty: there is none */
	int64_t id;             /* of buffer, failure or op */
	int64_t name, callsite; /* 0: none */
};

struct allocator_events {
	struct allocator_event *at;
	size_t count, capacity;
};

/* In the order of moments. The caller frees `at`. Ends the program when there is no memory. */
struct allocator_events allocator_events_read(sqlite3 *db, int64_t run);
/* In the order of the allocators. */
void allocator_events_order(struct allocator_events *h);

/* Buffers of the run have addresses of their own on each core: then what is free for one of all cores
 * is not what its own allocator has free, and no placement can be done again. */
bool allocator_events_have_own_addresses(sqlite3 *db, int64_t run);

#endif
