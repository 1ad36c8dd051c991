/*
 * Rows of a statement as a table for people: thousands grouped, times with a unit, paths short, and
 * no wider than asked.
 *
 * libsmartcols was tried. It leaves no column out and cuts texts at their end, so the choice of
 * columns and widths would stay here. Only printing would be left to it, and that takes as much
 * code with it as without.
 *
 * Must not know: what the rows are.
 */
#ifndef TEXT_TABLE_H
#define TEXT_TABLE_H

#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include "options.h"

/*
 * Prints the rows, as many as --limit allows, in lines of at most `width` characters; 0: no limit.
 * Returns how many rows were printed.
 */
uint64_t text_table_rows(FILE *out, sqlite3_stmt *s, const struct options *o, size_t width);

#endif
