/*
 * Whose the buffers are, seen from the call that failed: its own, those that its program works in,
 * the program cache's, somebody else's. ACCOUNTING.md says how the call is distinguished from those
 * before it.
 *
 * Must not know: how a call is replayed, what is proposed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "explain_call.h"
#include "statement.h"

/* columns of explain_bounds.sql */
enum { BUFFER_BEFORE, OP_BEFORE, FAILURE_BEFORE, MARK_BEFORE, LAUNCH, NEXT_BUFFER, NEXT_OP, NEXT_FAILURE, FINISHED };

static struct bounds find_bounds(const struct explainer *x)
{
	const struct failure *f = x->failure;
	sqlite3_stmt *s = statement_kept(x->db, "explain_bounds");
	struct bounds b = {.early = f->time_ns, .late = f->time_ns, .next = UINT64_MAX};

	bind_named(s, ":run", f->run);
	bind_named(s, ":thread", f->thread);
	bind_named(s, ":time_ns", f->time_ns);
	bind_named(s, ":callsite", f->callsite);
	bind_named(s, ":program", f->program);
	bind_named(s, ":failure", f->number);
	if (f->thread != UINT64_MAX && database_next(s)) {
		uint64_t launch = column_number(s, LAUNCH);

		b.early = 0;
		for (int i = BUFFER_BEFORE; i <= MARK_BEFORE; i++)
			if (column_number(s, i) != UINT64_MAX && column_number(s, i) > b.early)
				b.early = column_number(s, i);
		b.late = launch != UINT64_MAX && launch > b.early ? launch : b.early;
		for (int i = NEXT_BUFFER; i <= NEXT_FAILURE; i++)
			if (column_number(s, i) < b.next)
				b.next = column_number(s, i);
		b.finished = sqlite3_column_int(s, FINISHED);
	}
	statement_let_go(s);
	/* without call sites, buffers allocated since the last launch may belong to the call or to
	 * earlier ones */
	if (f->callsite == UINT64_MAX) {
		b.early = b.late;
		b.late = f->time_ns;
	}
	return b;
}

/* Is the buffer freed because the call fails? Such a free comes before anything else that the
 * thread does; a buffer that somebody keeps lives longer. If the run's end is not known, a buffer
 * without a free counts as freed. */
static bool goes_with_failure(const struct failure *f, const struct bounds *b, const struct holder *h)
{
	if (!h->freed)
		return h->free_ns == UINT64_MAX && !b->finished;
	return h->free_thread == f->thread && h->free_ns >= f->time_ns && h->free_ns < b->next;
}

static enum whose whose(const struct failure *f, const struct bounds *b, const struct holder *h)
{
	if (h->cached)
		return WHOSE_CACHE;
	if (h->thread != f->thread || h->site != f->callsite || h->alloc_ns <= b->early ||
		!goes_with_failure(f, b, h))
		return WHOSE_OTHER;
	return h->alloc_ns > b->late && h->freed ? WHOSE_CALL : WHOSE_MAYBE_CALL;
}

static void find_operands(const struct explainer *x, const struct bounds *b, struct holders *h)
{
	size_t count;
	uint64_t *aliases = explain_aliases(x, b->early, &count);

	for (size_t i = 0; i < h->count; i++)
		for (size_t k = 0; k < count && h->at[i].whose == WHOSE_OTHER; k++)
			if (aliases[k] >= h->at[i].address &&
				aliases[k] - h->at[i].address < h->at[i].bytes)
				h->at[i].whose = WHOSE_OPERAND;
	free(aliases);
}

/* A buffer that outlives the failure is not the call's: so the call began after its allocation. */
static void narrow(const struct failure *f, struct bounds *b, const struct holders *h)
{
	for (size_t i = 0; i < h->count; i++) {
		const struct holder *o = &h->at[i];

		if (o->thread == f->thread && o->site == f->callsite && !o->cached &&
			o->alloc_ns > b->early && !goes_with_failure(f, b, o))
			b->early = o->alloc_ns;
	}
	if (b->late < b->early)
		b->late = b->early;
}

/* Does each call of the failing op launch one program? Then a launch ends its call. */
static bool runs_one_program(struct explainer *x)
{
	const struct failure *f = x->failure;
	sqlite3_stmt *s;

	if (!f->op)
		return false;
	/* the query reads all ops of the run, and the next failure is often of the same op */
	if (strncmp(x->looked_at, f->op, sizeof(x->looked_at) - 1) || x->looked_on != f->thread) {
		s = statement_kept(x->db, "explain_one_program");
		bind_named(s, ":run", f->run);
		bind_named_text(s, ":op", f->op);
		bind_named(s, ":thread", f->thread);
		x->one_program = database_next(s);
		statement_let_go(s);
		snprintf(x->looked_at, sizeof(x->looked_at), "%s", f->op);
		x->looked_on = f->thread;
	}
	return x->one_program;
}

/* Buffers that the failing line allocated before its last launch are somebody else's if that launch
 * ended a call. */
static void settle_doubts(struct explainer *x, struct bounds *b, struct holders *h)
{
	bool doubt = false;

	for (size_t i = 0; i < h->count; i++)
		doubt = doubt || (h->at[i].whose == WHOSE_MAYBE_CALL && h->at[i].alloc_ns <= b->late);
	if (!doubt || !runs_one_program(x))
		return;
	b->early = b->late;
	for (size_t i = 0; i < h->count; i++)
		if (h->at[i].whose == WHOSE_MAYBE_CALL && h->at[i].alloc_ns <= b->late)
			h->at[i].whose = WHOSE_OTHER;
}

struct bounds whose_find(struct explainer *x, struct holders *h, bool operands)
{
	struct bounds b = find_bounds(x);

	narrow(x->failure, &b, h);
	for (size_t i = 0; i < h->count; i++)
		h->at[i].whose = whose(x->failure, &b, &h->at[i]);
	settle_doubts(x, &b, h);
	if (operands)
		find_operands(x, &b, h);
	return b;
}
