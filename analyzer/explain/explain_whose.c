/*
 * Whose the buffers are, seen from the call that failed: its own, what its program works in, the
 * program cache's, somebody else's. How the call is told from those before it is written in
 * ACCOUNTING.md.
 *
 * Must not know: how a call is replayed, what is proposed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "explain_call.h"

/*
 * Of run ?1 and thread ?2, around ns ?3: the last event of another line than ?4, the last launch that
 * may have ended a call (of the failing program ?5's type, where that is known), the failures before
 * and after failure ?6, the next event. Each by its own, so that each goes by an index.
 */
#define ON_THREAD " WHERE run = ?1 AND thread = ?2 "
static const char bounds_sql[] =
	"SELECT "
	"(SELECT alloc_ns FROM buffer WHERE run = ?1 AND alloc_thread = ?2 AND alloc_ns <= ?3 "
	" AND callsite <> ?4 AND NOT coalesce(announced, 0) ORDER BY alloc_ns DESC LIMIT 1), "
	"(SELECT time_ns FROM op" ON_THREAD "AND time_ns <= ?3 AND callsite <> ?4 "
	" AND NOT (kind = 'failed' AND program IS ?5) ORDER BY time_ns DESC LIMIT 1), "
	"(SELECT time_ns FROM failure WHERE run = ?1 AND failure < ?6 AND thread = ?2 "
	" ORDER BY failure DESC LIMIT 1), "
	"(SELECT time_ns FROM op" ON_THREAD "AND time_ns <= ?3 AND kind IN ('launch', 'captured') "
	" AND (?4 IS NULL OR type IS NULL OR type = coalesce((SELECT max(type) FROM op "
	"  WHERE run = ?1 AND program = ?5), type)) ORDER BY time_ns DESC LIMIT 1), "
	"(SELECT alloc_ns FROM buffer WHERE run = ?1 AND alloc_thread = ?2 AND alloc_ns > ?3 "
	" AND NOT coalesce(announced, 0) ORDER BY alloc_ns LIMIT 1), "
	"(SELECT time_ns FROM op" ON_THREAD "AND time_ns > ?3 "
	" AND NOT (kind = 'failed' AND program IS ?5) ORDER BY time_ns LIMIT 1), "
	"(SELECT time_ns FROM failure WHERE run = ?1 AND failure > ?6 AND thread = ?2 "
	" ORDER BY failure LIMIT 1), "
	"(SELECT finished FROM run WHERE run = ?1)";

static struct bounds find_bounds(const struct explainer *x)
{
	const struct failure *f = x->failure;
	sqlite3_stmt *s = database_prepare(x->db, bounds_sql);
	struct bounds b = {.early = f->time_ns, .late = f->time_ns, .next = UINT64_MAX};

	bind_number(s, 1, f->run);
	bind_number(s, 2, f->thread);
	bind_number(s, 3, f->time_ns);
	bind_number(s, 4, f->callsite);
	bind_number(s, 5, f->program);
	bind_number(s, 6, f->number);
	if (f->thread != UINT64_MAX && database_next(s)) {
		uint64_t launch = column_number(s, 3);

		b.early = 0;
		for (int i = 0; i < 3; i++)
			if (column_number(s, i) != UINT64_MAX && column_number(s, i) > b.early)
				b.early = column_number(s, i);
		b.late = launch != UINT64_MAX && launch > b.early ? launch : b.early;
		for (int i = 4; i < 7; i++)
			if (column_number(s, i) < b.next)
				b.next = column_number(s, i);
		b.finished = sqlite3_column_int(s, 7);
	}
	sqlite3_finalize(s);
	/* without call sites what was taken since the last launch may be the call's, or of calls before */
	if (f->callsite == UINT64_MAX) {
		b.early = b.late;
		b.late = f->time_ns;
	}
	return b;
}

/* Does it go when the call fails? What somebody keeps lives on while the thread does something else. */
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

/* What outlives the failure was not taken by the call: so it began after that. */
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

/*
 * Was this op seen to run one program in a call: with one launch between events of other lines, and no
 * failure after it, and never one of another type? Then a launch ends its call.
 */
static const char one_program_sql[] =
	"WITH s AS (SELECT id FROM callsite WHERE run = ?1 AND op = ?2), "
	"e AS (SELECT min(time_ns) AS t, max(callsite) AS c FROM op WHERE run = ?1 AND thread = ?3 "
	" GROUP BY op UNION ALL SELECT time_ns, callsite FROM failure WHERE run = ?1 AND thread = ?3), "
	"l AS (SELECT c, lag(c) OVER (ORDER BY t) AS before, lead(c) OVER (ORDER BY t) AS after FROM e) "
	"SELECT 1 FROM l WHERE c IN (SELECT id FROM s) AND before IS NOT c AND after IS NOT c "
	"AND (SELECT count(DISTINCT type) FROM op WHERE run = ?1 AND callsite IN (SELECT id FROM s)) <= 1 "
	"LIMIT 1";

static bool runs_one_program(struct explainer *x)
{
	const struct failure *f = x->failure;
	sqlite3_stmt *s;

	if (!f->op)
		return false;
	/* it looks at all ops, and the next failure is often of the same one */
	if (strncmp(x->looked_at, f->op, sizeof(x->looked_at) - 1) || x->looked_on != f->thread) {
		s = database_prepare(x->db, one_program_sql);
		bind_number(s, 1, f->run);
		bind_text(s, 2, f->op);
		bind_number(s, 3, f->thread);
		x->one_program = database_next(s);
		sqlite3_finalize(s);
		snprintf(x->looked_at, sizeof(x->looked_at), "%s", f->op);
		x->looked_on = f->thread;
	}
	return x->one_program;
}

/* What the line took before its last launch, if that launch ended a call. */
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
