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

/* Amount of work: little when L1TRACE_BENCH_QUICK is set, too little for good figures. */
extern unsigned bench_runs;             /* alternating runs; their median is the figure */
extern size_t bench_paced;              /* events of a paced run */
extern unsigned bench_flat_passes;      /* passes over the stream in a flat run */

/* Call it first: finds the rate of the time stamp counter, and the amounts above. */
void measure_begin(void);
uint64_t now_ns(clockid_t clock);
/* How often another thread was given this thread's processor against its will. */
uint64_t times_preempted(void);
/* The median; sorts the values. */
double median(double *values, size_t count);
/* Prints one name,value,unit line. */
void say(const char *name, double value, const char *unit);

#endif
