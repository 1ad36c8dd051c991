/*
 * Filters around a query: which of them apply is told by the names of its columns, and every value
 * is bound. See answer.h.
 *
 * Must not know: which query.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "answer.h"
#include "database.h"
#include "say.h"

int answer_column(sqlite3_stmt *s, const char *name)
{
	for (int i = 0; i < sqlite3_column_count(s); i++)
		if (!strcmp(sqlite3_column_name(s, i), name))
			return i;
	return -1;
}

/* A query without its comments' semicolon at the end, so that it can stand in brackets. */
static char *bare(const char *sql)
{
	char *copy = strdup(sql);
	size_t n;

	if (!copy)
		die(EXIT_UNREADABLE, "out of memory");
	n = strlen(copy);
	while (n && strchr(" \t\r\n;", copy[n - 1]))
		copy[--n] = 0;
	return copy;
}

static void clause(char *where, size_t room, const char *text)
{
	size_t used = strlen(where);

	snprintf(where + used, room - used, "%s%s", used ? " AND " : " WHERE ", text);
}

/* Parameters are numbered: 1 device, 2..5 core, 6 kind, 7 op, 8 from, 9 to,
 * 10 mark, 11 phase. */
static void time_clauses(sqlite3_stmt *probe, const struct options *o, char *where, size_t room)
{
	const char *name = answer_column(probe, "time_ns") >= 0 ? "time_ns"
		: answer_column(probe, "alloc_ns") >= 0 ? "alloc_ns" : NULL;
	const struct moment *moments[] = {&o->from, &o->to};
	char text[400];

	for (int i = 0; name && i < 2; i++) {
		if (!moments[i]->given)
			continue;
		if (moments[i]->percent)
			snprintf(text, sizeof(text), "%s %s ?%d / 100.0 * "
				"(SELECT duration_ns FROM run r WHERE r.run = q.run)", name,
				i ? "<=" : ">=", 8 + i);
		else
			snprintf(text, sizeof(text), "%s %s ?%d", name, i ? "<=" : ">=", 8 + i);
		clause(where, room, text);
	}
	/* while a mark of this name lasted, on whatever thread */
	if (name && o->mark) {
		snprintf(text, sizeof(text), "EXISTS (SELECT 1 FROM phase p WHERE p.run = q.run "
			"AND p.kind = 'mark' AND p.name = ?10 AND p.begin_ns <= q.%s "
			"AND (p.end_ns IS NULL OR p.end_ns >= q.%s))", name, name);
		clause(where, room, text);
	}
}

/* Rows that have no core of their own concern the cores of what they are about: buffers all of
 * their chip, since they are lockstep, unless they are per core; launches those of their regions and
 * kernels. NULL: of these rows that cannot be said. */
static const char *core_clause(sqlite3_stmt *probe)
{
	if (answer_column(probe, "core_x") >= 0)
		return "core_x BETWEEN ?2 AND ?4 AND core_y BETWEEN ?3 AND ?5";
	if (answer_column(probe, "cores") >= 0)
		return "(q.cores IS NULL OR covers(q.cores, ?2, ?3, ?4, ?5))";
	if (answer_column(probe, "largest_free_bytes") >= 0 || answer_column(probe, "failure") >= 0)
		return "1";
	if (answer_column(probe, "buffer") >= 0)
		return "(q.buffer IS NULL OR EXISTS (SELECT 1 FROM main.buffer b LEFT JOIN cores c "
			"ON c.run = b.run AND c.id = b.cores WHERE b.run = q.run AND b.buffer = q.buffer "
			"AND b.kind IN ('l1', 'l1_small', 'persistent') "
			"AND (NOT b.per_core OR covers(c.cores, ?2, ?3, ?4, ?5))))";
	if (answer_column(probe, "kernel_text_bytes") >= 0)
		return "(q.program IS NULL OR EXISTS (SELECT 1 FROM region r JOIN cores c "
			"ON c.run = r.run AND c.id = r.cores WHERE r.run = q.run "
			"AND r.program = q.program AND covers(c.cores, ?2, ?3, ?4, ?5)) "
			"OR EXISTS (SELECT 1 FROM kernel k JOIN cores c ON c.run = k.run AND c.id = k.cores "
			"WHERE k.run = q.run AND k.program = q.program AND covers(c.cores, ?2, ?3, ?4, ?5)))";
	return NULL;
}

/* A core that no worker grid has concerns nothing. */
static const char core_exists[] = "EXISTS (SELECT 1 FROM device g WHERE g.run = q.run "
	"AND g.grid_x > ?2 AND g.grid_y > ?3)";

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

/* A filter nobody can apply must not look as if it had been. */
static void need(sqlite3_stmt *probe, bool given, const char *option, const char *a, const char *b)
{
	if (given && answer_column(probe, a) < 0 && (!b || answer_column(probe, b) < 0))
		die(EXIT_USAGE, "--%s does not apply here: these rows have no column '%s'", option, a);
}

static void make_where(sqlite3_stmt *probe, const struct options *o, char *where, size_t room)
{
	bool kind = o->kind && strcmp(o->kind, "all");

	where[0] = 0;
	need(probe, o->has_device, "device", "device", NULL);
	if (o->has_core && !core_clause(probe))
		need(probe, true, "core", "core_x", NULL);
	need(probe, kind, "kind", "kind", answer_column(probe, "event") < 0 ? "owner_kind" : "event");
	need(probe, o->op && is_number(o->op), "op", "op", NULL);
	need(probe, o->op && !is_number(o->op), "op", "name", NULL);
	need(probe, o->from.given, "from", "time_ns", "alloc_ns");
	need(probe, o->to.given, "to", "time_ns", "alloc_ns");
	need(probe, o->mark, "mark", "time_ns", "alloc_ns");
	if (o->has_device && answer_column(probe, "chips") >= 0)
		clause(where, room, "(device = ?1 OR instr(',' || chips || ',', ',' || ?1 || ','))");
	else if (o->has_device)
		clause(where, room, "device = ?1");
	if (o->has_core)
		clause(where, room, core_clause(probe));
	if (o->has_core && answer_column(probe, "core_x") < 0)
		clause(where, room, core_exists);
	if (kind)
		clause(where, room, answer_column(probe, "kind") >= 0 ? "kind = ?6"
			: answer_column(probe, "event") >= 0 ? "event = ?6" : "owner_kind = ?6");
	if (o->op)
		clause(where, room, is_number(o->op) ? "op = CAST(?7 AS INTEGER)" : "name = ?7");
	time_clauses(probe, o, where, room);
	if (o->phase)
		clause(where, room, "loop = 'mark ' || ?11");
}

static void bind(sqlite3_stmt *s, const struct options *o)
{
	int most = sqlite3_bind_parameter_count(s);

	if (most >= 1 && o->has_device)
		sqlite3_bind_int64(s, 1, o->device);
	for (int i = 0; i < 4 && most >= 2 + i && o->has_core; i++)
		sqlite3_bind_int64(s, 2 + i, o->core[i]);
	if (most >= 6 && o->kind)
		sqlite3_bind_text(s, 6, o->kind, -1, SQLITE_STATIC);
	if (most >= 7 && o->op)
		sqlite3_bind_text(s, 7, o->op, -1, SQLITE_STATIC);
	if (most >= 8 && o->from.given)
		sqlite3_bind_double(s, 8, o->from.value);
	if (most >= 9 && o->to.given)
		sqlite3_bind_double(s, 9, o->to.value);
	if (most >= 10 && o->mark)
		sqlite3_bind_text(s, 10, o->mark, -1, SQLITE_STATIC);
	if (most >= 11 && o->phase)
		sqlite3_bind_text(s, 11, o->phase, -1, SQLITE_STATIC);
}

sqlite3_stmt *answer_prepare_after(sqlite3 *db, const char *before, const char *sql,
	const struct options *o)
{
	sqlite3_stmt *probe = database_prepare(db, sql), *s;
	char where[4000], *inner = bare(sql), *whole;

	make_where(probe, o, where, sizeof(where));
	sqlite3_finalize(probe);
	if (asprintf(&whole, where[0] ? "%sSELECT * FROM (\n%s\n) AS q%s" : "%s%s%s", before, inner,
			where) < 0)
		die(EXIT_UNREADABLE, "out of memory");
	s = database_prepare(db, whole);
	bind(s, o);
	free(inner);
	free(whole);
	return s;
}

sqlite3_stmt *answer_prepare(sqlite3 *db, const char *sql, const struct options *o)
{
	return answer_prepare_after(db, "", sql, o);
}
