/*
 * A free ring is always kept ready: the writer makes it, threads take it by compare-and-swap.
 *
 * Must not know: what is in a ring.
 */
#include <errno.h>
#include <unistd.h>
#include "bus.h"
#include "clock.h"
#include "futex.h"
#include "live_file.h"
#include "process_state.h"
#include "recording.h"
#include "writer_state.h"

enum {
	RINGS_MANY = 32,                /* each time there are so many more: check their threads */
	AT_ONCE_MAX = 32,               /* rings made before the rings are drained again */
	TRY_AGAIN_NS = 200000000,
	ROUNDS_FOR_FREE = 3,            /* rounds to wait for rings of exited threads */
};

/* A thread can end by a bare system call, unnoticed; the kernel knows which threads exist. */
static void give_up_rings_of_lost_threads(struct l1tr_recording *r, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct l1t_ring_header *ring = r->rings[i].header;
		uint32_t used = L1T_RING_USED, tid = atomic_load(&ring->tid);

		if (tid && syscall(SYS_tgkill, getpid(), tid, 0) && errno == ESRCH &&
			atomic_compare_exchange_strong(&ring->state, &used, L1T_RING_EXITED))
			atomic_fetch_add(&l1tr_process.exited_rings, 1);
	}
}

/* Whether rings of exited threads will be freed by the next block, if it can be written. */
static bool some_come_free(struct l1tr_writer *w)
{
	uint32_t count = atomic_load(&w->r->header->ring_count);

	if (count && count % RINGS_MANY == 0)
		give_up_rings_of_lost_threads(w->r, count);
	if (atomic_load(&l1tr_process.exited_rings) >= EXITED_MANY &&
		++w->rounds_for_free <= ROUNDS_FOR_FREE)
		return true;
	w->rounds_for_free = 0;
	return false;
}

static bool make_one(struct l1tr_writer *w)
{
	int error = l1tr_live_add_ring(w->r, false) ? errno : 0;

	atomic_store(&l1tr_process.ring_error, error);
	atomic_fetch_add(&l1tr_process.ring_tries, 1);
	w->spare_again_ns = error ? l1tr_monotonic_ns() + TRY_AGAIN_NS : 0;
	if (error)
		l1tr_bus_look();
	if (error && atomic_load(&l1tr_process.rings_wanted) && !atomic_load(&l1tr_process.live_lost))
		l1tr_say_no_ring(error);
	if (atomic_load(&l1tr_process.rings_wanted))
		(error ? l1tr_futex_wake_all : l1tr_futex_wake_one)(&l1tr_process.free_rings);
	return !error;
}

bool l1tr_spares_wanted(void)
{
	return atomic_load(&l1tr_process.rings_wanted) ||
		(!atomic_load(&l1tr_process.free_rings) && !atomic_load(&l1tr_process.ring_error));
}

void l1tr_spares_keep(struct l1tr_writer *w)
{
	for (unsigned i = 0; i < AT_ONCE_MAX; i++) {
		uint32_t wanted = atomic_load(&l1tr_process.rings_wanted);

		if (atomic_load(&l1tr_process.free_rings) > wanted || atomic_load(&l1tr_process.live_lost))
			return;
		if (!wanted && w->spare_again_ns && l1tr_monotonic_ns() < w->spare_again_ns)
			return;
		if (some_come_free(w) || !make_one(w))
			return;
	}
}
