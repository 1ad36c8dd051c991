/*
 * Who still needs a live buffer: see explain_needed.h.
 *
 * Must not know: what is proposed, how rows are printed.
 *
 * An earlier buffer of which any use is known, or possible, from the place on where this one is, says that
 * this one is needed, or that it is not known. Where none had this size, those of other sizes count if they
 * all say the same.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "explain_needed.h"
#include "explain_passes.h"
#include "grown_array.h"
#include "statement.h"
#include "xalloc.h"

enum { ALIKE_MAX = 100000 };

static bool has_uses(const struct explainer *x)
{
	sqlite3_stmt *s = statement_kept(x->db, "run_has_uses");
	bool any;

	bind_number(s, 1, x->failure->run);
	any = database_next(s);
	statement_let_go(s);
	return any;
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
	size_t n = passes_up_to(l, h->last_use_op);

	return needed_is_op(h->last_use) && h->last_use_ns != UINT64_MAX && h->last_use_ns > late_ns &&
		h->last_use_ns <= x->failure->time_ns && n && n <= l->before &&
		l->ops[n - 1].op == h->last_use_op;
}

bool needed_after(const struct explainer *x, const struct holder *h)
{
	return h->last_use_ns != UINT64_MAX && h->last_use_ns > x->failure->time_ns;
}

/* The line ran again while the buffer lived, nothing used it from the failure on, and it was freed. */
static bool freed_unused(const struct explainer *x, const struct holder *h, const struct line *l)
{
	return h->freed && l->before < l->count && h->ops_until_end != UINT64_MAX &&
		l->ops[l->before].op <= h->ops_until_end && !needed_after(x, h) &&
		(h->perhaps_ns == UINT64_MAX || h->perhaps_ns <= x->failure->time_ns);
}

static struct needed by_itself(const struct explainer *x, const struct holder *h, const struct line *l,
	uint64_t late_ns, bool given)
{
	struct needed n = {.later_op = UINT64_MAX};

	if (used_by_failing_launch(x, h))
		return (struct needed){.need = NEED_CALL, .proof = PROOF_WORDS, .later_op = UINT64_MAX};
	if (used_by_call(x, h, l, late_ns))
		return (struct needed){.need = NEED_CALL, .proof = PROOF_EARLIER_PROGRAM,
			.later_op = UINT64_MAX};
	if (given)
		return (struct needed){.need = NEED_CALL, .proof = PROOF_LINE, .later_op = UINT64_MAX,
			.also_later = needed_after(x, h)};
	if (needed_after(x, h))
		return (struct needed){.need = NEED_LATER, .proof = PROOF_AFTER,
			.later_op = needed_is_op(h->last_use) ? h->last_use_op : UINT64_MAX};
	return n;
}

/* ---- earlier passes ---- */

static struct alikes load_alike(const struct explainer *x, const char *kind)
{
	/* columns of explain_alike.sql */
	enum { SITE, BYTES_PER_CORE, OPS_BEFORE, OPS_UNTIL_END, LAST_USE_OP, PERHAPS_OP, LAST_USE,
		ALLOC_NS };
	sqlite3_stmt *s = statement_kept(x->db, "explain_alike");
	struct alikes all = {0};

	bind_named(s, ":run", x->failure->run);
	bind_named(s, ":handle", x->failure->handle);
	bind_named_text(s, ":kind", kind);
	bind_named(s, ":time_ns", x->failure->time_ns);
	bind_named(s, ":most", ALIKE_MAX);
	while (database_next(s)) {
		GROW(all.at, all.count, all.capacity);
		all.at[all.count++] = (struct alike){column_number(s, SITE), column_number(s, BYTES_PER_CORE),
			column_number(s, ALLOC_NS), column_number(s, OPS_BEFORE),
			column_number(s, OPS_UNTIL_END), column_number(s, LAST_USE_OP), column_number(s, PERHAPS_OP),
			needed_is_op((const char *)sqlite3_column_text(s, LAST_USE)), false};
	}
	statement_let_go(s);
	return all;
}

static struct needed by_votes(const struct votes *v, bool other_sizes)
{
	struct needed n = {.later_op = v->later_op, .proof = PROOF_PASSES, .other_sizes = other_sizes,
		.is_answer = v->calls || v->later || v->none || v->perhaps};

	/* a line may make several buffers, of different sizes and for different purposes */
	if (other_sizes && (v->calls > 0) + (v->later > 0) + (v->none > 0) + (v->perhaps > 0) > 1)
		return n;
	n.need = v->calls && v->calls >= v->later ? NEED_CALL : v->later ? NEED_LATER
		: v->none && !v->perhaps ? NEED_NONE : NEED_NOT_KNOWN;
	n.passes = n.need == NEED_CALL ? v->calls : n.need == NEED_LATER ? v->later : v->none;
	n.also_later = n.need == NEED_CALL && (v->later || v->perhaps);
	n.is_last = n.need == NEED_CALL && !v->later && !v->perhaps;
	return n;
}

/* What the earlier buffers say that are like it and have its size, or other sizes. */
static struct needed of_size(const struct holder *h, const struct line *l, const struct alikes *all,
	struct callers *callers, struct place here, bool other_sizes)
{
	struct votes v = {.later_op = UINT64_MAX};

	passes_vote(&v, l, all, h->site, h->bytes, here, other_sizes);
	callers_vote(&v, callers, h, here, other_sizes);
	return by_votes(&v, other_sizes);
}

static struct needed by_passes(const struct explainer *x, const struct holder *h, const struct line *l,
	const struct alikes *all, struct callers *callers)
{
	struct place here = {l->before - passes_up_to(l, h->ops_before),
		mark_passes_over(x->marks, h->alloc_ns, x->failure->time_ns)};
	struct needed n = of_size(h, l, all, callers, here, false);

	return n.is_answer ? n : of_size(h, l, all, callers, here, true);
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
	struct alikes alike;
	struct callers *callers;
	bool *given;

	if (!has_uses(x))
		return all;
	l = passes_line(x, x->failure->callsite);
	alike = load_alike(x, kind);
	callers = callers_new(x, kind);
	given = given_find(x, h);
	for (size_t i = 0; i < h->count; i++) {
		const struct holder *o = &h->at[i];

		if (o->part || o->uses == UINT64_MAX)
			continue;
		all[i] = by_itself(x, o, &l, late_ns, given[i]);
		if (o->site != UINT64_MAX && passes_up_to(&l, o->ops_before) <= l.before)
			join(&all[i], by_passes(x, o, &l, &alike, callers));
		if (!all[i].need && freed_unused(x, o, &l))
			all[i] = (struct needed){.need = NEED_NONE, .proof = PROOF_AFTER,
				.later_op = UINT64_MAX};
		all[i].known = true;
	}
	callers_free(callers);
	free(given);
	free(alike.at);
	free(l.ops);
	return all;
}
