/*
 * Rows of ops that wait for those of ops before them: an op is over when the next one of its thread
 * begins, which a thread that rests may never do. Those that memory has no room for wait in a table.
 *
 * Must not know: what becomes of the rows.
 */
#ifndef WAITING_OPS_H
#define WAITING_OPS_H

#include <sqlite3.h>
#include <stdbool.h>
#include "accounting.h"

struct waiting_ops;

struct waiting_ops *waiting_ops_new(void);
/* The table is made in `db`, where it is needed; the database stays open until all rows are taken. */
void waiting_ops_begin(struct waiting_ops *w, sqlite3 *db);
void waiting_ops_add(struct waiting_ops *w, const struct account_op *o);
/* The first row in order of op and chip, of ops below `end`, and takes it. False: there is none. */
bool waiting_ops_take(struct waiting_ops *w, uint64_t end, struct account_op *out);
void waiting_ops_free(struct waiting_ops *w);

#endif
