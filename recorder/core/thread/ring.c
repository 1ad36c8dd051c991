/*
 * How a thread gets its ring and gives it back. Free rings are taken by compare-and-swap; the writer
 * keeps one ready, so that no thread of the host's ever opens or maps the live file.
 *
 * Must not know: what events mean, how they are drained.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include "clock.h"
#include "event.h"
#include "futex.h"
#include "live_file.h"
#include "own_table.h"
#include "process_state.h"
#include "recording.h"
#include "ring.h"
#include "writer_thread.h"

enum {
	RING_WAIT_MAX_MS = 1000,
	KEYS_PREALLOCATED = 32, /* from this many keys on glibc allocates memory for their values */
};

struct l1t_ring_header l1tr_no_ring;

_Thread_local struct l1tr_thread l1tr_thread __attribute__((tls_model("initial-exec"))) = {
	.ring = &l1tr_no_ring, .generation = UINT32_MAX};

static pthread_key_t exit_key;
static bool has_exit_key;

/*
 * Called when a thread ends. Events that the thread's other destructors record later get another
 * ring.
 */
static void thread_exits(void *value)
{
	struct l1tr_thread *t = value;
	struct l1t_ring_header *ring = t->ring;
	bool ours = t->generation == atomic_load(&l1tr_process.generation);

	t->generation = UINT32_MAX;
	t->ring = &l1tr_no_ring;
	t->limit = 0;
	atomic_signal_fence(memory_order_seq_cst);
	if (!ours || ring == &l1tr_no_ring)
		return;
	atomic_store_explicit(&ring->state, L1T_RING_EXITED, memory_order_release);
	if (atomic_fetch_add(&l1tr_process.exited_rings, 1) + 1 == EXITED_MANY / 2)
		l1tr_writer_wake();
}

void l1tr_ring_load(void)
{
	has_exit_key = !pthread_key_create(&exit_key, thread_exits);
}

static int take_free_ring(struct l1tr_recording *r)
{
	uint32_t count = atomic_load(&r->header->ring_count);

	for (uint32_t i = 0; i < count; i++) {
		uint32_t expected = L1T_RING_FREE;

		if (atomic_load_explicit(&r->rings[i].header->state, memory_order_relaxed) !=
				L1T_RING_FREE ||
			!atomic_compare_exchange_strong(&r->rings[i].header->state, &expected,
				L1T_RING_USED))
			continue;
		/* the next thread should find a free ring, too */
		if (atomic_fetch_sub(&l1tr_process.free_rings, 1) == 1)
			l1tr_writer_wake();
		return (int)i;
	}
	return -1;
}

/*
 * Waits until the writer has made a ring, or has tried twice since we asked and failed. When many
 * threads begin at once it makes one ring after the other, and where more threads run than the
 * machine has processors, it waits for one itself, so it gets more time than for room in a full ring.
 * Guarded, so that no handler jumps out of the wait.
 */
static int wait_for_ring(struct l1tr_recording *r)
{
	int64_t last_ns = l1tr_monotonic_ns(), waited_ns = 0;
	uint32_t asked = atomic_load(&l1tr_process.ring_tries);
	int i = -1;

	atomic_fetch_add(&l1tr_process.rings_wanted, 1);
	while (i < 0 && l1tr_writer_lives() && waited_ns < RING_WAIT_MAX_MS * 1000000ll &&
		!(atomic_load(&l1tr_process.ring_error) &&
			atomic_load(&l1tr_process.ring_tries) - asked > 1)) {
		if (atomic_load(&l1tr_process.asleep))
			l1tr_writer_wake();
		l1tr_futex_wait(&l1tr_process.free_rings, 0, WAIT_STEP_NS);
		if (atomic_load(&l1tr_process.free_rings))
			i = take_free_ring(r);
		waited_ns += l1tr_waited_ns(&last_ns);
	}
	atomic_fetch_sub(&l1tr_process.rings_wanted, 1);
	return i;
}

static void add_ring(void *failed)
{
	*(int *)failed = l1tr_live_add_ring(&l1tr_recording, true) ? errno : 0;
}

/* Without the writer: an errand makes the ring. */
static int make_ring(struct l1tr_recording *r)
{
	int failed = 0;

	l1tr_own_table_run(add_ring, &failed);
	errno = failed;
	return failed ? -1 : take_free_ring(r);
}

static int get_ring(struct l1tr_recording *r, bool may_wait)
{
	int i = take_free_ring(r);

	if (i < 0 && !l1tr_writer_lives())
		return make_ring(r);
	return i < 0 && may_wait ? wait_for_ring(r) : i;
}

bool l1tr_ring_attach(struct l1tr_thread *t, bool may_wait)
{
	struct l1tr_recording *r = &l1tr_recording;
	int i = get_ring(r, may_wait && t->stalled_ms < WAIT_MAX_MS);
	struct l1t_ring_header *ring = i < 0 ? &l1tr_no_ring : r->rings[i].header;

	t->stalled_ms = i < 0 ? WAIT_MAX_MS : 0;
	t->limit = 0;
	t->ring = ring;
	t->number = (uint16_t)i;
	atomic_signal_fence(memory_order_seq_cst);
	t->generation = atomic_load(&l1tr_process.generation);
	if (i < 0)
		return false;
	if (t->serial_session != r->session) {
		t->serial = atomic_fetch_add(&r->header->thread_count, 1) + 1;
		t->serial_session = r->session;
	}
	for (unsigned k = 0; k < 2; k++)
		atomic_store_explicit(&l1tr_facts(r, t->number, k)->thread, t->serial,
			memory_order_relaxed);
	atomic_store_explicit(&ring->thread, t->serial, memory_order_relaxed);
	atomic_store_explicit(&ring->tid, (uint32_t)syscall(SYS_gettid), memory_order_relaxed);
	if (has_exit_key && exit_key < KEYS_PREALLOCATED)
		pthread_setspecific(exit_key, t);
	return true;
}

const void *l1tr_ring_announce(struct l1tr_thread *t)
{
	uint64_t tid = atomic_load(&t->ring->tid);
	char name[16] = "";

	prctl(PR_GET_NAME, name);
	return l1tr_ring_put(t->ring, L1T_THREAD, &tid, 1, name, strnlen(name, sizeof(name)),
		l1tr_ticks());
}
