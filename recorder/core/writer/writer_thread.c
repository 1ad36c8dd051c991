/*
 * The writer's thread: started by the first event; it blocks all signals but SIGBUS, and sleeps as
 * long as the rings can wait. Also what other threads may ask of it.
 *
 * Must not know: what a round does.
 */
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>
#include "bus.h"
#include "clock.h"
#include "futex.h"
#include "l1trace.h"
#include "own_table.h"
#include "process_state.h"
#include "recording.h"
#include "signal_guard.h"
#include "thread_alive.h"
#include "unwatched.h"
#include "warn.h"
#include "writer_state.h"
#include "writer_thread.h"

enum {
	/* 16 KiB are used, see tests/recorder/stack_test.c; zstd's tables are on the heap */
	STACK_BYTES = 256 << 10,
	STACK_BYTES_LARGE = 8 << 20,
	SLEEP_MIN_NS = 1000000,
	SLEEP_MAX_NS = 100000000,
	SLEEP_STUCK_NS = 200000000,     /* between tries to write to a full disk */
	SLOTS_A_ROUND = RING_SLOTS / 8, /* how full a ring should be when the writer wakes */
	CALM_NS = 4000000,              /* for so many slots, or less: several times what a block takes */
};

static struct l1tr_writer writer;
/* glibc takes the thread-local data of all libraries out of each thread's stack. */
static size_t thread_data_bytes;

/* ---- for other threads ---- */

bool l1tr_writer_lives(void)
{
	int tid = atomic_load(&l1tr_process.writer);

	return tid == WRITER_STARTING || tid == WRITER_NEW || (tid > 0 && !l1tr_thread_alive_lost());
}

/* ---- the thread ---- */

/* Sleeps until the fullest ring, filling as fast as before, holds SLOTS_A_ROUND. */
static int64_t sleep_ns(uint64_t slots, int64_t elapsed_ns)
{
	int64_t ns;

	if (atomic_load(&l1tr_process.writer_stuck))
		return SLEEP_STUCK_NS;
	if (slots >= SLOTS_A_ROUND * 2)
		return 0;
	ns = slots ? elapsed_ns * SLOTS_A_ROUND / (int64_t)slots : SLEEP_MAX_NS;
	return ns < SLEEP_MIN_NS ? SLEEP_MIN_NS : ns > SLEEP_MAX_NS ? SLEEP_MAX_NS : ns;
}

static bool wanted_now(void)
{
	return atomic_load(&l1tr_process.phase) == PHASE_ENDING ||
		atomic_load(&l1tr_process.live_lost) || l1tr_spares_wanted() ||
		atomic_load(&l1tr_process.flush_wanted) != atomic_load(&l1tr_process.flush_done);
}

static void rest(int64_t ns)
{
	uint32_t seen = atomic_load(&l1tr_process.wake);

	if (!ns)
		return;
	atomic_store(&l1tr_process.asleep, 1);
	if (!wanted_now())
		l1tr_futex_wait(&l1tr_process.wake, seen, ns);
	atomic_store(&l1tr_process.asleep, 0);
}

static bool goes_on(void)
{
	l1tr_bus_look();
	return atomic_load(&l1tr_process.phase) != PHASE_ENDING &&
		!atomic_load(&l1tr_process.live_lost);
}

static void work(struct l1tr_writer *w)
{
	int64_t last_ns = l1tr_monotonic_ns();

	while (goes_on()) {
		uint32_t wanted = atomic_load(&l1tr_process.flush_wanted);
		bool flush = wanted != atomic_load(&l1tr_process.flush_done);
		uint64_t slots = l1tr_writer_round(w, flush);
		int64_t now_ns = l1tr_monotonic_ns(), elapsed_ns = now_ns - last_ns;

		if (flush) {
			atomic_store(&l1tr_process.flush_done, wanted);
			l1tr_futex_wake_all(&l1tr_process.flush_done);
		}
		l1tr_spares_keep(w);
		w->is_calm = elapsed_ns >= CALM_NS && slots <= SLOTS_A_ROUND * 2;
		rest(sleep_ns(slots, elapsed_ns));
		last_ns = now_ns;
	}
}

static void begin_and_work(struct l1tr_writer *w)
{
	l1tr_thread_alive_hold();
	atomic_store(&l1tr_process.writer, (int)syscall(SYS_gettid));
	if (l1tr_writer_begin(w, &l1tr_recording)) {
		atomic_store(&l1tr_process.writer, WRITER_GONE);
		return;
	}
	work(w);
	l1tr_writer_end(w);
}

static void *run(void *unused)
{
	/* we keep no descriptor of the host open, and the host has none of ours */
	l1tr_own_table_begin();
	prctl(PR_SET_NAME, "l1trace");
	l1tr_unwatched_begin();
	begin_and_work(&writer);
	l1tr_unwatched_end();
	return unused;
}

void l1tr_writer_load(void)
{
	/* the least that pthread_create() accepts; Rust's standard library asks the same way */
	void *found = dlsym(RTLD_DEFAULT, "__pthread_get_minstack");
	size_t (*least)(const pthread_attr_t *);
	pthread_attr_t attributes;

	if (!found || pthread_attr_init(&attributes))
		return;
	memcpy(&least, &found, sizeof(least));
	thread_data_bytes = least(&attributes);
	pthread_attr_destroy(&attributes);
}

static int create_thread(size_t stack_bytes)
{
	pthread_attr_t attributes;
	pthread_t thread;
	int error = pthread_attr_init(&attributes);

	if (error)
		return error;
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, stack_bytes);
	error = pthread_create(&thread, &attributes, run, NULL);
	pthread_attr_destroy(&attributes);
	return error;
}

bool l1tr_writer_start(void)
{
	int error, none = 0;

	if (!atomic_compare_exchange_strong(&l1tr_process.writer, &none, WRITER_STARTING))
		return true;
	error = create_thread(STACK_BYTES + thread_data_bytes);
	if (error == EINVAL)    /* too little: the size of thread-local data was not known */
		error = create_thread(STACK_BYTES_LARGE + thread_data_bytes);
	if (error) {
		atomic_store(&l1tr_process.writer, WRITER_GONE);
		l1tr_warn("start the thread that writes", l1tr_recording.trace.path,
			l1tr_why(error));
		return false;
	}
	/* until the thread has set its own id */
	atomic_compare_exchange_strong(&l1tr_process.writer, &(int){WRITER_STARTING}, WRITER_NEW);
	return true;
}

bool l1tr_writer_ensure(bool must)
{
	struct l1tr_signal_guard guard;

	if (likely(atomic_load_explicit(&l1tr_process.writer, memory_order_relaxed)) ||
		l1tr_recording.reopened || atomic_load(&l1tr_process.phase) != PHASE_RUNNING)
		return true;    /* still beginning: the first record comes before the thread */
	l1tr_guard_up(&guard);
	/* making a thread allocates memory: a handler may have interrupted malloc */
	if (!guard.in_handler || (must && l1tr_guard_most_were_blocked(&guard)))
		l1tr_writer_start();
	l1tr_guard_down(&guard);
	return atomic_load(&l1tr_process.writer);
}
