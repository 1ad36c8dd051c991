/* Several answers at once, each in a file of its own in a folder: NAME.csv and so on. */
#ifndef ANSWERS_FOLDER_H
#define ANSWERS_FOLDER_H

#include <sqlite3.h>
#include <stddef.h>
#include "options.h"

struct named_answer {
	const char *name;       /* of the file, without its format */
	const char *sql;        /* one statement that only reads */
	bool in_window;         /* its views answer for the window: no filter is put around it */
	bool as_it_is;          /* a table: of several runs, too, it has its own columns */
};

/* The format of the files: that of the options, csv where none was asked for. */
enum output_format answers_format(const struct options *o);
/*
 * Makes the folder rows.output if there is none, before anything is read. Ends the program when it
 * is something else, or when one of the files exists and -f was not given.
 */
void answers_folder_begin(const struct named_answer *answers, size_t count, const struct options *o);
/* Writes the files and prints a line for each: its path and how many rows it has. Exit code. */
int answers_folder_write(sqlite3 *db, const struct named_answer *answers, size_t count,
	const struct options *o);

#endif
