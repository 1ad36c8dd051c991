/*
 * Graphs of ops: see captured_graphs.h.
 *
 * Must not know: how the rows are chosen.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include "captured_graphs.h"
#include "copied_rows.h"
#include "database.h"
#include "statement.h"
#include "xalloc.h"

struct graph {
	FILE *out;
	unsigned nodes;
};

/* params: a JSON object; NULL: none. to: the node that it leads to. */
static void put_node(struct graph *g, const char *type, const char *params, bool leads, unsigned to)
{
	fprintf(g->out, "%s{\"id\": %u, \"counter\": %u, \"node_type\": \"%s\", \"params\": %s, "
		"\"connections\": [", g->nodes ? ", " : "[", g->nodes, g->nodes, type, params ? params : "{}");
	if (leads)
		fprintf(g->out, "%u", to);
	fputs("], \"arguments\": [], \"input_tensors\": [], \"stacking_level\": 1}", g->out);
	g->nodes++;
}

struct questions {
	sqlite3_stmt *events, *regions;
};

static void ask(sqlite3_stmt *s, uint64_t run, uint64_t op)
{
	sqlite3_reset(s);
	bind_named(s, ":run", run);
	bind_named(s, ":op", op);
}

/* The regions of the op's program on each chip, which are gone when it has run. */
static void put_regions(struct graph *g, sqlite3_stmt *s, uint64_t run, uint64_t op)
{
	enum { PARAMS, DEVICE_ID, ADDRESS, BYTES_PER_CORE, ID };  /* columns of visualizer_graph_regions.sql */
	unsigned before = g->nodes;

	ask(s, run, op);
	while (database_next(s))
		put_node(g, "circular_buffer_allocate", (const char *)sqlite3_column_text(s, PARAMS), false, 0);
	if (g->nodes > before)
		put_node(g, "circular_buffer_deallocate_all", NULL, false, 0);
}

static unsigned put_events(struct graph *g, sqlite3_stmt *s, bool behind, bool *more)
{
	enum { BEHIND, NODE_TYPE, PARAMS };     /* columns of visualizer_graph_events.sql */

	for (; *more && (sqlite3_column_int(s, BEHIND) != 0) == behind; *more = database_next(s))
		put_node(g, (const char *)sqlite3_column_text(s, NODE_TYPE),
			(const char *)sqlite3_column_text(s, PARAMS), false, 0);
	return g->nodes;
}

/* An op's graph; the caller frees it. */
static char *graph_of(const struct questions *q, uint64_t run, uint64_t op, const char *function)
{
	struct text_file text;
	struct graph g = {text_file_begin(&text), 0};
	bool more;

	put_node(&g, "capture_start", NULL, true, 1);
	put_node(&g, "function_start", function, false, 0);
	ask(q->events, run, op);
	more = database_next(q->events);
	put_events(&g, q->events, false, &more);
	put_regions(&g, q->regions, run, op);
	put_events(&g, q->events, true, &more);
	put_node(&g, "function_end", function, true, g.nodes + 1);
	put_node(&g, "capture_end", NULL, false, 0);
	fputc(']', g.out);
	return text_file_end(&text);
}

/* SQL function op_graph(run, op, function). */
static void op_graph(sqlite3_context *c, int count, sqlite3_value **values)
{
	(void)count;
	sqlite3_result_text(c, graph_of(sqlite3_user_data(c), (uint64_t)sqlite3_value_int64(values[0]),
		(uint64_t)sqlite3_value_int64(values[1]), (const char *)sqlite3_value_text(values[2])), -1, free);
}

void captured_graphs(sqlite3 *db, sqlite3 *to)
{
	struct questions q = {statement(db, "visualizer_graph_events"),
		statement(db, "visualizer_graph_regions")};

	if (sqlite3_create_function_v2(db, "op_graph", 3, SQLITE_UTF8, &q, op_graph, NULL, NULL, NULL))
		out_of_memory();
	copied_rows(statement(db, "visualizer_graphs"), to, "captured_graph");
	sqlite3_create_function_v2(db, "op_graph", 3, SQLITE_UTF8, NULL, NULL, NULL, NULL, NULL);
	sqlite3_finalize(q.events);
	sqlite3_finalize(q.regions);
}
