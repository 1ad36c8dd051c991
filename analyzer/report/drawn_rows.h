/*
 * The sections of what the page draws: report_rows.h packed as packed_rows.h says, as many rows as the
 * page has room for. page/rows.js reads them.
 *
 * Must not know: where the rows come from.
 */
#ifndef DRAWN_ROWS_H
#define DRAWN_ROWS_H

#include "packed_rows.h"
#include "report_rows.h"

struct drawn_counts {
	struct packed_count changes, ops, buffers;
};

/* Names of sections begin with `before`. most: rows of a table, SIZE_MAX: all, however long it gets. Makes the time line; the caller frees line->at. */
struct drawn_counts drawn_rows(struct packed_text *to, const char *before, sqlite3 *db,
	struct run_columns *run, size_t most, struct time_line *line);

#endif
