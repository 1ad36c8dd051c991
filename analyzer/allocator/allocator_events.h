/*
 * The events of a run's allocators as an array, and the order in which the allocators saw them.
 *
 * Must not know: rules of placement other than the runtime's own, how rows are printed.
 *
 * The recorder stamps an allocation after it was placed, and a free before it is forwarded. So
 * where threads work in parallel, the recorded order may not be the allocator's: an allocation may
 * have happened earlier, back to the event before it on its thread, and a free later, up to the
 * next event on its thread. The addresses decide: the order made here is one in which the runtime's
 * rule gives every recorded address, as near to the recorded order as a search finds it.
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
	bool announced;         /* live before recording, or announced at a resume; op: only captured */
	int64_t handle, time_ns;
	uint64_t thread;        /* UINT64_MAX: not known */
	uint64_t born;          /* moment of the buffer's allocation, which identifies the buffer */
	uint64_t address;
	/* Per bank: taken, given back or needed. Of a clash or an op: the address where its regions
	 * end. */
	uint64_t bytes;
	struct range l1, l1_small;       /* of an opening: addresses of its banks; 0, 0: not known */
	int64_t id;             /* of buffer, failure or op */
	int64_t name, callsite; /* ids; 0: none */
};

struct allocator_events {
	struct allocator_event *at;
	size_t count, capacity;
};

/* Reads them in the recorded order (by moment). The caller frees `at`. Ends the program when there
 * is no memory. */
struct allocator_events allocator_events_read(sqlite3 *db, int64_t run);
/* Sorts them into the order in which the allocators saw them. */
void allocator_events_order(struct allocator_events *h);

/* Has the run buffers with addresses of their own on each core? Then the holes of an allocator are
 * not those that a buffer of all cores finds free, and no placement can be replayed. */
bool allocator_events_have_own_addresses(sqlite3 *db, int64_t run);

#endif
