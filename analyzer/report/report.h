/*
 * One HTML file that shows a run by itself: it is the page (page/, made by the build), and between
 * its two halves the run's rows, packed (packed_rows.h).
 *
 * Must not know: where the rows come from, traces.
 */
#ifndef REPORT_H
#define REPORT_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>

struct report_wishes {
	const char *input;      /* what the user calls the run, quoted for a shell */
	bool full;              /* no limit on the number of rows */
};

/* Writes the page of the database's only run. Errors of the file are left to whoever closes it. */
void report_write(FILE *out, sqlite3 *db, const struct report_wishes *wishes);

#endif
