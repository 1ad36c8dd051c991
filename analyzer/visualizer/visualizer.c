/*
 * The report, table by table: see visualizer.h.
 *
 * Must not know: options, where rows come from.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "captured_graphs.h"
#include "copied_rows.h"
#include "database.h"
#include "message.h"
#include "readable.h"
#include "report_folder.h"
#include "report_sources.h"
#include "statement.h"
#include "visualizer.h"
#include "xalloc.h"

static const struct {
	const char *statement, *table;
} tables[] = {
	{"visualizer_devices", "devices"},
	{"visualizer_operations", "operations"},
	{"visualizer_arguments", "operation_arguments"},
	{"visualizer_buffers", "buffers"},
	{"visualizer_sources", "source_files"},
	{"visualizer_stack_traces", "stack_traces"},
	{"visualizer_errors", "errors"},
	{"visualizer_tensors", "tensors"},
	{"visualizer_device_tensors", "device_tensors"},
	{"visualizer_outputs", "output_tensors"},
	{"visualizer_outputs", "tensor_producers"},
	{"visualizer_inputs", "input_tensors"},
	{"visualizer_inputs", "tensor_consumers"},
	{"visualizer_lifetimes", "tensor_lifetime"},
	{"visualizer_metadata", "report_metadata"},
};

void visualizer_begin(sqlite3 *db)
{
	statement_run(db, "visualizer_used");
}

static bool has_ranks(sqlite3 *db)
{
	sqlite3_stmt *s = statement(db, "visualizer_has_ranks");

	return database_any(s);
}

/* Prints the sizes. Ends the program if there is no op and no failure. */
static void say_size(sqlite3 *db, const struct visualizer_report *r)
{
	enum { OPERATIONS, BUFFERS, CHUNKS, TENSORS, BYTES };   /* columns of visualizer_sizes.sql */
	sqlite3_stmt *s = statement(db, "visualizer_sizes");
	uint64_t bytes;

	bind_number(s, 1, r->chunks != 0);
	database_next(s);
	if (!column_number(s, OPERATIONS))
		die(EXIT_USAGE, "there is no op and no failure to export; l1analyze info shows what there is");
	bytes = column_number(s, BYTES);
	say("writing about %" PRIu64 ".%" PRIu64 " MB into '%s': %s ops, %s rows of buffers, %s of cores",
		bytes / 1000000, bytes / 100000 % 10, r->folder, grouped(column_number(s, OPERATIONS)),
		grouped(column_number(s, BUFFERS)), grouped(column_number(s, CHUNKS)));
	sqlite3_finalize(s);
	if (!work_begin_output(bytes))
		die(EXIT_USAGE, "that is more than an input of this size may ask for: --from, --to, --mark, --op, "
			"--device and --chunks none make it smaller, --unlimited writes it all the same");
}

static sqlite3 *new_database(const char *path, bool ranks)
{
	sqlite3 *to;

	if (sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL))
		die(EXIT_UNREADABLE, "cannot write '%s': %s", path, sqlite3_errmsg(to));
	database_run(to, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN");
	statement_run(to, "visualizer_tables");
	if (ranks)
		statement_run(to, "visualizer_ranks");
	return to;
}

static void write_tables(sqlite3 *db, sqlite3 *to, bool failures)
{
	sqlite3_stmt *chunks = statement(db, "visualizer_chunks");

	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		copied_rows(statement(db, tables[i].statement), to, tables[i].table);
	bind_number(chunks, 1, failures);
	copied_rows(chunks, to, "buffer_chunks");
	captured_graphs(db, to);
	statement_run(to, "visualizer_indexes");
	database_run(to, "COMMIT");
}

/* The caller frees it. */
static char *config_of(sqlite3 *db, const char *name)
{
	sqlite3_stmt *s = statement(db, "visualizer_report");
	char *config;

	bind_clean_text(s, 1, name);
	database_next(s);
	config = xstrdup((const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	return config;
}

void visualizer_write(sqlite3 *db, const struct visualizer_report *r)
{
	sqlite3_stmt *chunk_ops;
	const char *path;
	char *config;
	sqlite3 *to;

	statement_run(db, "visualizer_steps");
	statement_run(db, "visualizer_uses");
	statement_run(db, "visualizer_chunk_sets");
	chunk_ops = statement(db, "visualizer_chunk_ops");
	sqlite3_bind_int64(chunk_ops, 1, r->chunks);
	database_insert(chunk_ops);
	sqlite3_finalize(chunk_ops);
	report_sources(db);
	say_size(db, r);
	path = report_folder_begin(r->folder, r->force);
	to = new_database(path, has_ranks(db));
	write_tables(db, to, r->chunks != 0);
	if (sqlite3_close(to) != SQLITE_OK)
		die(EXIT_UNREADABLE, "cannot write '%s'", r->folder);
	config = config_of(db, r->name);
	report_folder_done(config);
	free(config);
}
