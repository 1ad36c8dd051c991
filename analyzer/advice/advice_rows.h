/*
 * Writes rows of the table `advice`, of one group of chips after the other.
 *
 * Must not know: how advice is found, how rows are printed.
 */
#ifndef ADVICE_ROWS_H
#define ADVICE_ROWS_H

#include <stddef.h>
#include <stdint.h>
#include "advice_plan.h"
#include "row_writer.h"

struct advice_rows {
	struct row_writer rows;
	int64_t run;
	uint64_t count;                 /* of the run's rows; a row is called by its number */
	const struct advice_plan *plan; /* of the present group of chips */
};

struct advice_row {                     /* texts: NULL: none, or not known */
	const char *action, *figure, *because;
	const struct effect *effect;    /* NULL: nothing was replayed */
	const char *callsite, *last_use_callsite, *variable, *tensor, *name, *cores;
	const int64_t *bytes_per_core;  /* of what it is about, as it is or should be; NULL: not known */
	size_t count;                   /* 0: none */
	const int64_t *most_saved_bytes;        /* no change of it saves more at the peak; NULL: not known */
};

void advice_rows_put(struct advice_rows *w, const struct advice_row *r);

#endif
