/*
 * Writes the report that ttnn-visualizer reads: a database in its schema, which is SQL alone (the files
 * of database/sql/visualizer/), and a file with its name.
 *
 * Must not know: options, where rows come from.
 */
#ifndef VISUALIZER_H
#define VISUALIZER_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

struct visualizer_report {
	const char *folder;
	const char *name;       /* that the viewer shows */
	bool force;             /* a report that is there is replaced */
	int64_t chunks;         /* number of ops of which each core is told; -1: all */
};

/* Makes the temporary table of uses, which rows may be added to by visualizer_use.sql before the next. */
void visualizer_begin(sqlite3 *db);
/* Says how large the report will be, and writes it. Ends the program if there is nothing to export, or
 * if it cannot be written; then nothing of it is left. */
void visualizer_write(sqlite3 *db, const struct visualizer_report *r);

#endif
