/*
 * The writer thread: rounds of draining, as often as the rings fill; flush, pause, resume and the
 * end are done here, between two rounds.
 *
 * Must not know: how rings and blocks are laid out.
 */
#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "clock.h"
#include "l1trace.h"
#include "writer.h"

enum {
	SLEEP_NS_MIN = 1000000,
	SLEEP_NS_MAX = 100000000,
	BLOCK_AGE_NS = 10000000000 / 5,         /* a block of few records waits this long for more */
	STACK_BYTES = 256 << 10,
	ZSTD_LEVEL = 3,
	HANDSHAKE_MS = 1000,
};

static void futex(_Atomic uint32_t *word, int operation, uint32_t value, int64_t ns)
{
	struct timespec t = {ns / 1000000000, ns % 1000000000};

	syscall(SYS_futex, word, operation | FUTEX_PRIVATE_FLAG, value, ns ? &t : NULL, NULL, 0);
}

void l1tr_writer_wake(void)
{
	atomic_fetch_add(&l1tr_process->wake, 1);
	if (l1tr_process->asleep)
		futex(&l1tr_process->wake, FUTEX_WAKE, 1, 0);
}

/* A new anchor: the line from the last one to now goes on until the next. */
static void take_time(struct l1tr_writer *w)
{
	struct l1tr_recording *r = w->r;
	uint32_t next = (r->header->anchor_index + 1) & 1;
	uint64_t ticks = l1tr_ticks();
	int64_t ns = l1tr_monotonic_ns() - r->mono0;
	double slope;

	if ((int64_t)(ticks - w->now.ticks0) <= 0 || ns <= w->now.ns0)
		return;
	slope = (double)(ns - w->now.ns0) / (double)(ticks - w->now.ticks0);
	if (l1tr_clock_kind)
		slope = 1;
	w->before = w->now;
	w->before.ns_per_tick = slope;
	w->now = (struct l1t_anchor){ticks, ns, slope};
	r->header->anchors[next] = w->now;
	atomic_store_explicit(&r->header->anchor_index, next, memory_order_release);
}

static void add_own(const struct l1t_record *r, void *context)
{
	struct l1tr_writer *w = context;
	struct l1t_record copy = *r;

	l1tr_own_record(w, &copy, w->now.ns0);
	if (l1t_encoder_full(w->encoder))
		l1tr_write_block(w, w->mark_ns);
}

static void announce(struct l1t_record *r, void *context)
{
	add_own(r, context);
}

static void pause_or_resume(struct l1tr_writer *w)
{
	struct l1t_record r = {.kind = l1tr_paused ? L1T_PAUSE : L1T_RESUME};

	if (w->paused == (bool)l1tr_paused)
		return;
	w->paused = l1tr_paused;
	l1tr_own_record(w, &r, w->now.ns0);
	if (w->paused)
		return;
	l1tr_devices_each(add_own, w);
	l1tr_live_each(&w->live, announce, w);
}

static void one_round(struct l1tr_writer *w, bool all)
{
	uint32_t flush = l1tr_process->flush_wanted;
	bool asked = flush != l1tr_process->flush_done;

	if (w->unwritten && !l1tr_write_block(w, w->mark_ns))
		return;
	take_time(w);
	l1tr_drain(w);
	if (w->unwritten)
		return;
	pause_or_resume(w);
	if (all || asked || w->paused || l1tr_rings_press(w) ||
		(l1t_encoder_records(w->encoder) &&
			l1tr_monotonic_ns() - w->last_block_mono > BLOCK_AGE_NS)) {
		if (l1tr_write_block(w, w->mark_ns))
			l1tr_process->flush_done = flush;
	}
}

static void finish(struct l1tr_writer *w)
{
	struct l1t_record r = {.kind = L1T_END};
	struct l1tr_recording *rec = w->r;

	one_round(w, false);
	if (w->unwritten)
		return; /* the disk is full: rings and live file keep the rest */
	r.end.events = w->events;
	take_time(w);
	l1tr_drain(w);
	l1tr_own_record(w, &r, w->now.ns0);
	w->mark_ns = w->now.ns0;
	if (!l1tr_write_block(w, w->mark_ns))
		return;
	rec->header->ended = 1;
	if (l1tr_file_fd(&rec->live) >= 0)
		unlink(rec->live.path);
}

static int64_t next_sleep(int64_t sleep_ns, bool busy)
{
	if (busy)
		return SLEEP_NS_MIN;
	return sleep_ns * 2 < SLEEP_NS_MAX ? sleep_ns * 2 : SLEEP_NS_MAX;
}

static void *write_all(void *argument)
{
	struct l1tr_writer *w = argument;
	int64_t sleep_ns = SLEEP_NS_MIN;

	prctl(PR_SET_NAME, "l1trace");
	while (!l1tr_process->ending) {
		uint32_t wake = l1tr_process->wake;
		uint64_t before = w->events;

		one_round(w, false);
		if (l1tr_rings_press(w) && !w->unwritten)
			continue;
		sleep_ns = next_sleep(sleep_ns, w->events != before);
		atomic_store(&l1tr_process->asleep, 1);
		if (l1tr_process->wake == wake && !l1tr_process->ending)
			futex(&l1tr_process->wake, FUTEX_WAIT, wake, sleep_ns);
		atomic_store(&l1tr_process->asleep, 0);
	}
	finish(w);
	l1tr_process->writer_alive = 0;
	return NULL;
}

static struct l1tr_writer *new_writer(struct l1tr_recording *r)
{
	static struct l1tr_writer writer; /* one a process; a forked child starts it over */
	struct l1tr_writer *w = &writer;

	memset(w, 0, sizeof(*w));
	w->r = r;
	w->encoder = l1t_encoder_new(ZSTD_LEVEL);
	if (!w->encoder)
		return NULL;
	w->trace_end = L1T_FILE_HEADER_BYTES;
	w->now = w->before = r->header->anchors[0];
	w->mark_ns = 0;
	w->last_block_mono = r->mono0;
	/* a forked child's trace begins with what its parent's defined */
	if (r->forked) {
		l1tr_intern_each(add_own, w);
		l1tr_devices_each(add_own, w);
	}
	return w;
}

int l1tr_writer_start(struct l1tr_recording *r)
{
	struct l1tr_writer *w = new_writer(r);
	pthread_attr_t attributes;
	sigset_t all, saved;
	int error;

	r->has_writer = false;
	if (!w) {
		errno = ENOMEM;
		return -1;
	}
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_BYTES);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &saved);
	l1tr_process->writer_alive = 1;
	error = pthread_create(&r->writer, &attributes, write_all, w);
	pthread_sigmask(SIG_SETMASK, &saved, NULL);
	pthread_attr_destroy(&attributes);
	if (error) {
		l1tr_process->writer_alive = 0;
		errno = error;
		return -1;
	}
	r->has_writer = true;
	return 0;
}

/* Waits until the writer has done a round that began after this call. */
static void handshake(void)
{
	uint32_t wanted;
	int saved = errno;

	if (l1tr_process->phase != PHASE_RUNNING || !l1tr_process->writer_alive)
		return;
	wanted = atomic_fetch_add(&l1tr_process->flush_wanted, 1) + 1;
	for (int i = 0; i < HANDSHAKE_MS && l1tr_process->writer_alive; i++) {
		l1tr_writer_wake();
		nanosleep(&(struct timespec){0, 1000000}, NULL);
		if ((int32_t)(l1tr_process->flush_done - wanted) >= 0)
			break;
	}
	errno = saved;
}

L1TRACE_API void l1trace_flush(void)
{
	if (l1tr_on)
		handshake();
}

L1TRACE_API void l1trace_pause(void)
{
	if (!l1tr_on)
		return;
	l1tr_paused = 1;
	handshake();
}

L1TRACE_API void l1trace_resume(void)
{
	if (!l1tr_on)
		return;
	l1tr_paused = 0;
	handshake();
}
