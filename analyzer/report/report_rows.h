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

/* Empty tables of the run are read from the database. */
void report_rows_read(sqlite3 *db, struct run_columns *run);
/* Of a run that was read. Free with report_rows_free(). */
struct report_rows report_rows(sqlite3 *db, struct run_columns *run, size_t most);
/* So large a part of all changes, and the ops and buffers of the same time: of a few stretches. */
struct report_rows report_sample(sqlite3 *db, struct run_columns *run, double part);
void report_rows_free(struct report_rows *r);

/* report_buffers.c: buffers and forms. peak_ns: who lives then is not left out. spans: NULL, or only those that
 * begin or end in them. */
void report_buffers(struct report_rows *r, sqlite3 *db, const struct run_columns *run, size_t most,
	int64_t peak_ns, const struct report_spans *spans);

#endif
