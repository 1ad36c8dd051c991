/*
 * One run that was read for --once, for whoever prints it.
 *
 * Must not know: how it is printed.
 */
#ifndef WATCHED_RUN_H
#define WATCHED_RUN_H

#include <stdio.h>
#include "options.h"
#include "snapshot.h"

struct watched_run {
	const char *path;
	struct snapshot *shown;
	char ended[160];        /* "": it runs */
	char cure[NOTE_ROOM];   /* of the last failure; "": none is known */
};

/* watch_rows.c: one row for each chip of each run. */
void watch_rows(FILE *out, enum output_format format, const struct watched_run *runs, size_t count);
/* openmetrics.c: the text that Prometheus reads. Of runs with the same labels the one that began
 * last. */
void openmetrics(FILE *out, const struct watched_run *runs, size_t count);

#endif
