/*
 * What was before and after a failure: how often a cached program ran, how its headroom fell, which
 * buffers were allocated since; and whether the run went on. See explain.h.
 *
 * Must not know: what is proposed, how rows are printed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "explain.h"
#include "readable.h"
#include "statement.h"
#include "xalloc.h"

enum {
	NOTE_BYTES = 400,
	COUNTED_MAX = 1000,     /* events after a failure; more are "over 1000" */
};

static int by_line(const void *a, const void *b)
{
	const struct holder *p = *(const struct holder *const *)a;
	const struct holder *q = *(const struct holder *const *)b;

	if (p->site != q->site)
		return p->site < q->site ? -1 : 1;
	return p->cached != q->cached ? p->cached - q->cached
		: (p->address > q->address) - (p->address < q->address);
}

/* A row for each line that allocated buffers after `since_ns` that are live at the failure. */
static void grown(struct explainer *x, const struct holders *h, uint64_t since_ns)
{
	const struct holder **sorted = xcalloc(h->count + 1, sizeof(*sorted));
	size_t n = 0, next;

	for (size_t i = 0; i < h->count; i++)
		if (h->at[i].alloc_ns > since_ns && h->at[i].whose != WHOSE_CALL &&
			h->at[i].whose != WHOSE_MAYBE_CALL)
			sorted[n++] = &h->at[i];
	if (n)
		qsort(sorted, n, sizeof(*sorted), by_line);
	for (size_t i = 0; i < n; i = next) {
		struct explanation e = explanation("grew", "line");
		char note[NOTE_BYTES];

		e.owner = sorted[i]->op;
		e.callsite = sorted[i]->callsite;
		e.bytes_per_core = 0;
		for (next = i; next < n && sorted[next]->site == sorted[i]->site &&
			sorted[next]->cached == sorted[i]->cached; next++)
			e.bytes_per_core += sorted[next]->bytes;
		snprintf(note, sizeof(note), "%zu buffer%s, %s bytes, allocated since its first run%s",
			next - i, next - i == 1 ? "" : "s", grouped(e.bytes_per_core),
			sorted[i]->cached ? "; the program cache keeps them" : "");
		e.note = note;
		explain_row(x, &e);
	}
	free(sorted);
}

void explain_past(struct explainer *x, const struct holders *h)
{
	const struct failure *f = x->failure;
	/* columns of explain_past.sql */
	enum { COUNT, FIRST_NS, FIRST_OP, FIRST_HEADROOM, LAST_HEADROOM };
	sqlite3_stmt *s = statement_kept(x->db, "explain_past");
	struct explanation e = explanation("past", "program");
	char note[NOTE_BYTES];

	bind_named(s, ":run", f->run);
	bind_named(s, ":program", f->program);
	bind_named(s, ":device", f->device);
	bind_named(s, ":time_ns", f->time_ns);
	if (f->program != UINT64_MAX && database_next(s)) {
		uint64_t count = column_number(s, COUNT), first = column_number(s, FIRST_HEADROOM),
			last = column_number(s, LAST_HEADROOM);
		int n = snprintf(note, sizeof(note), "the same program ran %" PRIu64 " time%s before, "
			"first as op %" PRIu64, count, count == 1 ? "" : "s", column_number(s, FIRST_OP));

		if (first != UINT64_MAX && last != UINT64_MAX && first != last)
			snprintf(note + n, sizeof(note) - (size_t)n, "; its headroom went from %s to %s "
				"bytes", grouped(first), grouped(last));
		else if (last != UINT64_MAX)
			snprintf(note + n, sizeof(note) - (size_t)n, "; its headroom was %s bytes",
				grouped(last));
		e.owner = f->op;
		e.id = f->program;
		e.note = note;
		explain_row(x, &e);
		grown(x, h, column_number(s, FIRST_NS));
	}
	statement_let_go(s);
}

/* Writes `before` and "3 ops", or nothing if the count is 0. Returns the length. */
static int add_count(char *out, size_t room, uint64_t count, const char *what, const char *before)
{
	if (!count)
		return 0;
	return snprintf(out, room, "%s%s%" PRIu64 " %s%s", before, count > COUNTED_MAX ? "over " : "",
		count > COUNTED_MAX ? COUNTED_MAX : count, what, count == 1 ? "" : "s");
}

void explain_after(struct explainer *x)
{
	const struct failure *f = x->failure;
	enum { OPS, BUFFERS, FAILURES, ENDED }; /* columns of explain_after.sql */
	sqlite3_stmt *s = statement_kept(x->db, "explain_after");
	struct explanation e = explanation("after", NULL);
	char note[NOTE_BYTES];

	bind_named(s, ":run", f->run);
	bind_named(s, ":time_ns", f->time_ns);
	bind_named(s, ":failure", f->number);
	bind_named(s, ":most", COUNTED_MAX + 1);
	if (database_next(s)) {
		uint64_t ops = column_number(s, OPS), buffers = column_number(s, BUFFERS);
		uint64_t failures = column_number(s, FAILURES);
		const char *ended = (const char *)sqlite3_column_text(s, ENDED);

		const char *how = ended ? ended : "ended in a way that is not known";
		int n;

		if (!ops && !buffers && !failures) {
			snprintf(note, sizeof(note), "nothing was allocated or launched after it; the run %s",
				how);
		} else {
			n = snprintf(note, sizeof(note), "the run went on, with ");
			n += add_count(note + n, sizeof(note) - (size_t)n, ops, "op", "");
			n += add_count(note + n, sizeof(note) - (size_t)n, buffers, "allocation",
				ops ? ", " : "");
			n += add_count(note + n, sizeof(note) - (size_t)n, failures, "failure",
				ops || buffers ? ", " : "");
			snprintf(note + n, sizeof(note) - (size_t)n, " after it; it %s", how);
		}
		e.note = note;
		explain_row(x, &e);
	}
	statement_let_go(s);
}
