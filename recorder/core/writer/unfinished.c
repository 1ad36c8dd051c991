/*
 * How long a call is waited for.
 *
 * Must not know: what is done with events; blocks, files.
 */
#include "clock.h"
#include "process_state.h"
#include "unfinished.h"

enum {
	/* A process that was stopped for a while, or got no processor, has had no round. */
	ROUNDS = 10,
	WAIT_NS = 1000000000,
};

bool l1tr_unfinished_give_up(struct l1tr_unfinished *wait, const struct l1t_ring_header *ring,
	uint64_t slot)
{
	uint64_t head = atomic_load_explicit(&ring->head, memory_order_acquire);
	uint64_t lost = atomic_load_explicit(&ring->lost, memory_order_relaxed);
	int64_t now_ns;

	if (atomic_load(&l1tr_process.live_lost))
		return false;   /* these pages are no longer the ring */
	if (atomic_load_explicit(&ring->state, memory_order_acquire) != L1T_RING_USED)
		return true;
	now_ns = l1tr_monotonic_ns();
	if (slot >= wait->head || !wait->rounds) {
		*wait = (struct l1tr_unfinished){head, lost, now_ns, 1};
		return false;
	}
	/* in a full ring, all that a thread does is to drop */
	return ++wait->rounds > ROUNDS && now_ns - wait->since_ns > WAIT_NS &&
		(head != wait->head || lost != wait->lost);
}
