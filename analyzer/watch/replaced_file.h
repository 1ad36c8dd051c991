/*
 * A file that others read at any time: it is written beside its place and put there whole.
 *
 * Must not know: what is written.
 */
#ifndef REPLACED_FILE_H
#define REPLACED_FILE_H

#include <stdbool.h>
#include <stdio.h>
#include "options.h"

/* The file of -o, or standard output. Ends the program as output_open() does. */
FILE *replaced_file_open(const struct options *o);
/* Closes it, and puts it in its place; where it could not be written whole, what was there stays.
 * EXIT_OK or EXIT_UNREADABLE, after one line. */
int replaced_file_close(FILE *out, const struct options *o);
/* Whether this path is a file, of which something may be said on standard output: not that one under another
 * name, or the like. */
bool replaced_file_is_one(const char *path);

#endif
