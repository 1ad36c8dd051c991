/*
 * The rows of ops: one for each op and chip, with its fullest core.
 *
 * Must not know: what a launch or a replay uses.
 */
#ifndef OP_ROWS_H
#define OP_ROWS_H

#include "core_classes.h"

/* A thread's last op. Its rows wait, since more programs of it may follow. */
struct thread_op {
	uint64_t number;        /* 0: none */
	struct thread_op *older, *newer;        /* the last ops of other threads */
	struct account_op *rows;
	size_t count, capacity;
};

/* Joins the row with that of the op's other programs on the chip: fullest core, least headroom. */
void acc_keep_row(struct thread_op *t, const struct account_op *row);
/* The thread's next op begins: reports the rows of the one before. */
void acc_next_op(struct accounting *a, struct thread_op *t);
/* Reports the rows of the thread's op. */
void acc_give_rows(struct accounting *a, struct thread_op *t);
/* Puts the core's bytes into the row if it is fuller, or as full and has a lower number. */
void acc_take_core(struct account_op *row, unsigned core, const struct held *h, uint64_t program);
/* Reports the rows of all threads that still wait, at the end. */
void acc_give_ops(struct accounting *a);

#endif
