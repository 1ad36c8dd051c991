/*
 * What recording costs: against a bare loop that stores 32 bytes into a ring and reads the time
 * stamp counter. Prints name,value,unit lines. Ratios are of runs that alternate.
 *
 *     record_bench [FOLDER]           traces go to FOLDER (default .) and are removed
 *
 * Must not know: how the recorder works.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>
#include "l1trace.h"
#include "stream.h"

enum {
	EVENTS = 1 << 18,
	PACED = 60000,
	FLAT_PASSES = 16,
	RUNS = 7,
	RING_BYTES = 512 << 10,
};

struct lane {
	const struct stream_event *events;
	uint8_t *ring;
	uint64_t ring_at;
	uint32_t device, name, cores;
	uint64_t cost[PACED];
};

static double ns_per_tick;

static uint64_t now_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void measure_ticks(void)
{
	uint64_t n0 = now_ns(CLOCK_MONOTONIC), t0 = __rdtsc(), n1;

	do
		n1 = now_ns(CLOCK_MONOTONIC);
	while (n1 - n0 < 200000000);
	ns_per_tick = (double)(n1 - n0) / (double)(__rdtsc() - t0);
}

/* ---- what is compared ---- */

static inline void floor_call(struct lane *l, const struct stream_event *e)
{
	uint64_t *slot = (uint64_t *)(void *)(l->ring + l->ring_at % RING_BYTES);

	l->ring_at += 32;
	slot[0] = e->kind;
	slot[1] = __rdtsc();
	slot[2] = e->id;
	slot[3] = e->address;
	__asm__ volatile("" : : : "memory");
}

static inline void record_alloc(struct lane *l, const struct stream_event *e)
{
	struct l1trace_buffer b = {.id = e->id, .size_bytes = e->bytes_per_core * 64u,
		.address = e->address, .bytes_per_core = e->bytes_per_core, .device = l->device,
		.page_bytes = 2048, .core_count = 64, .type = L1TRACE_L1};

	l1trace_alloc(&b);
}

static inline void record_free(struct lane *l, const struct stream_event *e)
{
	l1trace_free(e->id, l->device, L1TRACE_L1);
}

static inline void record_region(struct lane *l, const struct stream_event *e)
{
	struct l1trace_region r = {.program = e->program, .cores = l->cores,
		.address = (uint32_t)e->address, .size_bytes = e->bytes_per_core,
		.flags = e->flags ? L1TRACE_REGION_FIRST : 0, .index = e->index};

	l1trace_region(&r);
}

static inline void record_launch(struct lane *l, const struct stream_event *e)
{
	struct l1trace_launch launch = {.program = e->program, .device = l->device,
		.name = l->name};

	l1trace_launch(&launch);
}

static inline void record_call(struct lane *l, const struct stream_event *e)
{
	switch (e->kind) {
	case STREAM_ALLOC:
		record_alloc(l, e);
		break;
	case STREAM_FREE:
		record_free(l, e);
		break;
	case STREAM_REGION:
		record_region(l, e);
		break;
	default:
		record_launch(l, e);
		break;
	}
}

/* ---- paced: each call at its time, rdtsc before and after ---- */

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Mean of all but the largest hundredth: interrupts are not the recorder's. */
static double trimmed(uint64_t *cost, size_t n)
{
	double sum = 0;
	size_t keep = n - n / 100;

	qsort(cost, n, sizeof(*cost), by_size);
	for (size_t i = 0; i < keep; i++)
		sum += (double)cost[i];
	return sum / (double)keep;
}

enum what { BARE, FLOOR, RECORD };

/* One call, timed. Which kind it is was decided before: the branch is the stream's, not the call's. */
#define TIMED(cost, call) \
	do { \
		uint64_t before_ = __rdtsc(); \
		call; \
		(cost) = __rdtsc() - before_; \
	} while (0)

static inline uint64_t timed(struct lane *l, enum what what, const struct stream_event *e)
{
	uint64_t cost;

	switch (what == BARE ? 9u : what == FLOOR ? 4u + e->kind : e->kind) {
	case STREAM_ALLOC:
		TIMED(cost, record_alloc(l, e));
		return cost;
	case STREAM_FREE:
		TIMED(cost, record_free(l, e));
		return cost;
	case STREAM_REGION:
		TIMED(cost, record_region(l, e));
		return cost;
	case STREAM_LAUNCH:
		TIMED(cost, record_launch(l, e));
		return cost;
	case 4:
		TIMED(cost, floor_call(l, e));
		return cost;
	case 5:
		TIMED(cost, floor_call(l, e));
		return cost;
	case 6:
		TIMED(cost, floor_call(l, e));
		return cost;
	case 7:
		TIMED(cost, floor_call(l, e));
		return cost;
	default:
		TIMED(cost, (void)0);
		return cost;
	}
}

static double paced(struct lane *l, enum what what)
{
	uint64_t next = __rdtsc();

	for (size_t i = 0; i < PACED; i++) {
		const struct stream_event *e = &l->events[i];

		next += (uint64_t)(e->gap_ns / ns_per_tick);
		while (__rdtsc() < next)
			__builtin_ia32_pause();
		l->cost[i] = timed(l, what, e);
	}
	return trimmed(l->cost, PACED) * ns_per_tick;
}

/* ---- flat out ---- */

static double flat(struct lane *l, enum what what, double *cpu_ns)
{
	uint64_t cpu = now_ns(CLOCK_PROCESS_CPUTIME_ID), from = now_ns(CLOCK_MONOTONIC), to;
	double n = (double)EVENTS * FLAT_PASSES;

	for (unsigned pass = 0; pass < FLAT_PASSES; pass++)
		for (size_t i = 0; i < EVENTS; i++) {
			if (what == FLOOR)
				floor_call(l, &l->events[i]);
			else
				record_call(l, &l->events[i]);
		}
	to = now_ns(CLOCK_MONOTONIC);
	if (what == RECORD)
		l1trace_flush();
	*cpu_ns = (double)(now_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu) / n;
	return (double)(to - from) / n;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, size_t n)
{
	qsort(values, n, sizeof(*values), by_value);
	return values[n / 2];
}

static void say(const char *name, double value, const char *unit)
{
	printf("%s,%.2f,%s\n", name, value, unit);
	fflush(stdout);
}

/* ---- the figures ---- */

static void *paced_thread(void *lane)
{
	static double result[2];
	struct lane *l = lane;

	result[l->name & 1] = paced(l, RECORD);
	return &result[l->name & 1];
}

static struct lane *new_lane(const struct stream_event *events, uint32_t name)
{
	struct lane *l = calloc(1, sizeof(*l));

	if (!l || !(l->ring = malloc(RING_BYTES)))
		exit(1);
	memset(l->ring, 0, RING_BYTES);
	l->events = events;
	l->name = name;
	l->device = l->cores = 1;
	return l;
}

static void paced_figures(struct lane *a, struct lane *b)
{
	double bare[RUNS], floor[RUNS], record[RUNS], ratio[RUNS], two[RUNS];

	paced(a, RECORD);
	for (int i = 0; i < RUNS; i++) {
		pthread_t t;
		void *other;
		double mine;

		bare[i] = paced(a, BARE);
		floor[i] = paced(a, FLOOR) - bare[i];
		record[i] = paced(a, RECORD) - bare[i];
		ratio[i] = record[i] / floor[i];
		pthread_create(&t, NULL, paced_thread, b);
		mine = paced(a, RECORD);
		pthread_join(t, &other);
		two[i] = ((mine + *(double *)other) / 2 - bare[i]) / record[i];
	}
	say("bare_rdtsc_pair", median(bare, RUNS), "ns");
	say("floor_paced", median(floor, RUNS), "ns");
	say("record_paced", median(record, RUNS), "ns");
	say("record_over_floor", median(ratio, RUNS), "ratio");
	say("record_two_threads", median(two, RUNS), "ratio");
}

static void flat_figures(struct lane *l)
{
	double floor[RUNS], record[RUNS], ratio[RUNS], total[RUNS], unused, cpu;

	for (int i = 0; i < RUNS; i++) {
		floor[i] = flat(l, FLOOR, &unused);
		record[i] = flat(l, RECORD, &cpu);
		ratio[i] = record[i] / floor[i];
		total[i] = cpu / floor[i];
	}
	say("floor_flat", median(floor, RUNS), "ns");
	say("record_flat", median(record, RUNS), "ns");
	say("record_flat_over_floor", median(ratio, RUNS), "ratio");
	say("record_total_cpu", median(total, RUNS), "ratio");
}

static void off_figure(struct lane *l)
{
	uint64_t from = now_ns(CLOCK_MONOTONIC);
	enum { CALLS = 200000000 };

	for (size_t i = 0; i < CALLS; i++)
		l1trace_free(i, l->device, L1TRACE_L1);
	say("record_off", (double)(now_ns(CLOCK_MONOTONIC) - from) / CALLS, "ns");
}

int main(int argc, char **argv)
{
	const char *folder = argc > 1 ? argv[1] : ".", *part = argc > 2 ? argv[2] : NULL;
	const struct stream_event *events = stream_decode_loop(EVENTS, 1);
	struct lane *a = new_lane(events, 2), *b = new_lane(events, 3);
	struct stat st;
	char path[4096];

	measure_ticks();
	if (!part) {
		off_figure(a);
		snprintf(path, sizeof(path), "%s/bench-%%p.l1t", folder);
		setenv("L1TRACE", path, 1);
		fflush(stdout);
		execl("/proc/self/exe", argv[0], folder, "on", NULL);
		return 1;
	}
	paced_figures(a, b);
	flat_figures(a);
	l1trace_flush();
	snprintf(path, sizeof(path), "%s/bench-%ld.l1t", folder, (long)getpid());
	if (!stat(path, &st))
		say("bytes_all", (double)st.st_size, "bytes");
	unlink(path);
	return 0;
}
