/*
 * What is held over time as columns of a chart: each shows the fullest moment of its time, so that no
 * peak is lost, however short it was.
 *
 * Must not know: SQL, how a chart is drawn.
 */
#ifndef USE_COLUMNS_H
#define USE_COLUMNS_H

#include <stddef.h>
#include <stdint.h>
#include "stacked_chart.h"

struct time_span {              /* [begin_ns, end_ns), begin_ns < end_ns */
	int64_t begin_ns, end_ns;
};

struct use_columns {
	struct chart_column *columns;
	double *totals;         /* of each column */
	size_t count;
	int64_t begin_ns, end_ns;       /* the chart's time */
	const struct time_span *spans;  /* in order and disjoint; not owned */
	size_t span_count;
	double most;            /* the fullest moment: the first of these bytes; less than 0: nothing is known */
	int64_t most_ns;
};

/* Empty columns, at least one, of the time of these spans that lies between begin and end. Free with
 * use_columns_free(). */
void use_columns_begin(struct use_columns *u, size_t count, int64_t begin_ns, int64_t end_ns,
	const struct time_span *spans, size_t span_count);
void use_columns_free(struct use_columns *u);
/* The column of a time; times outside of the chart belong to its first or last one. */
size_t use_columns_at(const struct use_columns *u, int64_t time_ns);
/*
 * Adds a change: what was held at its moment, and, without the program, for `held_ns` after it, of which
 * only what lies in the spans counts.
 */
void use_columns_add(struct use_columns *u, int64_t time_ns, int64_t held_ns,
	const double amounts[PARTS_HELD]);

#endif
