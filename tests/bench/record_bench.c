/*
 * What recording costs: against a bare loop that stores 32 bytes into a ring and reads the time
 * stamp counter. Prints name,value,unit lines. Ratios are of runs that alternate.
 *
 *     record_bench off
 *     L1TRACE=FILE record_bench paced|flat
 *     L1TRACE=FILE record_bench loop|churn|range [EVENTS]
 *                                     no figures: a trace to look at the size of, or to read
 *
 * Must not know: how the recorder works.
 */
#include <pthread.h>
#include <stdio.h>
#include "lane.h"

enum {
	EVENTS = 1 << 18,
	OFF_CALLS = 200000,
	OFF_RUNS = 201,         /* short runs: most are not interrupted */
	RUNS_MAX = 32,
};

/* ---- one call ---- */

static void *paced_thread(void *lane)
{
	struct lane *l = lane;

	l->result_ns = paced(l, timed_record);
	return NULL;
}

static void paced_figures(struct lane *a, struct lane *b)
{
	double bare[RUNS_MAX], floor[RUNS_MAX], record[RUNS_MAX], ratio[RUNS_MAX], two[RUNS_MAX];

	paced(a, timed_record);
	for (unsigned i = 0; i < bench_runs; i++) {
		pthread_t t;

		bare[i] = paced(a, timed_bare);
		floor[i] = paced(a, timed_floor) - bare[i];
		record[i] = paced(a, timed_record) - bare[i];
		ratio[i] = record[i] / floor[i];
		if (pthread_create(&t, NULL, paced_thread, b))
			exit(1);
		a->result_ns = paced(a, timed_record);
		pthread_join(t, NULL);
		two[i] = ((a->result_ns + b->result_ns) / 2 - bare[i]) / record[i];
	}
	say("bare_rdtsc_pair", median(bare, bench_runs), "ns");
	say("floor_paced", median(floor, bench_runs), "ns");
	say("record_paced", median(record, bench_runs), "ns");
	say("record_over_floor", median(ratio, bench_runs), "ratio");
	say("record_two_threads", median(two, bench_runs), "ratio");
}

/* ---- flat out ---- */

/* Its processor time: it waits for nobody, and time of other processes would make us look cheap. */
static double flat_floor(struct lane *l)
{
	uint64_t from = now_ns(CLOCK_THREAD_CPUTIME_ID);

	for (unsigned pass = 0; pass < bench_flat_passes; pass++)
		for (size_t i = 0; i < EVENTS; i++)
			floor_call(l, &l->events[i]);
	return (double)(now_ns(CLOCK_THREAD_CPUTIME_ID) - from) /
		((double)EVENTS * bench_flat_passes);
}

/* *cpu_ns: time of the whole process, until everything is in the trace. */
static double flat_record(struct lane *l, double *cpu_ns)
{
	uint64_t cpu = now_ns(CLOCK_PROCESS_CPUTIME_ID), from = now_ns(CLOCK_MONOTONIC), to;
	double n = (double)EVENTS * bench_flat_passes;

	for (unsigned pass = 0; pass < bench_flat_passes; pass++)
		for (size_t i = 0; i < EVENTS; i++)
			record_call(l, &l->events[i]);
	to = now_ns(CLOCK_MONOTONIC);
	l1trace_flush();
	*cpu_ns = (double)(now_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu) / n;
	return (double)(to - from) / n;
}

static void flat_figures(struct lane *l)
{
	unsigned runs = (bench_runs + 1) / 2;
	double floor[RUNS_MAX], record[RUNS_MAX], ratio[RUNS_MAX], total[RUNS_MAX], cpu_ns;

	for (unsigned i = 0; i < runs; i++) {
		floor[i] = flat_floor(l);
		record[i] = flat_record(l, &cpu_ns);
		ratio[i] = record[i] / floor[i];
		total[i] = cpu_ns / floor[i];
	}
	say("floor_flat", median(floor, runs), "ns");
	say("record_flat", median(record, runs), "ns");
	say("record_flat_over_floor", median(ratio, runs), "ratio");
	say("record_total_cpu", median(total, runs), "ratio");
}

/* ---- off ---- */

static void off_figure(struct lane *l)
{
	double off[RUNS_MAX], ns[OFF_RUNS];

	for (unsigned i = 0; i < bench_runs; i++) {
		double bare = paced(l, timed_bare);

		off[i] = paced(l, timed_free) - bare;
	}
	say("record_off", median(off, bench_runs), "ns");
	for (unsigned i = 0; i < OFF_RUNS; i++) {
		uint64_t from = now_ns(CLOCK_MONOTONIC);

		for (size_t n = 0; n < OFF_CALLS; n++)
			l1trace_free(n, l->device, L1TRACE_L1);
		ns[i] = (double)(now_ns(CLOCK_MONOTONIC) - from) / OFF_CALLS;
	}
	say("record_off_flat", median(ns, OFF_RUNS), "ns");
}

/* ---- traces whose size is measured ---- */

struct stream {
	const char *name;
	struct stream_event *(*make)(size_t count, uint64_t seed);
};

/* NULL: there is no such stream. */
static const struct stream *stream_named(const char *name)
{
	static const struct stream streams[] = {{"loop", stream_decode_loop},
		{"churn", stream_churn}, {"range", stream_regions}};

	for (size_t i = 0; i < sizeof(streams) / sizeof(*streams); i++)
		if (!strcmp(name, streams[i].name))
			return &streams[i];
	return NULL;
}

static void record_stream(struct lane *l, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		wait_for(&l->events[i]);
		record_call(l, &l->events[i]);
	}
}

int main(int argc, char **argv)
{
	const char *part = argc >= 2 ? argv[1] : "";
	const struct stream *stream = stream_named(part);
	struct stream_event *events;
	struct lane *a, *b;
	size_t count;

	measure_begin();
	count = argc == 3 && stream ? strtoul(argv[2], NULL, 10)
		: stream && bench_runs == 1 ? EVENTS / 64 : EVENTS;
	if (argc < 2 || argc > (stream ? 3 : 2) || !count) {
		fprintf(stderr, "usage: record_bench off|paced|flat|loop|churn|range [EVENTS]\n");
		return 2;
	}
	events = stream ? stream->make(count, 1) : stream_decode_loop(count, 1);
	a = lane_new(events);
	b = lane_new(events);
	lane_define(a);
	lane_define(b);
	if (stream) {
		record_stream(a, count);
	} else if (!strcmp(part, "off")) {
		off_figure(a);
	} else if (!strcmp(part, "paced")) {
		paced_figures(a, b);
	} else if (!strcmp(part, "flat")) {
		flat_figures(a);
	} else {
		fprintf(stderr, "record_bench: no part \"%s\"\n", part);
		return 2;
	}
	return 0;
}
