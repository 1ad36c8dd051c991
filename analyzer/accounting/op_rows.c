/*
 * The rows of ops: one for each op and chip, with its fullest core.
 *
 * Must not know: what a launch or a replay uses.
 */
#include "accounting_state.h"
#include "core_classes.h"
#include "grown_array.h"
#include "op_rows.h"
#include "work_allowance.h"

void acc_take_core(struct account_op *row, unsigned core, const struct held *h, uint64_t program)
{
	uint64_t total = h->buffer + h->small + h->persistent + program;

	if (row->peak_bytes != L1T_UNKNOWN && (total < row->peak_bytes ||
			(total == row->peak_bytes && core > row->fullest_core)))
		return;
	row->peak_bytes = total;
	row->buffer_bytes = h->buffer;
	row->l1_small_bytes = h->small;
	row->persistent_bytes = h->persistent;
	row->program_bytes = program;
	row->fullest_core = core;
}

void acc_give_rows(struct accounting *a, struct thread_op *t)
{
	for (size_t i = 0; a->sink->op && i < t->count; i++)
		a->sink->op(a->context, &t->rows[i]);
	t->count = 0;
}

void acc_give_ops(struct accounting *a)
{
	for (struct thread_op *t = a->oldest_op; t; t = t->newer)
		acc_give_rows(a, t);
	a->oldest_op = a->newest_op = NULL;
}

static void leave(struct accounting *a, const struct thread_op *t)
{
	*(t->older ? &t->older->newer : &a->oldest_op) = t->newer;
	*(t->newer ? &t->newer->older : &a->newest_op) = t->older;
}

void acc_next_op(struct accounting *a, struct thread_op *t)
{
	if (t->number) {
		acc_give_rows(a, t);
		leave(a, t);
	}
	t->number = ++a->ops;
	t->older = a->newest_op;
	t->newer = NULL;
	*(t->older ? &t->older->newer : &a->oldest_op) = t;
	a->newest_op = t;
}

uint64_t accounting_settled_ops(const struct accounting *a)
{
	return a->oldest_op ? a->oldest_op->number : a->ops + 1;
}

void acc_keep_row(struct thread_op *t, const struct account_op *row)
{
	for (size_t i = 0; i < t->count; i++) {
		struct account_op *old = &t->rows[i];

		if (!work_spend(1))
			return;
		if (old->chip != row->chip)
			continue;
		if (row->peak_bytes != L1T_UNKNOWN &&
			(old->peak_bytes == L1T_UNKNOWN || row->peak_bytes > old->peak_bytes)) {
			old->peak_bytes = row->peak_bytes;
			old->buffer_bytes = row->buffer_bytes;
			old->l1_small_bytes = row->l1_small_bytes;
			old->persistent_bytes = row->persistent_bytes;
			old->program_bytes = row->program_bytes;
			old->fullest_core = row->fullest_core;
		}
		if (row->headroom_bytes < old->headroom_bytes)
			old->headroom_bytes = row->headroom_bytes;
		if (row->program_end != L1T_UNKNOWN &&
			(old->program_end == L1T_UNKNOWN || row->program_end > old->program_end))
			old->program_end = row->program_end;
		return;
	}
	GROW(t->rows, t->count, t->capacity);
	t->rows[t->count++] = *row;
}
