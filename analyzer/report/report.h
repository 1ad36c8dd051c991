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
#include <stddef.h>
#include <stdio.h>
#include "run_columns.h"

enum { REPORT_MOST = 1500000 };         /* what browsers draw at once */

struct report_run {
	sqlite3 *db;            /* has one run */
	struct run_columns *rows;       /* of its rows those that are not there; others are read into them */
	bool whole;             /* false: only report_tables() put some there: no growth */
	bool is_advised;        /* advice_rows() were put there */
	const char *input;      /* what the user calls it, quoted for a shell */
};

/*
 * Writes the page of a run. `before`: another one that it is compared with, and `both`: a database of
 * those two, the other one first; or both are NULL. most: of changes, ops and buffers at most so many are
 * drawn; SIZE_MAX: all, however large the page gets. Errors of the file are left to whoever closes it.
 */
void report_write(FILE *out, const struct report_run *run, const struct report_run *before,
	sqlite3 *both, size_t most);

#endif
