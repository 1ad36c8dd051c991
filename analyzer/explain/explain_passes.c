/*
 * Earlier passes of a line that failed: see explain_passes.h.
 *
 * Must not know: what is proposed, how rows are printed.
 */
#include <string.h>
#include "database.h"
#include "explain_passes.h"
#include "grown_array.h"
#include "statement.h"

bool needed_is_op(const char *how)
{
	return how && (!strcmp(how, "op") || !strcmp(how, "replay"));
}

struct line passes_line(const struct explainer *x, uint64_t callsite)
{
	enum { OP, IS_BEFORE, TIME_NS };       /* columns of explain_line_ops.sql */
	sqlite3_stmt *s = statement_kept(x->db, "explain_line_ops");
	struct line l = {.marks = x->marks};

	bind_named(s, ":run", x->failure->run);
	bind_named(s, ":callsite", callsite);
	bind_named(s, ":time_ns", x->failure->time_ns);
	while (callsite != UINT64_MAX && database_next(s)) {
		GROW(l.ops, l.count, l.capacity);
		l.ops[l.count++] = (struct line_op){column_number(s, OP), column_number(s, TIME_NS)};
		l.before += sqlite3_column_int(s, IS_BEFORE) != 0;
	}
	statement_let_go(s);
	return l;
}

size_t passes_up_to(const struct line *l, uint64_t op)
{
	size_t from = 0, to = l->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (l->ops[middle].op <= op)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* What this earlier buffer says of one that is at this place. */
static enum need says(const struct alike *a, const struct line *l, struct place here)
{
	size_t place = passes_up_to(l, a->ops_before) + here.ops;
	uint64_t op;

	if (place >= l->before || l->ops[place].op > a->ops_until_end ||
		mark_passes_over(l->marks, a->alloc_ns, l->ops[place].time_ns) != here.over)
		return NEED_NOT_KNOWN;          /* it did not come as far, or was elsewhere then */
	op = l->ops[place].op;
	if (a->last_use_op != UINT64_MAX && a->last_use_op >= op)
		return a->by_op && a->last_use_op == op ? NEED_CALL : NEED_LATER;
	return a->perhaps_op != UINT64_MAX && a->perhaps_op >= op ? NEED_LATER : NEED_NONE;
}

static bool is_sure(const struct alike *a, const struct line *l, struct place here)
{
	return a->last_use_op != UINT64_MAX &&
		a->last_use_op >= l->ops[passes_up_to(l, a->ops_before) + here.ops].op;
}

void passes_vote(struct votes *v, const struct line *l, const struct alikes *all, uint64_t site,
	uint64_t bytes, struct place here, bool other_sizes)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct alike *a = &all->at[i];
		enum need one = a->site == site && (a->bytes == bytes) != other_sizes ? says(a, l, here)
			: NEED_NOT_KNOWN;

		v->calls += one == NEED_CALL;
		v->none += one == NEED_NONE && !a->outlived;
		if (one != NEED_LATER)
			continue;
		if (!is_sure(a, l, here))
			v->perhaps++;
		else if (!v->later++ && a->by_op)
			v->later_op = a->last_use_op;
	}
}
