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
	enum { OP, IS_BEFORE };         /* columns of explain_line_ops.sql */
	sqlite3_stmt *s = statement_kept(x->db, "explain_line_ops");
	struct line l = {0};

	bind_named(s, ":run", x->failure->run);
	bind_named(s, ":callsite", callsite);
	bind_named(s, ":time_ns", x->failure->time_ns);
	while (callsite != UINT64_MAX && database_next(s)) {
		GROW(l.ops, l.count, l.capacity);
		l.ops[l.count++] = column_number(s, OP);
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

		if (l->ops[middle] <= op)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* What this earlier buffer says of one that the line has launched `k` ops since. */
static enum need says(const struct alike *a, const struct line *l, size_t k)
{
	size_t place = passes_up_to(l, a->ops_before) + k;
	uint64_t op;

	if (place >= l->before || l->ops[place] > a->ops_until_end)
		return NEED_NOT_KNOWN;          /* it did not come as far */
	op = l->ops[place];
	if (a->last_use_op != UINT64_MAX && a->last_use_op >= op)
		return a->by_op && a->last_use_op == op ? NEED_CALL : NEED_LATER;
	return a->perhaps_op != UINT64_MAX && a->perhaps_op >= op ? NEED_LATER : NEED_NONE;
}

static bool is_sure(const struct alike *a, const struct line *l, size_t k)
{
	return a->last_use_op != UINT64_MAX &&
		a->last_use_op >= l->ops[passes_up_to(l, a->ops_before) + k];
}

void passes_vote(struct votes *v, const struct line *l, const struct alikes *all, uint64_t site,
	uint64_t bytes, size_t k, bool other_sizes)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct alike *a = &all->at[i];
		enum need one = a->site == site && (a->bytes == bytes) != other_sizes ? says(a, l, k)
			: NEED_NOT_KNOWN;

		v->calls += one == NEED_CALL;
		v->none += one == NEED_NONE && !a->outlived;
		if (one != NEED_LATER)
			continue;
		if (!is_sure(a, l, k))
			v->perhaps++;
		else if (!v->later++ && a->by_op)
			v->later_op = a->last_use_op;
	}
}
