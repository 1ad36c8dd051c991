/*
 * Writes rows of a table. Each row is given as a list of its columns and their values; the INSERT
 * is made from the first one, so that list is the only place in C that knows the columns. Or runs
 * one statement of sql/ many times, with its parameters in place of columns. Names are looked up
 * once, not for each row.
 *
 * Must not know: which tables there are.
 */
#ifndef ROW_WRITER_H
#define ROW_WRITER_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "row_cells.h"

struct row_writer {
	sqlite3 *db;
	const char *table;      /* NULL: it runs a statement */
	const char *name;       /* of that statement */
	bool if_new;            /* a row whose key is there already is left out */
	sqlite3_stmt *s;        /* NULL: nothing was written yet */
	size_t count;
	unsigned char at[CELLS_MAX];    /* the parameter of each cell */
};

/* Free each with row_writer_free(). `table` and `name` must live as long. */
static inline struct row_writer row_writer(sqlite3 *db, const char *table)
{
	return (struct row_writer){.db = db, .table = table};
}

/* The same; a row whose key is there already is left out. */
static inline struct row_writer row_writer_if_new(sqlite3 *db, const char *table)
{
	return (struct row_writer){.db = db, .table = table, .if_new = true};
}

/* Runs the statement of this name: statement.h. */
static inline struct row_writer row_writer_of(sqlite3 *db, const char *name)
{
	return (struct row_writer){.db = db, .name = name};
}

void row_writer_free(struct row_writer *w);
/* Writes one row. All rows of a writer have the same columns in the same order. */
void write_row(struct row_writer *w, const struct cell *cells, size_t count);

#define WRITE_ROW(writer, ...) \
	write_row(writer, (const struct cell[]){__VA_ARGS__}, \
		sizeof((const struct cell[]){__VA_ARGS__}) / sizeof(struct cell))

#endif
