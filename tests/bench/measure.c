/*
 * Clocks, means and lines of output: see measure.h.
 *
 * Must not know: what is measured.
 */
#include "measure.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <x86intrin.h>

enum { CALIBRATION_NS = 200000000 };

double ns_per_tick;
unsigned bench_runs = 15;
size_t bench_paced = 60000;
unsigned bench_flat_passes = 16;

uint64_t now_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

void measure_begin(void)
{
	uint64_t n0 = now_ns(CLOCK_MONOTONIC), t0 = __rdtsc(), n1;
	uint64_t least = CALIBRATION_NS;

	if (getenv("L1TRACE_BENCH_QUICK")) {
		bench_runs = 1;
		bench_paced = 2000;
		bench_flat_passes = 1;
		least /= 20;
	}
	do
		n1 = now_ns(CLOCK_MONOTONIC);
	while (n1 - n0 < least);
	ns_per_tick = (double)(n1 - n0) / (double)(__rdtsc() - t0);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

uint64_t times_preempted(void)
{
	struct rusage r;

	getrusage(RUSAGE_THREAD, &r);
	return (uint64_t)r.ru_nivcsw;
}

double median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), by_value);
	return values[count / 2];
}

void say(const char *name, double value, const char *unit)
{
	printf("%s,%.*f,%s\n", name, strcmp(unit, "ratio") ? 2 : 3, value, unit);
	fflush(stdout);
}
