/*
 * Which runs --rank asks for. The rank is in the first record of a trace, so that others need not be
 * read at all.
 *
 * Must not know: the question.
 */
#ifndef RUN_RANKS_H
#define RUN_RANKS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include "options.h"

/* Whether a trace is asked for; one whose rank is not known is not, where ranks are asked for. */
bool run_ranks_trace(const struct options *o, const char *path);
/* The same of run number `run` of a database. */
bool run_ranks_run(const struct options *o, sqlite3 *db, uint64_t run);
/* Ends the program where ranks were asked for and `db` has no run: a check of nothing is never passed. */
void run_ranks_check(const struct options *o, sqlite3 *db);

#endif
