/*
 * The allocators of a run's devices, each with the heap of its bank: one for L1, one for L1_SMALL.
 *
 * Must not know: rules of placement, the order of events.
 */
#ifndef ALLOCATORS_H
#define ALLOCATORS_H

#include "allocator_events.h"
#include "bank_heap.h"

struct allocator {
	int64_t handle;
	bool small;
	struct bank_heap heap;
	int64_t as_recorded, elsewhere, given;  /* blocks, where a policy counts them */
};

struct allocators {
	struct allocator *at;
	size_t count, capacity;
};

/* A device is opened: the banks that it has, all free. */
void allocators_open(struct allocators *all, const struct allocator_event *e);
/* That of an event: a handle may be opened again, and the newest counts. NULL: none. */
struct allocator *allocators_of(const struct allocators *all, const struct allocator_event *e);
void allocators_free(struct allocators *all);

#endif
