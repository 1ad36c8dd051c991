/*
 * peak against a program that reads another recorder's file of the same stream: events a second of
 * both. Prints name,value,unit lines.
 *
 *     read_peers NAME TRACE EVENTS COMMAND NOTHING
 *         EVENTS: how many the command reads. NOTHING: a command that does the same with no
 *         events; its time is taken off the other's.
 *
 * Must not know: how either reads.
 */
#include <stdio.h>
#include <stdlib.h>
#include "measure.h"
#include "run_cost.h"

struct rates {
	double by_clock, by_processor;  /* events a second */
};

/* In a quick run the difference may be less than its noise. */
static double less(double seconds, double nothing)
{
	return nothing < seconds ? seconds - nothing : seconds;
}

static struct rates peer_rates(double events, const char *command, const char *nothing)
{
	struct cost all = cost_of("%s", command), none = cost_of("%s", nothing);

	return (struct rates){events / less(all.wall_seconds, none.wall_seconds),
		events / less(all.seconds, none.seconds)};
}

int main(int argc, char **argv)
{
	double two[RUNS_MAX], one[RUNS_MAX], peer[RUNS_MAX];
	double events = argc == 6 ? strtod(argv[3], NULL) : 0, records;
	char name[64];

	if (events < 1) {
		fprintf(stderr, "usage: read_peers NAME TRACE EVENTS COMMAND NOTHING\n");
		return 2;
	}
	measure_begin();
	records = records_of(argv[2]);
	for (unsigned i = 0; i < runs(); i++) {
		struct rates theirs = peer_rates(events, argv[4], argv[5]);

		two[i] = records / l1analyze("peak --threads 2", argv[2]).wall_seconds;
		two[i] /= theirs.by_clock;
		one[i] = records / l1analyze("peak --threads 1", argv[2]).seconds;
		one[i] /= theirs.by_processor;
		peer[i] = theirs.by_processor / 1e6;
	}
	snprintf(name, sizeof(name), "read_%s", argv[1]);
	say(name, median(peer, runs()), "M/s");
	snprintf(name, sizeof(name), "peak_over_%s", argv[1]);
	say(name, median(two, runs()), "ratio");
	snprintf(name, sizeof(name), "peak_over_%s_1", argv[1]);
	say(name, median(one, runs()), "ratio");
	return 0;
}
