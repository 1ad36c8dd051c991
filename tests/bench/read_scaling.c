/*
 * What peak costs on other traces: random churn, many cores against one, many chips in lockstep
 * against one. Prints name,value,unit lines.
 *
 *     read_scaling FOLDER             files go to FOLDER and are removed
 *
 * Must not know: how l1analyze works.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "measure.h"
#include "run_cost.h"

static char folder[PATH_BYTES];

/*
 * Alternately: processor time of a grid and chips / that of others, the events being the same.
 * `ops`: their number, and whether each places its program.
 */
static void say_scaling(const char *name, const char *much, const char *little, const char *ops)
{
	char many[PATH_BYTES + 16], one[PATH_BYTES + 16];
	double ratios[RUNS_MAX];

	snprintf(many, sizeof(many), "%s/many.l1t", folder);
	snprintf(one, sizeof(one), "%s/one.l1t", folder);
	cost_of("L1TRACE='%s' exec '%s' %s %s", many, SCALING_TRACE, much, ops);
	cost_of("L1TRACE='%s' exec '%s' %s %s", one, SCALING_TRACE, little, ops);
	for (unsigned i = 0; i < runs(); i++)
		ratios[i] = l1analyze("peak --threads 1", many).seconds /
			l1analyze("peak --threads 1", one).seconds;
	say(name, median(ratios, runs()), "ratio");
	unlink(many);
	unlink(one);
}

static void say_churn(unsigned events)
{
	char trace[PATH_BYTES + 16];
	double records;

	snprintf(trace, sizeof(trace), "%s/churn.l1t", folder);
	cost_of("L1TRACE='%s' exec '%s' churn %u", trace, RECORD_BENCH, events);
	records = records_of(trace);
	say("read_peak_churn", records / seconds_of("peak --threads 1", trace) / 1e6, "M/s");
	unlink(trace);
}

int main(int argc, char **argv)
{
	const char *once, *each;
	bool quick;

	if (argc != 2 || !realpath(argv[1], folder)) {
		fprintf(stderr, "usage: read_scaling FOLDER\n");
		return 2;
	}
	measure_begin();
	quick = bench_runs == 1;
	once = quick ? "1000 once" : "250000 once";
	each = quick ? "500 each" : "60000 each";
	say_churn(quick ? 5000 : 1000000);
	say_scaling("peak_core_scaling", "14 10 1", "1 1 1", once);
	say_scaling("peak_chip_scaling", "8 8 32", "8 8 1", once);
	say_scaling("peak_chip_scaling_placed", "8 8 32", "8 8 1", each);
	return 0;
}
