/*
 * A chart of what is held over time: parts stacked on each other under a line that is the capacity, an
 * axis with numbers at its ends, and lines of marks under it that have the same columns.
 *
 * Must not know: SQL, where the numbers come from.
 */
#ifndef STACKED_CHART_H
#define STACKED_CHART_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "bars.h"

struct chart_column {
	double amounts[PARTS_HELD];     /* bytes */
	bool known;             /* false: nothing is known of this time, and nothing is drawn */
};

struct stacked_chart {
	const struct chart_column *columns;     /* not owned */
	size_t count;
	uint64_t capacity;      /* bytes; 0: not known */
	size_t lines;           /* of the columns, without the axis; at least 1 */
	size_t margin;          /* characters on the left, with the numbers of the axis */
	const char *from, *to;  /* what stands under the ends of the axis */
	size_t peak;            /* number of the column that the axis marks, from 1; 0: none */
};

/* Characters of the margin that a chart of this width should have. */
size_t chart_margin(size_t width);
/*
 * Draws the chart, its axis, and what stands under it: `lines` + 3 lines, or + 4 where the top of the
 * chart is less than a quarter of the capacity, which a line then says.
 */
void chart_put(FILE *out, const struct terminal *t, const struct stacked_chart *c);

/* Whether that is so. */
bool chart_says_capacity(const struct stacked_chart *c);

struct chart_span {             /* columns from `first` to, and with, `last` */
	size_t first, last;
	const char *name;       /* not owned; of any bytes */
	uint64_t times;         /* that it happened in them; more than 1 is said */
};
/* Draws spans in one line under the chart, in order and not one over the other; what has no room for its
 * name is only a line. `label` stands in the margin. */
void chart_put_spans(FILE *out, const struct terminal *t, const struct stacked_chart *c,
	const char *label, const struct chart_span *spans, size_t count);
/* Draws an x in each column with a number that is not 0; `label` stands in the margin. */
void chart_put_marks(FILE *out, const struct terminal *t, const struct stacked_chart *c,
	const char *label, const uint64_t *counts);

#endif
