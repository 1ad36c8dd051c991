/*
 * Rows of tables buffer_row, buffer_form and buffer_used: lifetimes of buffers.
 *
 * Must not know: records.
 */
#ifndef BUFFER_ROWS_H
#define BUFFER_ROWS_H

#include <sqlite3.h>
#include "accounting.h"
#include "load_uses.h"
#include "run_columns.h"

struct buffer_rows;

struct buffer_rows *buffer_rows_new(sqlite3 *db);
void buffer_rows_free(struct buffer_rows *b);
/* Rows go to the columns, too; `only`: and into the tables only those that no free ended. */
void buffer_rows_columns(struct buffer_rows *b, struct run_columns *columns, bool only);
/* Begins the next run. */
void buffer_rows_begin(struct buffer_rows *b, uint64_t run);
/* Writes one lifetime; `use` NULL: its uses are not known. */
void buffer_rows_add(struct buffer_rows *b, const struct account_buffer *row,
	const struct use_summary *use);

#endif
