/*
 * Rows of tables op_row and op_form: those of an op on several chips that are equal but for the chip are
 * one, and what launches have in common is written once. View op gives each chip its own row again.
 *
 * Must not know: records.
 */
#ifndef SHARED_OPS_H
#define SHARED_OPS_H

#include <sqlite3.h>
#include "accounting.h"
#include "chip_lists.h"
#include "row_columns.h"

struct shared_ops;

/* The lists must live as long. */
struct shared_ops *shared_ops_new(sqlite3 *db, struct chip_lists *lists);
void shared_ops_free(struct shared_ops *s);
/* Rows of op_row go to the columns, too; `only`: and not into the table. */
void shared_ops_columns(struct shared_ops *s, struct row_columns *columns, bool only);
/* Begins the next run. */
void shared_ops_begin(struct shared_ops *s, uint64_t run);
/* An op's rows come one after the other. */
void shared_ops_add(struct shared_ops *s, const struct account_op *o);
/* Writes what was kept for more rows to join. */
void shared_ops_end(struct shared_ops *s);

#endif
