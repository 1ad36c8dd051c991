/*
 * Rows of the buffers that were freed before an op refused a tensor without memory: what freed
 * them, and where. See explain.h.
 *
 * Must not know: other failures, how rows are printed.
 */
#include <inttypes.h>
#include <stdio.h>
#include "database.h"
#include "explain.h"
#include "statement.h"

enum { FREED_MOST = 3, NOTE_BYTES = 4600 };

static void ago(char *out, size_t room, uint64_t ns)
{
	snprintf(out, room, "%.3f ms before", (double)ns / 1e6);
}

static void row(struct explainer *x, sqlite3_stmt *s)
{
	/* columns of explain_freed.sql */
	enum { FREED_BY, FREED_AT, OP, MADE_AT, BUFFER, BYTES_PER_CORE, FREE_NS };
	struct explanation e = explanation("freed", "freed buffer");
	const char *by = (const char *)sqlite3_column_text(s, FREED_BY);
	char note[NOTE_BYTES], when[40];

	ago(when, sizeof(when), x->failure->time_ns - column_number(s, FREE_NS));
	snprintf(note, sizeof(note), "freed by %.200s at %.4000s, %s", by ? by : "the program",
		(const char *)sqlite3_column_text(s, FREED_AT), when);
	e.owner = (const char *)sqlite3_column_text(s, OP);
	e.callsite = (const char *)sqlite3_column_text(s, MADE_AT);
	e.id = column_number(s, BUFFER);
	e.bytes_per_core = column_number(s, BYTES_PER_CORE);
	e.age_ns = x->failure->time_ns - column_number(s, FREE_NS);
	e.note = note;
	explain_row(x, &e);
}

bool explain_freed(struct explainer *x)
{
	sqlite3_stmt *s = statement_kept(x->db, "explain_freed");
	bool any = false;

	bind_named(s, ":run", x->failure->run);
	bind_named(s, ":time_ns", x->failure->time_ns);
	bind_named(s, ":thread", x->failure->thread);
	bind_named(s, ":most", FREED_MOST);
	for (; database_next(s); any = true)
		row(x, s);
	statement_let_go(s);
	return any;
}
