/*
 * Rows of a statement as a table for people: thousands grouped, times with a unit, paths short,
 * and no wider than asked.
 *
 * libsmartcols was tried: it leaves no column out and cuts texts at their end, so which go and how
 * wide each is stays ours; what is left for it, printing, takes as many lines with it as without.
 *
 * Must not know: what the rows are.
 */
#ifndef TEXT_TABLE_H
#define TEXT_TABLE_H

#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include "options.h"

/* Columns of the terminal that this file is; 0: it is none. */
size_t terminal_width(FILE *out);
/* Prints the rows, as many as --limit allows; width 0: as wide as they get. Returns how many. */
uint64_t text_table_rows(FILE *out, sqlite3_stmt *s, const struct options *o, size_t width);

#endif
