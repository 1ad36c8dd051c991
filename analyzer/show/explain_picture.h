/*
 * Failures for people: the numbers, a map of the bank, who is where, what to release.
 *
 * Must not know: how the rows were found.
 */
#ifndef EXPLAIN_PICTURE_H
#define EXPLAIN_PICTURE_H

#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>

/*
 * rows: the explain query, with the user's filters; stepped to its end. width: of lines, 0: any.
 * most: so many failures are drawn and the others counted; 0: all.
 */
void explain_picture(FILE *out, sqlite3 *db, sqlite3_stmt *rows, size_t width, uint64_t most);

#endif
