/*
 * The slow paths of the rings: a thread's first event, a full ring, a thread's end.
 *
 * Must not know: what is recorded.
 */
#include <errno.h>
#include <linux/futex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "events.h"
#include "ring.h"

enum { STALL_NS_MAX = 100000000, STALL_STEP_NS = 50000 };

_Thread_local struct l1tr_thread l1tr_thread __attribute__((tls_model("initial-exec")));

static pthread_key_t exit_key;
static pthread_once_t exit_key_once = PTHREAD_ONCE_INIT;
static bool exit_key_made;

/* The thread ends: its ring goes to the next one when the writer has read it. */
static void thread_ends(void *ring_header)
{
	struct l1tr_thread *t = &l1tr_thread;

	if (t->ring == ring_header && t->generation == l1tr_process->generation)
		atomic_store_explicit(&t->ring->state, L1T_RING_EXITED, memory_order_release);
	memset(t, 0, sizeof(*t));
}

static void make_exit_key(void)
{
	exit_key_made = !pthread_key_create(&exit_key, thread_ends);
}

static void count_lost(struct l1t_ring_header *ring, uint32_t reason)
{
	atomic_store_explicit(&ring->lost_reason, reason, memory_order_relaxed);
	atomic_fetch_add_explicit(&ring->lost, 1, memory_order_relaxed);
}

static int lost_without_ring(void)
{
	if (l1tr_process->phase == PHASE_RUNNING || l1tr_process->phase == PHASE_ENDED)
		atomic_fetch_add(&l1tr_recording.header->lost_no_ring, 1);
	else
		atomic_fetch_add(&l1tr_process->lost_before, 1);
	return 0;
}

static void say_who(uint32_t tid)
{
	char name[17] = "";

	prctl(PR_GET_NAME, name);
	l1tr_record(L1T_THREAD, (uint64_t[]){tid}, 1, name, strlen(name));
}

static int attach(struct l1tr_thread *t)
{
	struct l1t_ring_header *ring;
	uint32_t thread, generation, tid = (uint32_t)syscall(SYS_gettid);
	bool first;

	if (!l1tr_start())
		return 0;
	generation = l1tr_process->generation;
	ring = l1tr_live_take_ring(&l1tr_recording, &thread);
	if (!ring)
		return lost_without_ring();
	atomic_store(&ring->tid, tid);
	t->ring = ring;
	t->slots = (uint8_t *)ring + L1T_PAGE;
	t->limit = ring->tail + RING_SLOTS - RING_SLACK;
	t->gave_up_at = UINT64_MAX;
	first = !t->generation;
	t->generation = generation;
	pthread_once(&exit_key_once, make_exit_key);
	if (exit_key_made)
		pthread_setspecific(exit_key, ring);
	(void)first;
	l1tr_begin_record();
	say_who(tid);
	return 1;
}

int l1tr_attach(void)
{
	struct l1tr_thread *t = &l1tr_thread;
	int saved = errno, attached;

	if (l1tr_process->phase == PHASE_FAILED)
		return 0;
	/* a signal came while this thread was on its way here: that event is lost, the rest is not */
	if (t->depth)
		return lost_without_ring();
	t->depth++;
	attached = attach(t);
	t->depth--;
	errno = saved;
	return attached;
}

/*
 * The slow path was entered out of a handler that interrupted a call: its event is uncommitted.
 * The writer may be zeroing slots from the tail on meanwhile, so only a place that is marked as
 * being written counts. A handler that came before that mark waits like anybody else.
 */
static bool interrupted_ourselves(const struct l1tr_thread *t)
{
	uint64_t head = t->ring->head;

	for (uint64_t slot = t->ring->tail; slot < head;) {
		const struct l1t_slot_head *h =
			(const void *)(t->slots + (slot & (RING_SLOTS - 1)) * L1T_SLOT_BYTES);

		if (__atomic_load_n(&h->kind, __ATOMIC_ACQUIRE) == L1T_SLOT_RESERVED &&
			h->page == l1t_slot_page(slot))
			return true;
		slot += h->slots ? h->slots : 1;
	}
	return false;
}

static bool has_room(struct l1tr_thread *t, unsigned slots)
{
	t->limit = atomic_load_explicit(&t->ring->tail, memory_order_acquire) + RING_SLOTS -
		RING_SLACK;
	return atomic_load_explicit(&t->ring->head, memory_order_relaxed) + slots <= t->limit;
}

static bool drops_at_once(void)
{
	static _Atomic int known; /* 1: waits, 2: drops */
	const char *word;

	if (!known) {
		word = getenv("L1TRACE_OVERFLOW");
		known = word && !strcmp(word, "drop") ? 2 : 1;
	}
	return known == 2;
}

int l1tr_make_room(unsigned slots)
{
	struct l1tr_thread *t = &l1tr_thread;
	int saved = errno;
	int64_t until;

	if (has_room(t, slots))
		return 1;
	if (!l1tr_process->writer_alive) {
		count_lost(t->ring, L1T_LOST_NO_WRITER);
		return 0;
	}
	l1tr_writer_wake();
	if (t->depth || drops_at_once() || t->gave_up_at == t->ring->tail ||
		interrupted_ourselves(t)) {
		count_lost(t->ring, L1T_LOST_RING_FULL);
		errno = saved;
		return 0;
	}
	t->depth++;
	until = l1tr_monotonic_ns() + STALL_NS_MAX;
	while (!has_room(t, slots) && l1tr_process->writer_alive && l1tr_monotonic_ns() < until) {
		nanosleep(&(struct timespec){0, STALL_STEP_NS}, NULL);
		l1tr_writer_wake();
	}
	t->depth--;
	errno = saved;
	if (has_room(t, slots))
		return 1;
	t->gave_up_at = t->ring->tail;
	count_lost(t->ring, L1T_LOST_RING_FULL);
	return 0;
}

void l1tr_crossed(void)
{
	if (atomic_load_explicit(&l1tr_process->asleep, memory_order_relaxed)) {
		int saved = errno;

		l1tr_writer_wake();
		errno = saved;
	}
}
