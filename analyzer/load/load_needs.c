/*
 * Which rows a question needs: SQLite is asked which tables and columns it would read. See
 * load_needs.h.
 *
 * Must not know: what the question is.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "grown_array.h"
#include "load.h"
#include "load_needs.h"
#include "statement.h"
#include "xalloc.h"

/* The tables that cost time, what loads them, and the columns that cost more. */
static const struct table_cost {
	const char *table, *column;     /* column NULL: whichever is read */
	unsigned what;
} costs[] = {
	{"change", NULL, LOAD_CHANGES}, {"class_core", NULL, LOAD_CHANGES}, {"op", NULL, LOAD_OPS},
	{"region", NULL, LOAD_REGIONS}, {"program", NULL, LOAD_REGIONS}, {"kernel", NULL, LOAD_REGIONS},
	{"free_space", NULL, LOAD_SPACE}, {"replayed", NULL, LOAD_REPLAYED},
	{"mark_peak", NULL, LOAD_MARKS}, {"buffer", NULL, LOAD_BUFFERS},
	{"explanation", NULL, LOAD_EXPLAIN | LOAD_REGIONS | LOAD_BUFFERS | LOAD_OPS},
#define USES(column) {"buffer", column, LOAD_USES | LOAD_OPS}
	USES("uses"), USES("first_use_op"), USES("last_use_op"), USES("last_use_ns"), USES("last_use"),
	USES("last_use_callsite"), USES("perhaps_op"), USES("perhaps_ns"), USES("alloc_op"),
	USES("ops_before"), USES("ops_until_end"),
#undef USES
	/* passes of a loop are found in its ops */
	{"phase", NULL, LOAD_OPS},
};

/* Those that are loaded with any trace. */
static const char *const free_tables[] = {"run", "string", "callsite", "cores", "device", "opening",
	"peak_core", "owned", "failure", "note", "lost", "mesh_trace", "finding", "window", "span",
	"phase", "mark"};

/* `column` NULL: any of the table's may be read. False: it is no table of the schema. */
static bool add_needs(unsigned *what, const char *table, const char *column)
{
	bool known = !strncmp(table, "sqlite_", 7);

	for (size_t i = 0; i < sizeof(costs) / sizeof(*costs); i++)
		if (!strcmp(costs[i].table, table)) {
			known = true;
			if (!costs[i].column || !column || !strcmp(costs[i].column, column))
				*what |= costs[i].what;
		}
	for (size_t i = 0; i < sizeof(free_tables) / sizeof(*free_tables); i++)
		known |= !strcmp(free_tables[i], table);
	return known;
}

static bool is_phase(const char *table)
{
	return !strcmp(table, "phase") || !strcmp(table, "mark") || !strcmp(table, "mark_peak");
}

struct read {
	char *table, *column;
};

struct reads {                  /* what a statement reads; a view's name is a table's, too */
	struct read *at;
	size_t count, capacity;
};

/* For sqlite3_set_authorizer(), which must not ask the database anything. Allows only to read: some
 * pragmas act when they are compiled. */
static int on_read(void *context, int action, const char *table, const char *column, const char *c,
	const char *d)
{
	struct reads *r = context;

	(void)c;
	(void)d;
	if (action == SQLITE_READ) {
		GROW(r->at, r->count, r->capacity);
		r->at[r->count++] = (struct read){xstrdup(table), xstrdup(column)};
	}
	return action == SQLITE_READ || action == SQLITE_SELECT || action == SQLITE_FUNCTION ||
		action == SQLITE_RECURSIVE ? SQLITE_OK : SQLITE_DENY;
}

static bool is_view(sqlite3 *db, const char *name)
{
	sqlite3_stmt *s = statement(db, "load_is_view");

	bind_named_text(s, ":name", name);
	return database_any(s);
}

/*
 * The tables that the statement opens. SQLite does not tell the authorizer of columns that only USING
 * and NATURAL name.
 */
static bool note_tables(sqlite3 *db, const char *sql, struct reads *reads)
{
	enum { OPCODE = 1, ROOT = 3, DATABASE = 4 };    /* columns of EXPLAIN */
	char *explain = xprintf("EXPLAIN %s", sql);
	sqlite3_stmt *s = NULL, *named;
	bool known = sqlite3_prepare_v2(db, explain, -1, &s, NULL) == SQLITE_OK &&
		sqlite3_column_count(s) > DATABASE;

	free(explain);
	while (known && database_next(s)) {
		const char *opcode = (const char *)sqlite3_column_text(s, OPCODE);

		if (strcmp(opcode, "OpenRead") || sqlite3_column_int(s, DATABASE))
			continue;
		named = statement(db, "load_table_at");
		bind_named(named, ":root", (uint64_t)sqlite3_column_int64(s, ROOT));
		if (database_next(named)) {
			GROW(reads->at, reads->count, reads->capacity);
			reads->at[reads->count++] = (struct read){
				xstrdup((const char *)sqlite3_column_text(named, 0)), xstrdup("")};
		}
		sqlite3_finalize(named);
	}
	sqlite3_finalize(s);
	return known;
}

static bool note_reads(sqlite3 *db, const char *sql, struct reads *reads)
{
	sqlite3_stmt *s = NULL;
	int result;

	sqlite3_set_authorizer(db, on_read, reads);
	result = sqlite3_prepare_v2(db, sql, -1, &s, NULL);
	sqlite3_finalize(s);
	sqlite3_set_authorizer(db, NULL, NULL);
	return result == SQLITE_OK && note_tables(db, sql, reads);
}

unsigned load_needs(sqlite3 *db, const char *const *questions, size_t count)
{
	bool known = true, phases = false, hidden = false;
	struct reads reads = {0};
	unsigned what = 0;

	for (size_t i = 0; i < count; i++) {
		known &= note_reads(db, questions[i], &reads);
		hidden |= strcasestr(questions[i], "using") || strcasestr(questions[i], "natural");
	}
	for (size_t i = 0; i < reads.count; i++) {
		const char *table = reads.at[i].table;

		if (!is_view(db, table))
			known &= add_needs(&what, table, hidden ? NULL : reads.at[i].column);
		phases |= is_phase(table);
		free(reads.at[i].table);
		free(reads.at[i].column);
	}
	free(reads.at);
	return !known ? LOAD_ALL : phases ? what : what | LOAD_NO_PHASES;
}
