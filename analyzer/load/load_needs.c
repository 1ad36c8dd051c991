/*
 * Which rows a question needs: SQLite is asked which tables and columns it would read. See
 * load_needs.h.
 *
 * Must not know: what the question is.
 */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "load.h"
#include "load_needs.h"
#include "statement.h"
#include "xalloc.h"

/* The tables that cost time, what loads them, and the columns that cost more. */
static const struct table_cost {
	const char *table, *column;     /* column NULL: whichever is read */
	unsigned what;
} costs[] = {
	{"change_shared", NULL, LOAD_CHANGES}, {"change_class", NULL, LOAD_CHANGES},
	{"class_core", NULL, LOAD_CLASS_CORES}, {"op_row", NULL, LOAD_OPS},
	{"op_form", NULL, LOAD_OPS}, {"asked", NULL, LOAD_OPS},
	{"op_group", NULL, LOAD_OP_GROUPS}, {"site_group", NULL, LOAD_SITES},
	{"site_tensor", NULL, LOAD_SITES},
	{"region", NULL, LOAD_REGIONS}, {"cb_index", NULL, LOAD_REGIONS},
	{"program", NULL, LOAD_REGIONS}, {"kernel", NULL, LOAD_REGIONS},
	{"free_space", NULL, LOAD_SPACE}, {"replayed", NULL, LOAD_REPLAYED},
	{"mark_peak_shared", NULL, LOAD_MARKS}, {"buffer_row", NULL, LOAD_BUFFERS},
	{"taken_by", NULL, LOAD_USES | LOAD_OPS},
	{"buffer_form", NULL, LOAD_BUFFERS}, {"buffer_used", NULL, LOAD_BUFFERS | LOAD_USES | LOAD_OPS},
	{"explanation", NULL, LOAD_EXPLAIN | LOAD_REGIONS | LOAD_BUFFERS | LOAD_OPS | LOAD_USES},
#define USES(table, column) {table, column, LOAD_USES | LOAD_OPS}
	{"callsite", "variable", LOAD_VARIABLES},
	USES("buffer_row", "used"), USES("buffer_row", "ops_before"), USES("buffer_row", "last_use_ns"),
	USES("buffer_row", "perhaps_ns"), USES("buffer_form", "last_use"),
	USES("buffer_form", "last_use_callsite"),
#undef USES
	/* passes of a loop are found in its ops */
	{"phase", NULL, LOAD_OPS},
};

/* Those that are loaded with any trace. */
static const char *const free_tables[] = {"run", "kept_trace", "string", "callsite", "cores",
	"tensor", "device", "opening",
	"peak_core", "owned", "failure", "kept", "note", "lost", "mesh_trace", "finding", "window", "span",
	"phase", "mark", "mark_path", "mark_stretch", "chip_list"};

struct needs {
	unsigned what;
	bool known;             /* every table is one of ours */
	bool phases;
	bool hidden;            /* columns may be read that SQLite tells nobody of */
};

/* For sqlite3_set_authorizer(): columns that cost more. Allows only to read: some pragmas act when
 * they are compiled. */
static int on_read(void *context, int action, const char *table, const char *column, const char *c,
	const char *view)
{
	struct needs *n = context;

	(void)c;
	for (size_t i = 0; action == SQLITE_READ && i < sizeof(costs) / sizeof(*costs); i++)
		if (costs[i].column && !strcmp(costs[i].table, table) && !strcmp(costs[i].column, column))
			n->what |= costs[i].what;
	/* through a view it has what that needs; alone it is all lists that anything has */
	if (action == SQLITE_READ && !view && !strcmp(table, "chip_list"))
		n->what |= LOAD_OPS | LOAD_MARKS;
	return database_only_reads(action);
}

static void add_table(struct needs *n, const char *table)
{
	bool known = false;

	for (size_t i = 0; i < sizeof(costs) / sizeof(*costs); i++)
		if (!strcmp(costs[i].table, table)) {
			known = true;
			n->what |= costs[i].column && !n->hidden ? 0 : costs[i].what;
		}
	for (size_t i = 0; i < sizeof(free_tables) / sizeof(*free_tables); i++)
		known |= !strcmp(free_tables[i], table);
	n->known &= known;
	n->phases |= !strcmp(table, "phase") || !strncmp(table, "mark", strlen("mark"));
}

static bool compiles(sqlite3 *db, const char *sql, sqlite3_stmt **s)
{
	return sqlite3_prepare_v2(db, sql, -1, s, NULL) == SQLITE_OK;
}

/*
 * The tables are those that the compiled statement opens: the authorizer is not told of columns that
 * only USING and NATURAL name.
 */
static void add_question(struct needs *n, sqlite3 *db, const char *sql)
{
	enum { OPCODE = 1, ROOT = 3, DATABASE = 4 };    /* columns of EXPLAIN */
	char *explain = xprintf("EXPLAIN %s", sql);
	sqlite3_stmt *s = NULL, *named;

	sqlite3_set_authorizer(db, on_read, n);
	n->known &= compiles(db, sql, &s);
	sqlite3_finalize(s);
	sqlite3_set_authorizer(db, NULL, NULL);
	s = NULL;
	n->known = n->known && compiles(db, explain, &s) && sqlite3_column_count(s) > DATABASE;
	n->hidden |= strcasestr(sql, "using") || strcasestr(sql, "natural");
	while (n->known && database_next(s)) {
		const char *opcode = (const char *)sqlite3_column_text(s, OPCODE);

		if ((strcmp(opcode, "OpenRead") && strcmp(opcode, "ReopenIdx")) ||
			sqlite3_column_int(s, DATABASE))
			continue;
		named = statement(db, "load_table_at");
		bind_named(named, ":root", (uint64_t)sqlite3_column_int64(s, ROOT));
		if (database_next(named))       /* else the schema itself */
			add_table(n, (const char *)sqlite3_column_text(named, 0));
		sqlite3_finalize(named);
	}
	sqlite3_finalize(s);
	free(explain);
}

unsigned load_for_op_peaks(const struct options *o)
{
	/* of regions, the kernels */
	return LOAD_REPLAYED | LOAD_REGIONS | (options_filter(o) ? LOAD_OPS : LOAD_OP_GROUPS | LOAD_NO_PHASES);
}

unsigned load_needs(sqlite3 *db, const char *const *questions, size_t count)
{
	struct needs n = {.known = true};

	for (size_t i = 0; i < count; i++)
		add_question(&n, db, questions[i]);
	return !n.known ? LOAD_ALL : n.phases ? n.what : n.what | LOAD_NO_PHASES;
}
