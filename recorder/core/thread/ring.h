/*
 * A thread and its ring, which is L1T_RING_BYTES long (format/l1t_live.h).
 *
 * Must not know: events.
 */
#ifndef L1TR_RING_H
#define L1TR_RING_H

#include "recording.h"

struct l1tr_thread {
	struct l1t_ring_header *ring;
	uint64_t limit;                 /* the head may go up to here without another check */
	uint32_t generation;            /* of the recording that `ring` belongs to; never 0 */
	uint32_t serial;                /* number of this thread in the trace */
	uint64_t serial_session;        /* session of the trace that knows this serial */
	uint16_t number;                /* of its ring */
	uint8_t in_wait;                /* is waiting for room */
	uint8_t stalled_ms;             /* time waited since there last was room */
};
extern _Thread_local struct l1tr_thread l1tr_thread
	__attribute__((tls_model("initial-exec"), visibility("hidden")));

/* Placeholder of a thread that could not get a ring: always full. */
extern struct l1t_ring_header l1tr_no_ring HIDDEN;
/* Called once, when recording is turned on. */
void l1tr_ring_load(void);
/*
 * Gives this thread a ring of the current recording. `may_wait`: waits for a ring that must be made
 * first. Guarded.
 */
bool l1tr_ring_attach(struct l1tr_thread *t, bool may_wait);
/*
 * Puts the thread's first record into its ring, which has room. Returns it, for
 * l1tr_commit_check().
 */
const void *l1tr_ring_announce(struct l1tr_thread *t);

/* Whether an event of this many slots fits this thread's ring at once. */
static inline bool l1tr_fits(const struct l1tr_thread *t, unsigned slots)
{
	return likely(t->generation == l1tr_load32(&l1tr_process.generation)) &&
		likely(atomic_load_explicit(&t->ring->head, memory_order_relaxed) + slots <=
			t->limit);
}

#endif
