/*
 * What has to be said about the runs behind an answer: that a program failed or did not end well,
 * that its kernels' sizes are not real.
 *
 * Must not know: the answer.
 */
#ifndef ABOUT_RUNS_H
#define ABOUT_RUNS_H

#include <sqlite3.h>
#include <stdio.h>

/*
 * A line for each run that failed or did not end well, `begin` before each, no wider than `width`
 * (0: as wide as it gets).
 */
void put_bad_ends(FILE *out, sqlite3 *db, const char *begin, size_t width);
/* One line on stderr when sizes of kernels are those of a stand-in compiler. */
void say_stand_in(sqlite3 *db);

#endif
