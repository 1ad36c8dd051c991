/*
 * Advice for people: the peak, what to change, and what is left after it, two lines a piece.
 *
 * Must not know: how advice is found.
 */
#ifndef ADVICE_TEXT_H
#define ADVICE_TEXT_H

#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>

/* Prints the rows of advise_rows.sql, of each run and group of chips `limit` pieces (0: all). width: of a
 * line, 0: no limit. Returns how many rows there were. */
uint64_t advice_text(FILE *out, sqlite3 *db, sqlite3_stmt *s, size_t width, uint64_t limit);

#endif
