/*
 * Filters around a query: the names of its columns decide which filters apply, and every value is
 * bound. See query_run.h. The SQL stands here, and in no file: it is put together from conditions
 * on those columns, around a query that the caller gives.
 *
 * Must not know: which query.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "message.h"
#include "query_run.h"
#include "xalloc.h"

int query_column(sqlite3_stmt *s, const char *name)
{
	for (int i = 0; i < sqlite3_column_count(s); i++)
		if (!strcmp(sqlite3_column_name(s, i), name))
			return i;
	return -1;
}

size_t query_bytes(const char *sql)
{
	size_t n = strlen(sql);

	while (n && strchr(" \t\r\n;", sql[n - 1]))
		n--;
	return n;
}

static void clause(char *where, size_t room, const char *text)
{
	size_t used = strlen(where);

	snprintf(where + used, room - used, "%s%s", used ? " AND " : " WHERE ", text);
}

/*
 * Limits rows to the times of table span, which window_set() has filled. The parameters of all
 * clauses: ?1 device, ?2 to ?5 core, ?6 kind, ?7 op, ?8 phase, ?9 event.
 */
static void time_clause(sqlite3_stmt *probe, const struct options *o, char *where, size_t room)
{
	const char *name = query_column(probe, "time_ns") >= 0 ? "time_ns"
		: query_column(probe, "alloc_ns") >= 0 ? "alloc_ns" : NULL;
	char text[400];

	if (!name || (!o->filter.from.given && !o->filter.to.given && !o->filter.mark))
		return;
	snprintf(text, sizeof(text), "q.%s < (SELECT s.end_ns FROM span s WHERE s.run = q.run "
		"AND s.begin_ns <= q.%s ORDER BY s.begin_ns DESC LIMIT 1)", name, name);
	clause(where, room, text);
}

/*
 * The condition that a row concerns the user's cores. A row without a core of its own concerns the
 * cores of its subject: a buffer all cores of its chip, since it is lockstep, unless it is per
 * core; a launch the cores of its regions and kernels. NULL: it is not known which cores these rows
 * concern.
 */
static const char *core_clause(sqlite3_stmt *probe)
{
	if (query_column(probe, "core_x") >= 0)
		return "core_x BETWEEN ?2 AND ?4 AND core_y BETWEEN ?3 AND ?5";
	if (query_column(probe, "cores") >= 0)
		return "(q.cores IS NULL OR covers(q.cores, ?2, ?3, ?4, ?5))";
	if (query_column(probe, "largest_free_bytes") >= 0 || query_column(probe, "failure") >= 0)
		return "1";
	if (query_column(probe, "buffer") >= 0 && query_column(probe, "kind") >= 0)
		return "(q.buffer IS NULL OR q.kind IN ('l1', 'l1_small', 'persistent') "
			"AND ((q.run, q.kind, q.buffer) NOT IN (SELECT run, kind, buffer FROM buffer "
			"WHERE own_part NOT NULL AND per_core) OR (q.run, q.kind, q.buffer) IN "
			"(SELECT b.run, b.kind, b.buffer FROM buffer b JOIN cores c ON c.run = b.run "
			"AND c.id = b.cores WHERE own_part NOT NULL AND per_core "
			"AND covers(c.cores, ?2, ?3, ?4, ?5))))";
	if (query_column(probe, "buffer") >= 0)
		return "(q.buffer IS NULL OR (q.run, q.buffer) IN (SELECT b.run, b.buffer FROM buffer b "
			"LEFT JOIN cores c ON c.run = b.run AND c.id = b.cores "
			"WHERE b.kind IN ('l1', 'l1_small', 'persistent') "
			"AND (NOT b.per_core OR covers(c.cores, ?2, ?3, ?4, ?5))))";
	if (query_column(probe, "kernel_text_bytes") >= 0)
		return "(q.program IS NULL OR EXISTS (SELECT 1 FROM region r JOIN cores c "
			"ON c.run = r.run AND c.id = r.cores WHERE r.run = q.run "
			"AND r.program = q.program AND covers(c.cores, ?2, ?3, ?4, ?5)) "
			"OR EXISTS (SELECT 1 FROM kernel k JOIN cores c ON c.run = k.run AND c.id = k.cores "
			"WHERE k.run = q.run AND k.program = q.program AND covers(c.cores, ?2, ?3, ?4, ?5)))";
	return NULL;
}

/* No row concerns a core that lies outside all worker grids. */
static const char core_exists[] = "EXISTS (SELECT 1 FROM device g WHERE g.run = q.run "
	"AND g.grid_x > ?2 AND g.grid_y > ?3)";

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

/*
 * Ends the program when an option was given but the rows have neither column `a` nor `b` (NULL:
 * none): a filter that cannot be applied must not look as if it had been.
 */
static void need(sqlite3_stmt *probe, bool given, const char *option, const char *a, const char *b)
{
	if (given && query_column(probe, a) < 0 && (!b || query_column(probe, b) < 0))
		die(EXIT_USAGE, "--%s does not apply here: these rows have no column '%s'", option, a);
}

/* The column with the kind of event; ops and failures call it `kind`. NULL: rows are no events. */
static const char *event_column(sqlite3_stmt *probe)
{
	return query_column(probe, "event") >= 0 ? "event" : query_column(probe, "kind") >= 0 &&
		(query_column(probe, "kernel_text_bytes") >= 0 || query_column(probe, "failure") >= 0)
		? "kind" : NULL;
}

static void make_where(sqlite3_stmt *probe, const struct options *o, char *where, size_t room)
{
	bool kind = o->filter.kind && strcmp(o->filter.kind, "all");

	where[0] = 0;
	need(probe, o->filter.has_device, "device", "device", NULL);
	if (o->filter.has_core && !core_clause(probe))
		need(probe, true, "core", "core_x", NULL);
	need(probe, kind, "kind", "kind", "owner_kind");
	if (o->filter.event && !event_column(probe))
		need(probe, true, "event", "event", NULL);
	need(probe, o->filter.op && is_number(o->filter.op), "op", "op", NULL);
	need(probe, o->filter.op && !is_number(o->filter.op), "op", "name", NULL);
	need(probe, o->filter.from.given, "from", "time_ns", "alloc_ns");
	need(probe, o->filter.to.given, "to", "time_ns", "alloc_ns");
	need(probe, o->filter.mark, "mark", "time_ns", "alloc_ns");
	if (o->filter.has_device && query_column(probe, "chips") >= 0)
		clause(where, room, "(device = ?1 OR instr(',' || chips || ',', ',' || ?1 || ','))");
	else if (o->filter.has_device)
		clause(where, room, "device = ?1");
	if (o->filter.has_core)
		clause(where, room, core_clause(probe));
	if (o->filter.has_core && query_column(probe, "core_x") < 0)
		clause(where, room, core_exists);
	if (kind)
		clause(where, room, query_column(probe, "owner_kind") >= 0
			? "owner_kind = ?6" : "kind = ?6");
	if (o->filter.event)
		clause(where, room, !strcmp(event_column(probe), "event") ? "event = ?9"
			: "kind = ?9");
	if (o->filter.op)
		clause(where, room, is_number(o->filter.op) ? "op = CAST(?7 AS INTEGER)" : "name = ?7");
	time_clause(probe, o, where, room);
	if (o->filter.phase)
		clause(where, room, "loop = 'mark ' || ?8");
}

static void bind(sqlite3_stmt *s, const struct options *o)
{
	int most = sqlite3_bind_parameter_count(s);

	if (most >= 1 && o->filter.has_device)
		sqlite3_bind_int64(s, 1, o->filter.device);
	for (int i = 0; i < 4 && most >= 2 + i && o->filter.has_core; i++)
		sqlite3_bind_int64(s, 2 + i, o->filter.core[i]);
	if (most >= 6 && o->filter.kind)
		sqlite3_bind_text(s, 6, o->filter.kind, -1, SQLITE_STATIC);
	if (most >= 7 && o->filter.op)
		sqlite3_bind_text(s, 7, o->filter.op, -1, SQLITE_STATIC);
	if (most >= 8 && o->filter.phase)
		sqlite3_bind_text(s, 8, o->filter.phase, -1, SQLITE_STATIC);
	if (most >= 9 && o->filter.event)
		sqlite3_bind_text(s, 9, o->filter.event, -1, SQLITE_STATIC);
}

sqlite3_stmt *query_prepare_after(sqlite3 *db, const char *before, const char *sql,
	const struct options *o)
{
	sqlite3_stmt *probe = database_prepare(db, sql), *s;
	char where[4000], *inner = xstrndup(sql, query_bytes(sql)), *whole;

	make_where(probe, o, where, sizeof(where));
	sqlite3_finalize(probe);
	whole = xprintf(where[0] || o->rows.after ? "%sSELECT * FROM (\n%s\n) AS q%s%s" : "%s%s%s%s",
		before, inner, where, o->rows.after ? o->rows.after : "");
	s = database_prepare(db, whole);
	bind(s, o);
	free(inner);
	free(whole);
	return s;
}

sqlite3_stmt *query_prepare(sqlite3 *db, const char *sql, const struct options *o)
{
	return query_prepare_after(db, "", sql, o);
}
