/*
 * Rows in a format that programs read, printed one by one while a trace is read. -o is opened for the
 * first row, so that a trace which cannot be read leaves no file.
 *
 * Must not know: accounting.
 */
#ifndef STREAMED_ROWS_H
#define STREAMED_ROWS_H

#include <sqlite3.h>
#include <stdbool.h>
#include "options.h"
#include "row_text.h"

struct streamed_rows {
	const struct options *o;        /* has to live as long, as have the columns */
	const char *const *columns;
	int column_count;
	bool ranked;                    /* a last column is rank; as query_of_ranks() has it */
	FILE *out;                      /* NULL: no row was printed */
	struct row_text *text;
	uint64_t rows;                  /* printed so far */
};

/* Whether these options ask for rows in the order and the number in which they come. */
bool streamed_rows_can(const struct options *o);
/*
 * Begins a row. False: it is not wanted (--limit), cannot be written, or is too much work (`ns`); then
 * no values are given.
 */
bool streamed_row(struct streamed_rows *r, uint64_t ns);
/* The values of a row, in the order of the columns. L1T_UNKNOWN is NULL. */
void streamed_number(struct streamed_rows *r, uint64_t value);
/* 0 is NULL, too. */
void streamed_id(struct streamed_rows *r, uint64_t value);
/* `text`: how the value is spelled. */
void streamed_real(struct streamed_rows *r, double value, const char *text);
/* NULL: NULL. */
void streamed_text(struct streamed_rows *r, const char *text);
/* `rank`: that of the row's run, for rows that say it. */
void streamed_row_end(struct streamed_rows *r, uint64_t rank);
/*
 * After the last row of all: prints the header if there was none, and a warning if no row was left of
 * those in `db`. Returns an exit code.
 */
int streamed_rows_end(struct streamed_rows *r, sqlite3 *db);

#endif
