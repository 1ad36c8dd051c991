/*
 * How much memory recording takes: the largest resident set of a process whose threads all record
 * flat out, shared pages of the live file included, less that of the same process that does not
 * record. Prints name,value,unit lines.
 *
 *     memory_bench FOLDER             traces go to FOLDER and are removed
 *
 * Must not know: how the recorder works.
 */
#include <pthread.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "lane.h"

enum {
	THREADS_MAX = 64,
	EVENTS = 1 << 16,
	PASSES = 2,             /* 3 MiB of slots each: every ring wraps often */
	RUNS_MAX = 3,
	BOUND_MIB = 16,         /* and one for each thread */
};

struct worker {
	struct lane *lane;
	pthread_barrier_t *together;
};

static void *work(void *arg)
{
	const struct worker *w = arg;

	pthread_barrier_wait(w->together);
	for (unsigned pass = 0; pass < (bench_runs > 1 ? PASSES : 1); pass++)
		for (size_t i = 0; i < EVENTS; i++)
			record_call(w->lane, &w->lane->events[i]);
	pthread_barrier_wait(w->together);
	return NULL;
}

/* In KiB, from the kernel; 0: unknown. */
static unsigned long largest_resident_set(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	unsigned long kib = 0;
	char line[256];

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "VmHWM: %lu kB", &kib) == 1)
			break;
	if (f)
		fclose(f);
	return kib;
}

static int child(unsigned threads)
{
	static struct worker worker;
	pthread_barrier_t together;
	pthread_t ids[THREADS_MAX];

	worker.lane = lane_new(stream_decode_loop(EVENTS, 1));
	worker.together = &together;
	lane_define(worker.lane);
	pthread_barrier_init(&together, NULL, threads);
	for (unsigned i = 0; i < threads; i++)
		if (pthread_create(&ids[i], NULL, work, &worker))
			return 1;
	for (unsigned i = 0; i < threads; i++)
		pthread_join(ids[i], NULL);
	l1trace_flush();
	printf("%lu\n", largest_resident_set());
	return 0;
}

/* The child's largest resident set in MiB; ends the process when it is unknown. */
static double measure(const char *self, unsigned threads, const char *trace)
{
	unsigned long kib = 0;
	char command[2 * 4096];
	FILE *out;

	snprintf(command, sizeof(command), "%s%s%s '%s' child %u", trace ? "L1TRACE='" : "",
		trace ? trace : "", trace ? "'" : "", self, threads);
	out = popen(command, "r");
	if (!out || fscanf(out, "%lu", &kib) != 1 || pclose(out) || !kib) {
		fprintf(stderr, "\"%s\" failed\n", command);
		exit(1);
	}
	if (trace)
		unlink(trace);
	return (double)kib / 1024;
}

int main(int argc, char **argv)
{
	static const unsigned counts[] = {1, 8, THREADS_MAX};
	unsigned runs;
	double worst = 0;
	char trace[2048];

	measure_begin();
	runs = bench_runs < RUNS_MAX ? bench_runs : RUNS_MAX;
	if (argc == 3 && !strcmp(argv[1], "child"))
		return child((unsigned)atoi(argv[2]));
	if (argc != 2) {
		fprintf(stderr, "usage: memory_bench FOLDER\n");
		return 2;
	}
	snprintf(trace, sizeof(trace), "%s/memory.l1t", argv[1]);
	for (unsigned c = 0; c < sizeof(counts) / sizeof(*counts); c++) {
		double mib, most = 0;
		char name[64];

		for (unsigned i = 0; i < runs; i++) {
			mib = measure(argv[0], counts[c], trace) - measure(argv[0], counts[c], NULL);
			most = mib > most ? mib : most;
		}
		snprintf(name, sizeof(name), counts[c] == THREADS_MAX ? "record_memory"
			: counts[c] == 1 ? "record_memory_1_thread" : "record_memory_8_threads");
		say(name, most, "MiB");
		if (most / (counts[c] + BOUND_MIB) > worst)
			worst = most / (counts[c] + BOUND_MIB);
	}
	say("record_memory_over_bound", worst, "ratio");
	return 0;
}
