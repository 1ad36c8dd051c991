/*
 * The traces that a database of `l1analyze load` was made of, which it keeps (table kept_trace). Rows
 * that cost most and are asked for least (what each class of cores holds after each event, and free
 * space) are in such a database only after `load --full`: else they are made of the kept traces again
 * when a question reads them, as if the traces had been named in the database's place.
 *
 * Must not know: the question.
 */
#ifndef KEPT_TRACES_H
#define KEPT_TRACES_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include "load.h"

/* enum load_what: what a database has no rows of, unless it is full. */
#define LOAD_LEFT_OUT (LOAD_CHANGES | LOAD_SPACE | LOAD_WORST_CHANGES)

/* Keeps the trace at `path` for a run. It must not change meanwhile. Ends the program if it cannot. */
void kept_trace_add(sqlite3 *db, uint64_t run, const char *path);
/* Puts views that name the remedy in the place of the tables without rows, for whoever asks SQLite. */
void kept_traces_leave_out(sqlite3 *db);
/* Whether that was done with this database. */
bool kept_traces_left_out(sqlite3 *db);
/* For questions that read none of these rows: empty temporary tables in the place of those views. */
void kept_traces_hide(sqlite3 *db);

struct kept_trace {
	char *path;             /* as long as it is not closed */
	char *name;             /* what it was loaded as */
	int fd;
};
/*
 * Gives the trace of a run of `database` (its path, for messages) as a file; false: there is no such
 * run. Ends the program if the trace is not there, or not whole. Close with kept_trace_close().
 */
bool kept_trace_open(sqlite3 *db, const char *database, uint64_t run, struct kept_trace *out);
void kept_trace_close(struct kept_trace *t);

#endif
