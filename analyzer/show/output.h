/*
 * Rows of a statement in one of five formats.
 *
 * Must not know: what the rows are.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <sqlite3.h>
#include <stdio.h>
#include "options.h"

/* Ends the program when the file of -o exists without -f, is an input, or is a file that cannot be
 * replaced by another one: a device, a pipe, a folder. */
void output_check(const struct options *o);
/* stdout, or the file of -o, which may not exist without -f; devices and pipes are written to. */
FILE *output_open(const struct options *o);
/* Prints all rows in the format of the options. Returns how many. */
uint64_t output_rows(FILE *out, sqlite3_stmt *s, const struct options *o);
/* Reports that the filters left no row, and which they are. */
void output_none_left(sqlite3 *db, const struct options *o);
/* Columns that there are for people's eyes; 0: as many as it takes. */
size_t output_width(FILE *out, const struct options *o);
/* Closes; EXIT_OK, or 3 after a line when something could not be written. A closed pipe is quiet. */
int output_close(FILE *out, const struct options *o);

#endif
