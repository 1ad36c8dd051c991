/*
 * Pairs of runs, compared: rows of the temporary table difference. A run is one of a trace, or what a
 * baseline keeps of one.
 *
 * Must not know: how rows are shown, what is too much.
 */
#ifndef COMPARISON_H
#define COMPARISON_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "op_changes.h"

enum { RUNS_STORED = 1000000 };         /* runs of baselines have numbers from here on */

/* Makes the tables and fills them with the figures of all runs of the database. `device`: only of that
 * chip; -1: all. sides[run]: 0 the first, 1 the second, -1 or past `count`: neither. Then runs of baselines may
 * be added (baseline.h). */
void comparison_begin(sqlite3 *db, int64_t device, const int *sides, size_t count);
/* A name for the run of a file: its last part without .l1t, .db or .json. The caller frees it. */
char *comparison_name(const char *path);
/* Compares runs `a` and `b` as pair number `pair`. Of baselines the order of ops is not known. */
struct op_matching comparison_pair(sqlite3 *db, int64_t pair, int64_t a, int64_t b, int64_t device);

struct run_figures {            /* of a whole run; bytes are per core; -1: not known */
	int64_t peak_bytes, headroom_bytes, usable_bytes, largest_free_bytes, failures, leaks, leaked_bytes, chips;
	char *op, *callsite;    /* of the peak; NULL: not known */
};
/* The caller frees with run_figures_free(). */
struct run_figures run_figures(sqlite3 *db, int64_t run);
void run_figures_free(struct run_figures *f);

#endif
