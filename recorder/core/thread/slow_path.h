/*
 * Room for an event in its thread's ring, found off the fast path, and the events that are always
 * recorded this way.
 *
 * Must not know: what events mean, how they are drained.
 */
#ifndef L1TR_SLOW_PATH_H
#define L1TR_SLOW_PATH_H

#include "clock.h"
#include "event.h"
#include "ring.h"

/* This thread's ring, with room for the event; NULL: the event is dropped and counted. */
struct l1t_ring_header *l1tr_ring_room(unsigned slots);
/* Called when a recording ended while this event was written. */
void l1tr_ring_straggler(const struct l1t_ring_header *ring, const void *event);

/*
 * Called after the commit. When the recording ended since the check for room, the event may have
 * missed the last block: then it is recorded again, after the end.
 */
static inline void l1tr_commit_check(const struct l1t_ring_header *ring, const void *event)
{
	if (unlikely(l1tr_thread.generation != l1tr_load32(&l1tr_process.generation)))
		l1tr_ring_straggler(ring, event);
}

static inline void l1tr_commit(struct l1t_ring_header *ring, void *event, uint8_t kind)
{
	l1tr_commit_alone(event, kind);
	l1tr_commit_check(ring, event);
}

/* Records an event without its own layout: fields, then blob. False: it could not be recorded. */
bool l1tr_record(uint8_t kind, const uint64_t *fields, unsigned count, const void *blob,
	size_t blob_bytes);
/* The same, with a given stamp. */
bool l1tr_record_at(uint8_t kind, const uint64_t *fields, unsigned count, const void *blob,
	size_t blob_bytes, const uint64_t *ticks);

#endif
