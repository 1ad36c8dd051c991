/*
 * Remarks on the runs that an answer comes from: that a program failed or did not end well, that
 * its kernels' sizes are not real.
 *
 * Must not know: the answer.
 */
#ifndef ABOUT_RUNS_H
#define ABOUT_RUNS_H

#include <sqlite3.h>
#include <stdio.h>

/*
 * Prints a line, `begin` first, for each run that failed or did not end well. `width`: characters
 * of a line; 0: no limit.
 */
void put_bad_ends(FILE *out, sqlite3 *db, const char *begin, size_t width);
/* Prints one line to stderr when a stand-in compiler made the kernels, whose sizes are not real. */
void say_stand_in(sqlite3 *db);

#endif
