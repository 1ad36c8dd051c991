/* export --to csv, jsonl: all tables, a file each, for programs that do not read SQLite. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "answers_folder.h"
#include "database.h"
#include "exporters.h"
#include "grown_array.h"
#include "input.h"
#include "load.h"
#include "message.h"
#include "readable.h"
#include "statement.h"
#include "xalloc.h"

enum { ROWS_MANY = 1000000 };

struct tables {
	struct named_answer *at;
	char **counts;          /* of the same tables: the statements that count their rows */
	size_t count, capacity, counts_count, counts_capacity;
};

/* Those of the schema: what else a database has is not ours. */
static struct tables all_tables(void)
{
	enum { NAME, ROWS, COUNT };     /* columns of export_tables.sql */
	sqlite3 *db = database_create(NULL, NULL);
	sqlite3_stmt *s = statement(db, "export_tables");
	struct tables tables = {0};

	while (database_next(s)) {
		GROW(tables.at, tables.count, tables.capacity);
		tables.at[tables.count++] = (struct named_answer){
			.name = xstrdup((const char *)sqlite3_column_text(s, NAME)),
			.sql = xstrdup((const char *)sqlite3_column_text(s, ROWS)), .in_window = true,
			.as_it_is = true};
		GROW(tables.counts, tables.counts_count, tables.counts_capacity);
		tables.counts[tables.counts_count++] = xstrdup((const char *)sqlite3_column_text(s, COUNT));
	}
	sqlite3_finalize(s);
	sqlite3_close(db);
	return tables;
}

static void forget(struct tables *tables)
{
	for (size_t i = 0; i < tables->count; i++) {
		free((char *)tables->at[i].name);
		free((char *)tables->at[i].sql);
		free(tables->counts[i]);
	}
	free(tables->at);
	free(tables->counts);
}

static void say_size(sqlite3 *db, const struct tables *tables, const struct options *o)
{
	uint64_t rows = 0;

	for (size_t i = 0; i < tables->count; i++) {
		sqlite3_stmt *s = database_prepare(db, tables->counts[i]);

		rows += database_next(s) ? column_number(s, 0) : 0;
		sqlite3_finalize(s);
	}
	say("writing %s rows, of %zu tables, into '%s'%s", grouped(rows), tables->count, o->rows.output,
		rows > ROWS_MANY ? "; l1analyze query has single answers" : "");
}

static int write_tables(const struct options *o)
{
	const char *filter = options_filter(o);
	struct tables tables;
	struct input in;
	int result;

	if (filter)
		die(EXIT_USAGE, "tables are exported whole; --%s is for --to perfetto and the like, or use "
			"l1analyze query", filter);
	tables = all_tables();
	answers_folder_begin(tables.at, tables.count, o);
	in = input_open(o, 0, "export", LOAD_ALL);
	say_size(in.db, &tables, o);
	result = answers_folder_write(in.db, tables.at, tables.count, o);
	input_close(&in);
	forget(&tables);
	return result ? result : in.incomplete;
}

static int write_jsonl(const struct options *o)
{
	struct options to = *o;

	to.rows.format = FORMAT_JSONL;
	return write_tables(&to);
}

const struct exporter exporter_csv = {
	.name = "csv",
	.writes = "all tables, a file each, named after the table; or as --format says",
	.example = "--to csv tables run.l1t",
	.run = write_tables,
};

const struct exporter exporter_jsonl = {
	.name = "jsonl",
	.writes = "the same with a JSON object a line",
	.example = "--to jsonl tables run.l1t",
	.run = write_jsonl,
};
