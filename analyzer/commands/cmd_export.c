/* export: all tables, a file each, for programs that do not read SQLite. */
#include <stdlib.h>
#include <string.h>
#include "answers_folder.h"
#include "command.h"
#include "database.h"
#include "grown_array.h"
#include "input.h"
#include "load.h"
#include "message.h"
#include "statement.h"
#include "xalloc.h"

struct tables {
	struct named_answer *at;
	size_t count, capacity;
};

/* Those of the schema: what else a database has is not ours. */
static struct tables all_tables(void)
{
	enum { NAME, ROWS };   /* columns of export_tables.sql */
	sqlite3 *db = database_create(NULL, NULL);
	sqlite3_stmt *s = statement(db, "export_tables");
	struct tables tables = {0};

	while (database_next(s)) {
		GROW(tables.at, tables.count, tables.capacity);
		tables.at[tables.count++] = (struct named_answer){
			.name = xstrdup((const char *)sqlite3_column_text(s, NAME)),
			.sql = xstrdup((const char *)sqlite3_column_text(s, ROWS)), .in_window = true};
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
	}
	free(tables->at);
}

static int run(const struct options *o)
{
	struct options to = *o;
	struct tables tables;
	struct input in;
	int result;

	if (!o->rows.output && o->word_count) {
		to.rows.output = o->words[0];
		to.words++;
		to.word_count--;
	}
	if (!to.word_count)
		die(EXIT_USAGE, "nothing to export; l1analyze export FOLDER run.l1t");
	tables = all_tables();
	answers_folder_begin(tables.at, tables.count, &to);
	in = input_open(&to, 0, "export", LOAD_ALL);
	result = answers_folder_write(in.db, tables.at, tables.count, &to);
	input_close(&in);
	forget(&tables);
	return result ? result : in.incomplete;
}

const struct command cmd_export = {
	.name = "export",
	.answers = "all tables as files, for other programs",
	.help = "Examples:\n"
		"  l1analyze export tables run.l1t                        tables/buffer.csv, tables/op.csv, ..\n"
		"  l1analyze export --format jsonl tables run.l1t         a JSON object a line\n"
		"  l1analyze query peak,ops,leaks -f -o answers run.l1t   answers instead of tables\n"
		"\n"
		"The folder is made if there is none; each table of `l1analyze schema` is a file in it,\n"
		"named after the table. Files that exist are kept, and nothing is written, without -f.\n"
		"Python, SQLite and DuckDB can read the database of `l1analyze load` as it is.\n",
	.words = "FOLDER INPUT...",
	.takes = NO_FILTERS | NO_ROWS,
	.run = run,
};
