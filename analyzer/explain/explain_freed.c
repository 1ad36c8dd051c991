/*
 * Which buffers were freed before an op refused a tensor without memory, and by whom.
 *
 * Must not know: other failures, how rows are printed.
 */
#include <inttypes.h>
#include <stdio.h>
#include "database.h"
#include "explain.h"

enum { FREED_MOST = 3, NOTE_BYTES = 4600 };

/* What the program freed last on this thread, each pair of lines once; not what an op frees of its own. */
static const char freed[] =
	"SELECT freed_by, freed_at, op, made_at, buffer, kind, bytes_per_core, free_ns FROM (SELECT "
	"f.op AS freed_by, f.callsite AS freed_at, a.op AS op, a.callsite AS made_at, b.buffer, "
	"b.kind, b.bytes_per_core, b.free_ns, "
	"row_number() OVER (PARTITION BY f.op, f.callsite, a.op, a.callsite "
	"ORDER BY b.free_ns DESC, b.buffer, b.kind) AS nth "
	"FROM buffer b JOIN callsite f ON f.run = b.run AND f.id = b.free_callsite "
	"LEFT JOIN callsite a ON a.run = b.run AND a.id = b.callsite "
	"WHERE b.run = ?1 AND b.free_ns <= ?2 AND b.free_thread IS ?3 AND b.part = 0 "
	"AND b.kind IN ('l1', 'dram') AND b.free_callsite IS NOT b.callsite) WHERE nth = 1 "
	"ORDER BY free_ns DESC, buffer, kind LIMIT ?4";

static void ago(char *out, size_t room, uint64_t ns)
{
	snprintf(out, room, "%.3f ms before", (double)ns / 1e6);
}

static void row(struct explainer *x, sqlite3_stmt *s)
{
	struct explanation e = explanation("freed", "freed buffer");
	const char *by = (const char *)sqlite3_column_text(s, 0);
	char note[NOTE_BYTES], when[40];

	ago(when, sizeof(when), x->failure->time_ns - column_number(s, 7));
	snprintf(note, sizeof(note), "freed by %.200s at %.4000s, %s", by ? by : "the program",
		(const char *)sqlite3_column_text(s, 1), when);
	e.owner = (const char *)sqlite3_column_text(s, 2);
	e.callsite = (const char *)sqlite3_column_text(s, 3);
	e.id = column_number(s, 4);
	e.bytes_per_core = column_number(s, 6);
	e.age_ns = x->failure->time_ns - column_number(s, 7);
	e.note = note;
	explain_row(x, &e);
}

bool explain_freed(struct explainer *x)
{
	sqlite3_stmt *s = database_prepare(x->db, freed);
	bool any = false;

	bind_number(s, 1, x->failure->run);
	bind_number(s, 2, x->failure->time_ns);
	bind_number(s, 3, x->failure->thread);
	bind_number(s, 4, FREED_MOST);
	for (; database_next(s); any = true)
		row(x, s);
	sqlite3_finalize(s);
	return any;
}
