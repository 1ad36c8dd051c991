/*
 * How much memory reading takes: the largest resident set of verbs on a trace of
 * samples/decode_loop.c. Prints name,value,unit lines.
 *
 *     read_memory FOLDER              files go to FOLDER and are removed
 *     read_memory FOLDER 1e8          of so many events of bench_stream.h's decode loop, by hand: it
 *                                     takes long. What that keeps does not grow; the sample leaks a
 *                                     buffer every 4 tokens, and each takes what it takes.
 *
 * Must not know: how l1analyze works.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "measure.h"
#include "run_cost.h"

enum { TOKENS = 20000 };

int main(int argc, char **argv)
{
	static const char *const verbs[] = {"peak", "timeline --format csv", "ops --format csv",
		"leaks", "frag --format csv", "check"};
	const char *records = argc == 3 ? argv[2] : NULL;
	double wanted = records ? strtod(records, NULL) : 0;
	char folder[PATH_BYTES], trace[PATH_BYTES + 16], name[64];

	if (argc < 2 || argc > 3 || !realpath(argv[1], folder) ||
		(records && (strspn(records, "0123456789e") < strlen(records) || wanted < 1000 ||
			wanted > 1e10))) {
		fprintf(stderr, "usage: read_memory FOLDER [RECORDS]\n");
		return 2;
	}
	measure_begin();
	snprintf(trace, sizeof(trace), "%s/memory.l1t", folder);
	if (records)
		cost_of("L1TRACE='%s' exec '%s' loop %.0f", trace, RECORD_BENCH, wanted);
	else
		cost_of("L1TRACE='%s' exec '%s' %d", trace, SAMPLE, bench_runs > 1 ? TOKENS : 50);
	if (records)
		printf("memory_%s_records,%.0f,records\n", records, records_of(trace));
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		snprintf(name, sizeof(name), "memory_%s%s%.*s", records ? records : "",
			records ? "_" : "", (int)strcspn(verbs[i], " "), verbs[i]);
		say(name, l1analyze(verbs[i], trace).mib, "MiB");
	}
	unlink(trace);
	return 0;
}
