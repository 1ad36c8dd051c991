/*
 * Scenarios with signals: handlers that record in the middle of a call.
 *
 * Must not know: what becomes of the trace.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>
#include "host.h"
#include "l1t_live.h"
#include "refusing.h"

static void every(unsigned us, void (*handler)(int))
{
	struct sigaction act = {.sa_handler = handler, .sa_flags = SA_RESTART};
	struct itimerval timer = {{0, (suseconds_t)us}, {0, (suseconds_t)us}};

	sigaction(SIGALRM, &act, NULL);
	setitimer(ITIMER_REAL, us ? &timer : &(struct itimerval){0}, NULL);
}

static void record_in_handler(int signal)
{
	static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g"};
	static unsigned n;

	(void)signal;
	host_alloc(1);
	l1trace_mark_begin(names[n++ % 7]);
	host_alloc(1);
}

/* The same signals nest in each other, too. */
static void every_nested(unsigned us)
{
	struct sigaction act = {.sa_handler = record_in_handler, .sa_flags = SA_RESTART};

	every(us, record_in_handler);
	sigaction(SIGUSR1, &act, NULL);
}

int host_handler(const char *events, const char *b)
{
	unsigned long n = events ? strtoul(events, NULL, 10) : 200000;

	(void)b;
	every_nested(60);
	for (unsigned long i = 0; i < n; i++) {
		char text[24];

		host_alloc(0);
		if (!(i % 1000))
			l1trace_string(text, (size_t)snprintf(text, sizeof(text), "s%lu", i));
		errno = 77;
		l1trace_free(i, 1, L1TRACE_DRAM);
		counts->facts[0] += errno != 77;
		host_pace();    /* handlers do not wait when a ring is full */
	}
	every(0, SIG_IGN);
	return 0;
}

/* The first event of the process is in a handler; then the process kills itself. */
int host_handler_first(const char *events, const char *b)
{
	struct sigaction act = {.sa_handler = record_in_handler};
	unsigned long n = events ? strtoul(events, NULL, 10) : 1;

	sigaction(SIGUSR1, &act, NULL);
	for (unsigned long i = 0; i < n; i++)
		raise(SIGUSR1);
	if (b)
		return 0;
	return raise(SIGKILL);
}

static void fill_ring(int signal)
{
	(void)signal;
	for (unsigned i = 0; i < 300000; i++)
		host_alloc(1);
}

/* Records more in one handler than a ring holds. */
int host_handler_full(const char *a, const char *b)
{
	struct sigaction act = {.sa_handler = fill_ring};

	(void)a;
	(void)b;
	host_alloc(0);
	l1trace_flush();
	sigaction(SIGUSR1, &act, NULL);
	return raise(SIGUSR1);
}

static void sleep_in_handler(int signal)
{
	(void)signal;
	host_sleep_us(3000);
}

static void *interrupt(void *thread)
{
	for (unsigned i = 0; i < 150; i++) {
		host_sleep_us(5000);
		pthread_kill(*(pthread_t *)thread, SIGUSR1);
	}
	atomic_store(&counts->facts[1], 1);
	return NULL;
}

/* Calls stay interrupted while the rings are drained. */
int host_handler_sleeps(const char *a, const char *b)
{
	struct sigaction act = {.sa_handler = sleep_in_handler};
	pthread_t self = pthread_self(), t;

	(void)a;
	(void)b;
	host_alloc(0);
	sigaction(SIGUSR1, &act, NULL);
	pthread_create(&t, NULL, interrupt, &self);
	while (!atomic_load(&counts->facts[1]))
		for (unsigned i = 0; i < 64; i++)
			host_alloc(0);
	return pthread_join(t, NULL);
}

/* Records for ever, in the handler and outside. */
int host_handler_flat(const char *a, const char *b)
{
	(void)a;
	(void)b;
	host_alloc(0);
	atomic_store(&counts->started, 1);
	every_nested(30);
	for (;;) {
		host_alloc(0);
		host_pace();    /* handlers do not wait when a ring is full */
	}
}

/* facts: [0] jumps, [1] those of them out of a call. */
static sigjmp_buf outside;
static volatile sig_atomic_t in_call;

static void jump(int signal)
{
	(void)signal;
	atomic_fetch_add(&counts->facts[0], 1);
	atomic_fetch_add(&counts->facts[1], (uint64_t)in_call);
	host_alloc(1);
	siglongjmp(outside, 1);
}

/* Handlers that never return: the calls that they interrupted are never finished. */
int host_jump_out(const char *events, const char *b)
{
	static volatile unsigned long left;
	static char text[4000]; /* so long that it is interrupted during the copy */

	(void)b;
	memset(text, 'x', sizeof(text) - 1);
	left = strtoul(events, NULL, 10);
	sigsetjmp(outside, 1);
	in_call = 0;
	every(97, jump);
	while (left) {
		left--;
		in_call = 1;
		l1trace_note(0, 0, 0, text);
		in_call = 0;
	}
	every(0, SIG_IGN);
	/*
	 * What never returns is given up when the thread has gone on for a second. Slots are given
	 * back only when their block is written, which has no haste.
	 */
	atomic_store(&counts->started, 1);
	while (!atomic_load(&counts->facts[2])) {
		host_sleep_us(20000);
		l1trace_note(0, 0, 0, "");
		l1trace_flush();
	}
	for (unsigned i = 0; i < 1000; i++)
		host_alloc(0);
	return 0;
}

/* How often this thread has gone to sleep: a call that waits does, one that was only held up does not. */
static long sleeps(void)
{
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return usage.ru_nvcsw;
}

/* Where this thread's next event goes, in its ring, the first one of the live file. */
static uint64_t ring_end(int live)
{
	struct l1t_ring_header h;

	if (pread(live, &h, sizeof(h), L1T_PAGE) != (ssize_t)sizeof(h))
		abort();
	return h.head;
}

static int open_live(void)
{
	char path[512];
	int live;

	snprintf(path, sizeof(path), "%s.live", getenv("L1TRACE"));
	live = open(path, O_RDONLY | O_CLOEXEC);
	if (live < 0)
		abort();
	return live;
}

/*
 * Handlers jump out of waits for room; there is none, since the writer is held up. They do so for less
 * than a call may wait in all. A call may sleep for other reasons: it was a wait for room if nothing
 * has got into the ring until the jump after. facts[2]: calls that did not wait after such a jump.
 */
int host_jump_out_of_wait(const char *a, const char *b)
{
	enum { ENOUGH_NS = 60000000, SURELY_WAITS_NS = 90000000 };
	static volatile uint64_t wait_ns, end, calls;
	static volatile int sure, live;
	static volatile long slept;

	(void)a;
	(void)b;
	host_alloc(0);
	if (refusing_begin())
		return 77;
	live = open_live();
	refuse_hold(1);
	sigsetjmp(outside, 1);
	if (!sure && in_call && sleeps() > slept && (!wait_ns || ring_end(live) != end)) {
		wait_ns = host_now_ns();
		end = ring_end(live);
		calls = 0;
	} else if (!sure && wait_ns && (calls || (in_call && sleeps() > slept))) {
		sure = ring_end(live) == end;
	}
	every(3000, jump);
	while (!sure || host_now_ns() - wait_ns < ENOUGH_NS) {
		slept = sleeps();
		in_call = 1;
		host_alloc(0);
		in_call = 0;
		calls++;
		if (sure && sleeps() == slept && host_now_ns() - wait_ns < SURELY_WAITS_NS)
			atomic_fetch_add(&counts->facts[2], 1);
	}
	every(0, SIG_IGN);
	refuse_hold(0);
	return close(live);
}

/* Pauses and resumes out of which handlers jump. facts[2]: the shortest flush after that, in ns. */
int host_jump_out_of_pause(const char *events, const char *b)
{
	static volatile unsigned long left;

	(void)b;
	host_alloc(0);
	left = strtoul(events, NULL, 10);
	sigsetjmp(outside, 1);
	every(53, jump);
	while (left) {
		left--;
		in_call = 1;
		l1trace_pause();
		l1trace_resume();
		in_call = 0;
	}
	every(0, SIG_IGN);
	l1trace_resume();
	atomic_store(&counts->facts[2], UINT64_MAX);
	for (unsigned i = 0; i < 20; i++) {
		uint64_t from_ns = host_now_ns(), ns;

		l1trace_flush();
		ns = host_now_ns() - from_ns;
		if (ns < counts->facts[2])
			atomic_store(&counts->facts[2], ns);
	}
	return 0;
}

static void *record_until_cancelled(void *unused)
{
	for (;;) {
		host_alloc(1);
		host_pace();
		pthread_testcancel();
	}
	return unused;
}

int host_cancel(const char *a, const char *b)
{
	(void)a;
	(void)b;
	for (unsigned i = 0; i < 20; i++) {
		pthread_t t;

		pthread_create(&t, NULL, record_until_cancelled, NULL);
		host_sleep_us(i * 100);
		pthread_cancel(t);
		pthread_join(t, NULL);
		host_alloc(0);
	}
	return 0;
}
