/*
 * Clocks, means and lines of output that the benchmarks share.
 *
 * Must not know: what is measured.
 */
#ifndef MEASURE_H
#define MEASURE_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

extern double ns_per_tick;

/* How much is done: little when L1TRACE_BENCH_QUICK is set, which is good for no figure. */
extern unsigned bench_runs;             /* alternating runs; the median of them is the figure */
extern size_t bench_paced;              /* events of a paced run */
extern unsigned bench_flat_passes;      /* over the stream, of a flat run */

/* First of all: the rate of the time stamp counter, and the above. */
void measure_begin(void);
uint64_t now_ns(clockid_t clock);
/* How often another thread was given this one's processor although it had not asked for it. */
uint64_t times_preempted(void);
/* Sorts. */
double median(double *values, size_t count);
/* Prints one name,value,unit line. */
void say(const char *name, double value, const char *unit);

#endif
