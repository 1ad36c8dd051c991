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
#include "terminal.h"

/* Ends the program when the file of -o exists without -f, is an input, or is a file that cannot be
 * replaced by another one: a device, a pipe, a folder. */
void output_check(const struct options *o);
/*
 * stdout, or the file of -o. Ends the program as output_check() does; a device or a pipe is opened as
 * it is, any other file is written beside its place. Close with output_close().
 */
FILE *output_open(const struct options *o);
/* Whether this path is a file, of which something may be said on standard output: not that one under another
 * name, or the like. */
bool output_is_file(const char *path);
/* Prints all rows in the format of the options and returns their number. Reports filters that left
 * none. */
uint64_t output_rows(FILE *out, sqlite3_stmt *s, const struct options *o);
/* Reports which filters left no row: without the line, no rows look like a good answer. */
void output_none_left(sqlite3 *db, const struct options *o);
/* Width of tables in columns: the terminal's, or --width. 0: no limit. */
size_t output_width(FILE *out, const struct options *o);
/* What the terminal behind it can show, with the width of --width. */
struct terminal output_terminal(FILE *out, const struct options *o);
/* Whether to draw what there are rows of, too: on a terminal, or with --chart, unless rows are asked for.
 * Ends the program if the options ask for both. */
bool output_draws(const struct options *o);
/* Closes, and puts the file in its place; where it could not be written whole, what was there stays. EXIT_OK, or EXIT_UNREADABLE after one line that says what could not be written; a closed
 * pipe is no error. */
int output_close(FILE *out, const struct options *o);

#endif
