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
	int64_t as_recorded, elsewhere, given;  /* numbers of blocks, for policy_replay.c */
};

struct allocators {
	struct allocator *at;
	size_t count, capacity;
};

/* Adds the banks of a device that is opened, all free. */
void allocators_open(struct allocators *all, const struct allocator_event *e);
/* The allocator of an event: a handle may be opened again, and the newest counts. NULL: none. Valid
 * until the next opening. */
struct allocator *allocators_of(const struct allocators *all, const struct allocator_event *e);
void allocators_free(struct allocators *all);

#endif
