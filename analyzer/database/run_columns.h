/*
 * The tables of a run that have a row for each event, as columns: who asks for all rows of them needs no
 * SQL for that. Named after their tables.
 *
 * Must not know: where the rows come from, what is done with them.
 */
#ifndef RUN_COLUMNS_H
#define RUN_COLUMNS_H

#include "row_columns.h"

/* Empty when all zeros. */
struct run_columns {
	struct row_columns change_shared, op_row, buffer_row, buffer_form, buffer_used;
};

static inline void run_columns_free(struct run_columns *c)
{
	row_columns_free(&c->change_shared);
	row_columns_free(&c->op_row);
	row_columns_free(&c->buffer_row);
	row_columns_free(&c->buffer_form);
	row_columns_free(&c->buffer_used);
}

#endif
