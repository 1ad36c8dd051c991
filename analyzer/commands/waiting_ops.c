/*
 * Rows of ops in the order of their ops: see waiting_ops.h. A heap, the first row on top.
 *
 * Must not know: what becomes of the rows.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "grown_array.h"
#include "statement.h"
#include "waiting_ops.h"
#include "work_allowance.h"
#include "xalloc.h"

enum {
	HEAP_MAX = 1 << 15,     /* rows; 5 MB */
	STEP_NS = 5, SPILL_NS = 1000,
};

struct waiting_ops {
	struct account_op *heap;
	size_t count, capacity;
	sqlite3 *db;
	sqlite3_stmt *put;      /* NULL: there is no table */
	uint64_t nth;           /* of the row that was spilled last */
	uint64_t spilled;       /* rows in the table, */
	uint64_t first_spilled; /* and the first op of them */
};

struct waiting_ops *waiting_ops_new(void)
{
	return xcalloc(1, sizeof(struct waiting_ops));
}

void waiting_ops_begin(struct waiting_ops *w, sqlite3 *db)
{
	w->db = db;
}

static bool is_before(const struct account_op *a, const struct account_op *b)
{
	return a->op < b->op || (a->op == b->op && a->chip < b->chip);
}

static void push(struct waiting_ops *w, const struct account_op *o)
{
	size_t at = w->count;

	GROW(w->heap, w->count, w->capacity);
	w->count++;
	for (; at && work_spend(STEP_NS) && is_before(o, &w->heap[(at - 1) / 2]); at = (at - 1) / 2)
		w->heap[at] = w->heap[(at - 1) / 2];
	w->heap[at] = *o;
}

static void pop(struct waiting_ops *w, struct account_op *out)
{
	const struct account_op *last = &w->heap[--w->count];
	size_t at = 0, child;

	*out = w->heap[0];
	while ((child = 2 * at + 1) < w->count && work_spend(STEP_NS)) {
		if (child + 1 < w->count && is_before(&w->heap[child + 1], &w->heap[child]))
			child++;
		if (!is_before(&w->heap[child], last))
			break;
		w->heap[at] = w->heap[child];
		at = child;
	}
	w->heap[at] = *last;
}

static void spill(struct waiting_ops *w)
{
	if (!w->put) {
		statement_run(w->db, "ops_waiting_table");
		w->put = statement(w->db, "ops_waiting_put");
	}
	for (size_t i = 0; i < w->count && work_spend(SPILL_NS); i++) {
		const struct account_op *o = &w->heap[i];

		if (!w->spilled++ || o->op < w->first_spilled)
			w->first_spilled = o->op;
		bind_named(w->put, ":nth", ++w->nth);
		bind_named(w->put, ":op", o->op);
		bind_named(w->put, ":chip", o->chip);
		sqlite3_bind_blob(w->put, parameter_of(w->put, ":row"), o, sizeof(*o), SQLITE_STATIC);
		database_insert(w->put);
	}
	w->count = 0;
}

/* Puts the first of the spilled rows into the heap again. */
static void fetch(struct waiting_ops *w)
{
	enum { OP, ROW };       /* columns of ops_waiting_first.sql */
	sqlite3_stmt *s = statement(w->db, "ops_waiting_first");
	sqlite3_stmt *drop = statement(w->db, "ops_waiting_drop");
	uint64_t op = 0;

	sqlite3_bind_int64(s, 1, HEAP_MAX / 2);
	while (database_next(s)) {
		op = (uint64_t)sqlite3_column_int64(s, OP);
		push(w, sqlite3_column_blob(s, ROW));
		w->spilled--;
	}
	sqlite3_finalize(s);
	bind_number(drop, 1, op);
	database_insert(drop);
	sqlite3_finalize(drop);
	w->first_spilled = op + 1;
}

void waiting_ops_add(struct waiting_ops *w, const struct account_op *o)
{
	if (w->count >= HEAP_MAX)
		spill(w);
	push(w, o);
}

bool waiting_ops_take(struct waiting_ops *w, uint64_t end, struct account_op *out)
{
	while (w->spilled && w->first_spilled < end && (!w->count || w->heap[0].op >= w->first_spilled))
		fetch(w);
	if (!w->count || w->heap[0].op >= end)
		return false;
	pop(w, out);
	return true;
}

void waiting_ops_free(struct waiting_ops *w)
{
	sqlite3_finalize(w->put);
	free(w->heap);
	free(w);
}
