/*
 * Ticks: the time stamp counter where it is invariant, else CLOCK_MONOTONIC in ns.
 *
 * Must not know: what is stamped.
 */
#ifndef L1TR_CLOCK_H
#define L1TR_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#if defined(__x86_64__)
#include <x86intrin.h>
#endif

/* 0: rdtsc, 1: CLOCK_MONOTONIC; as in L1T_BEGIN. Fixed before time 0. */
extern uint32_t l1tr_clock_kind __attribute__((visibility("hidden")));

/* libc's own clock_gettime; not that of a library loaded before it, whose clock may stand still. */
extern int (*l1tr_clock_gettime)(clockid_t, struct timespec *)
	__attribute__((visibility("hidden")));

static inline int64_t l1tr_monotonic_ns(void)
{
	struct timespec t;

	l1tr_clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

enum {
	WAIT_STEP_NS = 10000000,        /* the most that one step of a wait asks for */
	STOOD_STILL_NS = 50000000,
	STOOD_STILL_COUNTS_NS = 5000000,
};

/*
 * How much of a thread's wait counts since *last_ns, which becomes now. A step that took much longer
 * than it asked for is no wait: the process was stopped (Ctrl-Z, a frozen container, a machine that
 * was suspended), what the thread waits for stood still as well, and must have its time afterwards.
 * It counts a little, so that no wait is endless.
 */
static inline int64_t l1tr_waited_ns(int64_t *last_ns)
{
	int64_t now_ns = l1tr_monotonic_ns(), step_ns = now_ns - *last_ns;

	*last_ns = now_ns;
	return step_ns < STOOD_STILL_NS ? step_ns : STOOD_STILL_COUNTS_NS;
}

static inline uint64_t l1tr_ticks(void)
{
#if defined(__x86_64__)
	if (__builtin_expect(!l1tr_clock_kind, 1))
		return __rdtsc();
#endif
	return (uint64_t)l1tr_monotonic_ns();
}

/* Decides the kind and takes the first pair of ticks and ns; called by the constructor. */
void l1tr_clock_load(void);
/*
 * Called before time 0: reads in a file of the kernel's whether it found the counter unstable. The
 * file is not opened in the host's table. True: the clock kind has changed.
 */
bool l1tr_clock_ask_kernel(void);
/* Ticks and CLOCK_MONOTONIC of the same instant, as near as possible. */
void l1tr_clock_pair(uint64_t *ticks, int64_t *mono_ns);
/*
 * Measured since the library was loaded; waits until that is long enough for an error of about
 * 1/10,000.
 */
double l1tr_clock_ns_per_tick(void);

#endif
