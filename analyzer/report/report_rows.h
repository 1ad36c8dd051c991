/*
 * What the page draws of a run: changes, ops, buffers and what these have in common, as columns, from
 * the tables of the run or from rows that were kept as columns while it was loaded. Where there are more
 * than `most`, some are left out (thinned.h).
 *
 * Must not know: how they are packed, the page.
 */
#ifndef REPORT_ROWS_H
#define REPORT_ROWS_H

#include <sqlite3.h>
#include "packed_rows.h"
#include "run_columns.h"

struct report_rows {
	/* classes, time_ns, event, op and the parts that were held then, in the order of changes */
	struct row_columns change;
	/* of changes that were thinned: row, the first of a stretch; changes, how many it has; whole */
	struct row_columns stretch;
	struct row_columns op;  /* op, form, time_ns, buffer_bytes, headroom_bytes */
	struct row_columns buffer;      /* as they were allocated; form: the number of a row of `form` */
	/* from 1 in the order in which buffers have them; texts are numbers of its texts, and cores,
	 * callsite and tensor those of their tables; named: the variable of the call site is theirs */
	struct row_columns form;
	struct packed_count changes, ops, buffers;
	size_t looked_at;       /* changes of which these are what is left */
};

/* Stretches of time. */
enum { REPORT_SPANS = 4 };
struct report_spans {
	size_t count;
	int64_t begin_ns[REPORT_SPANS], end_ns[REPORT_SPANS];
};

static inline bool report_spans_have(const struct report_spans *s, uint64_t time_ns)
{
	for (size_t i = 0; i < s->count; i++)
		if (time_ns != L1T_UNKNOWN && (int64_t)time_ns >= s->begin_ns[i] &&
			(int64_t)time_ns <= s->end_ns[i])
			return true;
	return false;
}

/* The rows of a run in the orders in which they are drawn, for each try how many there is room for. */
struct report_source;

/* Empty tables of the run are read from the database. Uses both as long as it lives; free with
 * report_source_free(). */
struct report_source *report_source_read(sqlite3 *db, struct run_columns *run);
void report_source_free(struct report_source *s);
/* most: rows of a table. Free with report_rows_free(). */
struct report_rows report_rows(struct report_source *s, size_t most);
/* What report_rows() has of a few stretches, which are so large a part (below 1) of all changes. */
struct report_rows report_sample(struct report_source *s, double part, size_t most);
void report_rows_free(struct report_rows *r);

/* report_buffers.c: buffers and forms. */
struct buffer_source;

/* The run stays as long as what it returns; free with buffer_source_free(). */
struct buffer_source *buffer_source_read(sqlite3 *db, const struct run_columns *run);
void buffer_source_free(struct buffer_source *s);
/* peak_ns: who lives then is not left out. spans: NULL, or only those that begin or end in them. */
void report_buffers(struct report_rows *r, struct buffer_source *s, size_t most, int64_t peak_ns,
	const struct report_spans *spans);

#endif
