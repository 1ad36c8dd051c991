/*
 * The rows of ops: one an op and chip, with its fullest core.
 *
 * Must not know: what a launch or a replay uses.
 */
#ifndef OP_ROWS_H
#define OP_ROWS_H

#include "core_classes.h"

/* A thread's last op: further programs of it may still come, so its rows wait. */
struct thread_op {
	uint64_t number;
	struct account_op *rows;
	size_t count, capacity;
};

/* One row an op and chip: bytes of the fullest core over all its programs, the tightest headroom. */
void acc_keep_row(struct thread_op *t, const struct account_op *row);
/* Gives out the rows of the thread's op. */
void acc_give_rows(struct accounting *a, struct thread_op *t);
/* Takes the core's numbers into the op's row when it is fuller, or as full and comes before. */
void acc_take_core(struct account_op *row, unsigned core, const struct held *h, uint64_t program);
/* Gives out the rows that still wait. */
void acc_give_ops(struct accounting *a);

#endif
