/*
 * Paces what is measured from Python, and measures it: see pacing.h.
 *
 * Must not know: what is measured, Python.
 */
#include <stdlib.h>
#include <time.h>
#include "pacing.h"

enum { COSTS_MAX = 1 << 17 };

static uint64_t costs[COSTS_MAX], before, next;
static size_t cost_count;

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

void pacing_wait(uint64_t gap_ns)
{
	next = (next ? next : now_ns()) + gap_ns;
	while (now_ns() < next)
		;
	before = now_ns();
}

void pacing_done(void)
{
	costs[cost_count++ % COSTS_MAX] = now_ns() - before;
}

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

double pacing_mean_ns(void)
{
	size_t n = cost_count < COSTS_MAX ? cost_count : COSTS_MAX, keep = n - n / 100;
	double sum = 0;

	qsort(costs, n, sizeof(*costs), by_size);
	for (size_t i = 0; i < keep; i++)
		sum += (double)costs[i];
	return keep ? sum / (double)keep : 0;
}
