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

/*
 * Prints a command for each line that made the second run of a pair worse: ::error for failures and for what
 * is over a threshold, else ::warning; of each kind no more than GitHub shows, then how many there were more.
 */
void annotate(FILE *out, sqlite3 *db, int64_t pair, const struct thresholds *t);

#endif
