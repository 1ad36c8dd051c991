/*
 * Lines of a program as GitHub shows them beside its source: workflow commands on stderr, where the runner
 * reads them as on stdout.
 *
 * Must not know: how runs are compared.
 */
#ifndef ANNOTATIONS_H
#define ANNOTATIONS_H

#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include "thresholds.h"

/* Lines of one program after another: GitHub's limits are those of a step. `t` lives as long. */
struct annotations *annotations_begin(FILE *out, const struct thresholds *t);
/*
 * Prints a command for each line that made the second run of a pair worse: ::error for failures and for what
 * is over a threshold, else ::warning; of each kind no more than GitHub shows. A line that was printed for
 * another pair is not printed again. `who`: whose pair it is, "rank 3"; NULL: there is one alone.
 */
void annotate(struct annotations *a, sqlite3 *db, int64_t pair, const char *who);
/* Prints how many there were more. Frees. */
void annotations_end(struct annotations *a);

#endif
