/*
 * The writer thread: started at the first event, blocks all signals, sleeps as long as the rings
 * can wait, and at the normal end leaves a whole trace.
 *
 * Must not know: the fast path of the threads that record.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>
#include "futex.h"
#include "l1trace.h"
#include "life.h"
#include "pausing.h"
#include "ring.h"
#include "writer.h"
#include "writer_parts.h"

enum {
	STACK_BYTES = 256 << 10,
	SLEEP_MIN_NS = 1000000,
	SLEEP_MAX_NS = 100000000,
	SLEEP_STUCK_NS = 200000000,     /* between tries to write to a full disk */
	SLOTS_A_ROUND = RING_SLOTS / 8, /* how full a ring should be when the writer wakes */
	MARGIN_NS = 1000000,            /* see settle_mark() */
	LINE_WAIT_NS = 2000000000,      /* more than STUCK_NS */
	FLUSH_WAIT_MS = 1000,
	END_STRAGGLERS = 40,            /* tries of 0.5 ms for calls that are under way */
};

/* Of l1tr_process.writer, besides 0 (none) and a thread's id. */
enum { WRITER_STARTING = -1, WRITER_GONE = -2, WRITER_NEW = -3 };

static struct l1tr_writer writer;

/* ---- for other threads ---- */

bool l1tr_writer_lives(void)
{
	int tid = atomic_load(&l1tr_process.writer);

	return tid == WRITER_NEW || (tid > 0 && !l1tr_life_lost());
}

void l1tr_writer_wake(void)
{
	atomic_store(&l1tr_process.asleep, 0);
	atomic_fetch_add(&l1tr_process.wake, 1);
	l1tr_futex_wake_all(&l1tr_process.wake);
}

L1TRACE_API void l1trace_flush(void)
{
	int saved = errno;
	uint32_t wanted, done;
	int64_t until;

	if (!l1tr_is_on() || !atomic_load(&l1tr_process.generation) ||
		!l1tr_writer_ensure(true) || l1tr_recording.reopened)
		goto out;
	until = l1tr_monotonic_ns() + FLUSH_WAIT_MS * 1000000ll;
	wanted = atomic_fetch_add(&l1tr_process.flush_wanted, 1) + 1;
	l1tr_writer_wake();
	while ((done = atomic_load(&l1tr_process.flush_done)), (int32_t)(done - wanted) < 0) {
		int64_t left = until - l1tr_monotonic_ns();

		if (left <= 0 || !l1tr_writer_lives())
			break;
		l1tr_futex_wait(&l1tr_process.flush_done, done, left < 50000000 ? left : 50000000);
	}
out:
	errno = saved;
}

/* ---- the thread ---- */

/*
 * Nothing older than the mark comes any more when a round found no call under way: a call that
 * had taken its stamp by then had made its reservation, too, and that had at most not yet left
 * the store buffer of its processor, where nothing stays for a millisecond.
 */
static void settle_mark(struct l1tr_writer *w, const struct l1tr_round *round, int64_t began_ns)
{
	if (round->stopped || round->failed)
		return;
	l1tr_live_table_settle(&w->live);
	if (began_ns - MARGIN_NS > w->mark_ns)
		w->mark_ns = began_ns - MARGIN_NS;
}

/* A new line of time: first all from before it goes to the trace. */
static int follow_clock(struct l1tr_writer *w)
{
	struct l1tr_round round = {0};
	struct l1t_anchor line;

	if (!l1tr_timeline_due(&w->timeline, &line))
		return 0;
	round.until_ticks = line.ticks0;
	l1tr_pausing_follow(w, round.until_ticks);
	l1tr_drain(w, &round);
	if (round.failed)
		return -1;
	if (!round.stopped)
		w->line_due_ns = 0;
	else if (!w->line_due_ns)
		w->line_due_ns = l1tr_monotonic_ns();
	/* what is behind a call that has not returned is from before, too: wait for it */
	if (round.stopped && l1tr_monotonic_ns() - w->line_due_ns < LINE_WAIT_NS)
		return 0;
	if (l1tr_block_write(w))
		return -1;
	l1tr_timeline_add(&w->timeline, &line);
	l1tr_live_set_line(w->r, &line);
	return 0;
}

/* Rings of threads that are gone are wanted by others. */
static bool block_is_wanted(const struct l1tr_writer *w)
{
	return w->unwritten || atomic_load(&l1tr_process.exited_rings) >= 8 ||
		atomic_load(&l1tr_process.waiting);
}

/* Returns the slots that the fullest ring gave. */
static uint64_t do_round(struct l1tr_writer *w, bool write)
{
	struct l1tr_round round = {0};

	if (((w->unwritten || l1t_encoder_full(w->encoder)) && l1tr_block_write(w)) ||
		follow_clock(w))
		return 0;
	round.until_ticks = l1tr_ticks();
	l1tr_pausing_follow(w, round.until_ticks);
	l1tr_drain(w, &round);
	if (round.failed)
		l1tr_say_no_memory(w);
	settle_mark(w, &round, l1tr_timeline_ns(&w->timeline, round.until_ticks));
	if (!round.failed && !l1tr_drain_losses(w) && (write || block_is_wanted(w)))
		l1tr_block_write(w);
	return round.fullest;
}

/* So long that the fullest ring, filling as it did, has taken SLOTS_A_ROUND. */
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

static int setup(struct l1tr_writer *w, struct l1tr_recording *r)
{
	uint64_t count = atomic_load(&l1tr_pauses.count);
	struct l1t_record record = {.kind = L1T_PAUSE};

	memset(w, 0, sizeof(*w));
	w->r = r;
	w->encoder = l1t_encoder_new(ZSTD_LEVEL);
	if (!w->encoder)
		return -1;
	l1tr_timeline_begin(&w->timeline, &r->header->anchors[0], r->mono0_ns);
	while (w->pauses_done < count &&
		atomic_load(&l1tr_pauses.ticks[w->pauses_done % PAUSES_KEPT]) <= r->ticks0)
		w->pauses_done++;
	w->paused = w->pauses_done & 1;
	if (w->paused)
		l1tr_drain_add_own(w, &record, 0);
	return r->forked ? l1tr_inherit_write(w) : 0;
}

/*
 * What is left, then the end. 0: all is in the trace; 1: a call is still under way, so the live
 * file must stay; -1: it could not be written, so too.
 */
static int finish(struct l1tr_writer *w)
{
	struct l1tr_round round = {.until_ticks = UINT64_MAX, .stopped = true};
	struct l1t_record record = {.kind = L1T_END};

	for (int i = 0; i < END_STRAGGLERS && round.stopped; i++) {
		if (i)
			nanosleep(&(struct timespec){0, 500000}, NULL);
		round.stopped = false;
		if (w->unwritten && l1tr_block_write(w))
			return -1;
		l1tr_pausing_follow(w, UINT64_MAX);
		l1tr_drain(w, &round);
		if (round.failed)
			return -1;
	}
	if (l1tr_drain_losses(w))
		return -1;
	record.end.events = w->events;
	if (!round.stopped)
		w->mark_ns = l1tr_timeline_ns(&w->timeline, l1tr_ticks());
	if (l1tr_drain_add_own(w, &record, l1tr_timeline_ns(&w->timeline, l1tr_ticks())) ||
		l1tr_block_write(w))
		return -1;
	return round.stopped;
}

static void close_recording(struct l1tr_writer *w)
{
	struct l1tr_recording *r = w->r;
	uint32_t count = atomic_load(&r->header->ring_count);

	r->threads_before = atomic_load(&r->header->thread_count);
	for (uint32_t i = 0; i < count; i++) {
		uint64_t head = atomic_load(&r->rings[i].header->head);

		if (head > r->first_slot)
			r->first_slot = head;
	}
	atomic_store(&r->header->ended, 1);
	if (l1tr_file_fd(&r->live) >= 0)
		unlink(r->live.path);
	l1tr_file_close(&r->live);
	l1tr_file_close(&r->trace);
}

static void end(struct l1tr_writer *w)
{
	static const enum l1tr_phase next[] = {PHASE_ENDED, PHASE_RUNNING};
	int left = finish(w);

	l1t_encoder_free(w->encoder);
	l1tr_live_table_free(&w->live);
	if (left < 0) {
		atomic_store(&l1tr_switch.on, 0);
	} else if (left) {
		/* everybody goes on with the ring that he has */
		w->r->reopened = true;
		atomic_store(&w->r->header->ended, 1);
		atomic_store(&l1tr_process.generation, w->r->generation);
	} else {
		close_recording(w);
	}
	atomic_store(&l1tr_process.writer, WRITER_GONE);
	atomic_store(&l1tr_process.phase, left < 0 ? PHASE_FAILED : next[left]);
	l1tr_futex_wake_all(&l1tr_process.phase);
}

static void *run(void *unused)
{
	struct l1tr_writer *w = &writer;
	int64_t last_ns = l1tr_monotonic_ns();

	prctl(PR_SET_NAME, "l1trace");
	l1tr_life_hold();
	atomic_store(&l1tr_process.writer, (int)syscall(SYS_gettid));
	if (setup(w, &l1tr_recording)) {
		l1tr_say_no_memory(w);
		atomic_store(&l1tr_process.writer, WRITER_GONE);
		return unused;
	}
	atomic_store(&l1tr_process.ready, 1);
	l1tr_futex_wake_all(&l1tr_process.ready);
	while (atomic_load(&l1tr_process.phase) != PHASE_ENDING) {
		uint32_t wanted = atomic_load(&l1tr_process.flush_wanted);
		bool flush = wanted != atomic_load(&l1tr_process.flush_done);
		uint64_t slots = do_round(w, flush);
		int64_t now_ns = l1tr_monotonic_ns();

		if (flush) {
			atomic_store(&l1tr_process.flush_done, wanted);
			l1tr_futex_wake_all(&l1tr_process.flush_done);
		}
		rest(sleep_ns(slots, now_ns - last_ns));
		last_ns = now_ns;
	}
	end(w);
	return unused;
}

void l1tr_writer_start(void)
{
	pthread_attr_t attributes;
	pthread_t thread;
	int error, none = 0;

	if (!atomic_compare_exchange_strong(&l1tr_process.writer, &none, WRITER_STARTING))
		return;
	error = pthread_attr_init(&attributes);
	if (!error) {
		pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
		pthread_attr_setstacksize(&attributes, STACK_BYTES);
		error = pthread_create(&thread, &attributes, run, NULL);
		pthread_attr_destroy(&attributes);
	}
	if (error) {
		atomic_store(&l1tr_process.writer, WRITER_GONE);
		l1tr_warn("start the thread that writes", l1tr_recording.trace.path,
			l1tr_why(error));
		return;
	}
	/* until the thread has said its own id */
	atomic_compare_exchange_strong(&l1tr_process.writer, &(int){WRITER_STARTING}, WRITER_NEW);
}

bool l1tr_writer_ensure(bool must)
{
	struct l1tr_shield shield;

	if (likely(atomic_load_explicit(&l1tr_process.writer, memory_order_relaxed)) ||
		l1tr_recording.reopened || atomic_load(&l1tr_process.phase) != PHASE_RUNNING)
		return true;    /* while it begins, the first record comes before the thread */
	l1tr_shield_up(&shield);
	/* making a thread allocates memory: a handler may have interrupted just that */
	if (!shield.in_handler || (must && l1tr_shield_most_were_blocked(&shield)))
		l1tr_writer_start();
	l1tr_shield_down(&shield);
	return atomic_load(&l1tr_process.writer);
}

void l1tr_writer_end_here(void)
{
	struct l1tr_writer *w = &writer;

	if (!setup(w, &l1tr_recording))
		end(w);
}
