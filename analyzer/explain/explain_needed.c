/*
 * Who still needs a live buffer: see explain_needed.h.
 *
 * Must not know: what is proposed, how rows are printed.
 *
 * Passes are compared by place: a buffer that was allocated `k` ops of the failing line ago is like an
 * earlier one of the same call site and size when the line had launched as many ops since that was
 * allocated. Its next op is what failed now. An earlier buffer of which any use from there on is known, or
 * possible, says that this one is needed, or that it is not known. Where none had this size, those of
 * other sizes count if they all say the same.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "explain_needed.h"
#include "grown_array.h"
#include "statement.h"
#include "xalloc.h"

enum { ALIKE_MAX = 100000 };

/* The ops that the failing line launched, in order. */
struct line {
	uint64_t *ops;
	size_t count, capacity, before; /* before: how many of them before the failure */
};

static bool has_uses(const struct explainer *x)
{
	sqlite3_stmt *s = statement_kept(x->db, "run_has_uses");
	bool any;

	bind_number(s, 1, x->failure->run);
	any = database_next(s);
	statement_let_go(s);
	return any;
}

static struct line line_of(const struct explainer *x)
{
	enum { OP, IS_BEFORE };         /* columns of explain_line_ops.sql */
	sqlite3_stmt *s = statement_kept(x->db, "explain_line_ops");
	struct line l = {0};

	bind_named(s, ":run", x->failure->run);
	bind_named(s, ":callsite", x->failure->callsite);
	bind_named(s, ":time_ns", x->failure->time_ns);
	while (x->failure->callsite != UINT64_MAX && database_next(s)) {
		GROW(l.ops, l.count, l.capacity);
		l.ops[l.count++] = column_number(s, OP);
		l.before += sqlite3_column_int(s, IS_BEFORE) != 0;
	}
	statement_let_go(s);
	return l;
}

/* How many ops of the line have a number up to this one. */
static size_t up_to(const struct line *l, uint64_t op)
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

bool needed_is_op(const char *how)
{
	return how && (!strcmp(how, "op") || !strcmp(how, "replay"));
}

/* ---- the buffer's own lifetime ---- */

static bool used_by_failing_launch(const struct explainer *x, const struct holder *h)
{
	sqlite3_stmt *s;
	bool found;

	if (h->wanted_op == UINT64_MAX || x->failure->program == UINT64_MAX)
		return false;
	s = statement_kept(x->db, "explain_wanted");
	bind_named(s, ":run", x->failure->run);
	bind_named(s, ":op", h->wanted_op);
	bind_named(s, ":program", x->failure->program);
	found = database_next(s);
	statement_let_go(s);
	return found;
}

/* Did the call use it in a program before the one that failed? */
static bool used_by_call(const struct explainer *x, const struct holder *h, const struct line *l,
	uint64_t late_ns)
{
	size_t n = up_to(l, h->last_use_op);

	return needed_is_op(h->last_use) && h->last_use_ns != UINT64_MAX && h->last_use_ns > late_ns &&
		h->last_use_ns <= x->failure->time_ns && n && n <= l->before &&
		l->ops[n - 1] == h->last_use_op;
}

bool needed_after(const struct explainer *x, const struct holder *h)
{
	return h->last_use_ns != UINT64_MAX && h->last_use_ns > x->failure->time_ns;
}

/* The line ran again while the buffer lived, nothing used it from the failure on, and it was freed. */
static bool freed_unused(const struct explainer *x, const struct holder *h, const struct line *l)
{
	return h->freed && l->before < l->count && h->ops_until_end != UINT64_MAX &&
		l->ops[l->before] <= h->ops_until_end && !needed_after(x, h) &&
		(h->perhaps_ns == UINT64_MAX || h->perhaps_ns <= x->failure->time_ns);
}

static struct needed by_itself(const struct explainer *x, const struct holder *h, const struct line *l,
	uint64_t late_ns)
{
	struct needed n = {.later_op = UINT64_MAX};

	if (used_by_failing_launch(x, h))
		return (struct needed){.need = NEED_CALL, .proof = PROOF_WORDS, .later_op = UINT64_MAX};
	if (used_by_call(x, h, l, late_ns))
		return (struct needed){.need = NEED_CALL, .proof = PROOF_EARLIER_PROGRAM,
			.later_op = UINT64_MAX};
	if (needed_after(x, h))
		return (struct needed){.need = NEED_LATER, .proof = PROOF_AFTER,
			.later_op = needed_is_op(h->last_use) ? h->last_use_op : UINT64_MAX};
	return n;
}

/* ---- earlier passes ---- */

struct alike {                  /* an earlier buffer */
	uint64_t site, bytes, ops_before, ops_until_end, last_use_op, perhaps_op;
	bool by_op;
};

static struct alike *load_alike(const struct explainer *x, const char *kind, size_t *count)
{
	/* columns of explain_alike.sql */
	enum { SITE, BYTES_PER_CORE, OPS_BEFORE, OPS_UNTIL_END, LAST_USE_OP, PERHAPS_OP, LAST_USE };
	sqlite3_stmt *s = statement_kept(x->db, "explain_alike");
	struct alike *all = NULL;
	size_t capacity = 0, n = 0;

	bind_named(s, ":run", x->failure->run);
	bind_named(s, ":handle", x->failure->handle);
	bind_named_text(s, ":kind", kind);
	bind_named(s, ":time_ns", x->failure->time_ns);
	bind_named(s, ":most", ALIKE_MAX);
	for (; database_next(s); n++) {
		GROW(all, n, capacity);
		all[n] = (struct alike){column_number(s, SITE), column_number(s, BYTES_PER_CORE),
			column_number(s, OPS_BEFORE), column_number(s, OPS_UNTIL_END),
			column_number(s, LAST_USE_OP), column_number(s, PERHAPS_OP),
			needed_is_op((const char *)sqlite3_column_text(s, LAST_USE))};
	}
	statement_let_go(s);
	*count = n;
	return all;
}

/* What this earlier buffer says of one that the line has launched `k` ops since. */
static enum need says(const struct alike *a, const struct line *l, size_t k)
{
	size_t place = up_to(l, a->ops_before) + k;
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
	return a->last_use_op != UINT64_MAX && a->last_use_op >= l->ops[up_to(l, a->ops_before) + k];
}

/* What the earlier buffers of its call site say that have its size, or other sizes. */
static struct needed of_size(const struct holder *h, const struct line *l, const struct alike *all,
	size_t count, bool other_sizes)
{
	size_t k = l->before - up_to(l, h->ops_before);
	unsigned calls = 0, later = 0, none = 0, perhaps = 0;
	struct needed n = {.later_op = UINT64_MAX, .proof = PROOF_PASSES, .other_sizes = other_sizes};

	for (size_t i = 0; i < count; i++) {
		enum need one = all[i].site == h->site && (all[i].bytes == h->bytes) != other_sizes
			? says(&all[i], l, k) : NEED_NOT_KNOWN;

		calls += one == NEED_CALL;
		none += one == NEED_NONE;
		if (one != NEED_LATER)
			continue;
		if (!is_sure(&all[i], l, k))
			perhaps++;
		else if (!later++ && all[i].by_op)
			n.later_op = all[i].last_use_op;
	}
	n.is_answer = calls || later || none || perhaps;
	/* a line may make several buffers, of different sizes and for different purposes */
	if (other_sizes && (calls > 0) + (later > 0) + (none > 0) + (perhaps > 0) > 1)
		return n;
	n.need = calls && calls >= later ? NEED_CALL : later ? NEED_LATER
		: none && !perhaps ? NEED_NONE : NEED_NOT_KNOWN;
	n.passes = n.need == NEED_CALL ? calls : n.need == NEED_LATER ? later : none;
	n.also_later = n.need == NEED_CALL && (later || perhaps);
	n.is_last = n.need == NEED_CALL && !later && !perhaps;
	return n;
}

static struct needed by_passes(const struct holder *h, const struct line *l, const struct alike *all,
	size_t count)
{
	struct needed n = of_size(h, l, all, count, false);

	return n.is_answer ? n : of_size(h, l, all, count, true);
}

/* Adds what earlier passes say to what the buffer's own lifetime says. */
static void join(struct needed *own, struct needed passes)
{
	if (!own->need) {
		*own = passes;
	} else if (own->need == NEED_CALL) {
		own->also_later |= passes.need == NEED_LATER || passes.also_later;
		own->is_last |= passes.need == NEED_NONE || passes.is_last;
	}
}

struct needed *needed_find(struct explainer *x, const struct holders *h, const char *kind,
	uint64_t late_ns)
{
	struct needed *all = xcalloc(h->count + 1, sizeof(*all));
	struct line l;
	struct alike *alike;
	size_t count;

	if (!has_uses(x))
		return all;
	l = line_of(x);
	alike = load_alike(x, kind, &count);
	for (size_t i = 0; i < h->count; i++) {
		const struct holder *o = &h->at[i];

		if (o->part || o->uses == UINT64_MAX)
			continue;
		all[i] = by_itself(x, o, &l, late_ns);
		if (o->site != UINT64_MAX && up_to(&l, o->ops_before) <= l.before)
			join(&all[i], by_passes(o, &l, alike, count));
		if (!all[i].need && freed_unused(x, o, &l))
			all[i] = (struct needed){.need = NEED_NONE, .proof = PROOF_AFTER,
				.later_op = UINT64_MAX};
		all[i].known = true;
	}
	free(alike);
	free(l.ops);
	return all;
}
