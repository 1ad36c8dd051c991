/*
 * Failures for people: the numbers, a map of the bank, what lies where, what to release.
 *
 * Must not know: how the rows were found.
 */
#ifndef EXPLAIN_PICTURE_H
#define EXPLAIN_PICTURE_H

#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include "terminal.h"

/*
 * `rows`: the explain query with the user's filters; it is stepped to its end, and the caller
 * finalizes it. `t`: what the terminal can show, with the characters of a line (0: no limit). `most`: how many failures are drawn,
 * while the others are only counted; 0: all are drawn.
 */
void explain_picture(FILE *out, sqlite3 *db, sqlite3_stmt *rows, const struct terminal *t, uint64_t most);

#endif
