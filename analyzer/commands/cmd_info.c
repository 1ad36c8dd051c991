/* info: what is in a trace. */
#include <stdint.h>
#include <stdio.h>
#include "command.h"
#include "database.h"
#include "input.h"
#include "load.h"
#include "next_step.h"
#include "output.h"
#include "query_run.h"
#include "readable.h"
#include "statement.h"
#include "table_rows.h"
#include "xalloc.h"

static void put_fact(FILE *out, const char *label, const char *value, size_t width)
{
	fprintf(out, "  %-18s", label);
	put_wrapped(out, value, 20, 20, width);
	fputc('\n', out);
}

/* "label  value" for each column of the one row; NULLs are left out. */
static void facts(FILE *out, sqlite3 *db, const char *name, sqlite3_int64 run, size_t width)
{
	sqlite3_stmt *s = statement(db, name);

	sqlite3_bind_int64(s, 1, run);
	while (database_next(s))
		for (int i = 0; i < sqlite3_column_count(s); i++)
			if (sqlite3_column_type(s, i) != SQLITE_NULL)
				put_fact(out, sqlite3_column_name(s, i),
					(const char *)sqlite3_column_text(s, i), width);
	sqlite3_finalize(s);
}

/* ranges(chips) in SQL: "0,1,2,5" as "0-2,5". */
static void ranges(sqlite3_context *context, int count, sqlite3_value **values)
{
	const char *list = (const char *)sqlite3_value_text(values[0]);
	char text[400];

	(void)count;
	if (!list)
		return;
	put_ranges(text, sizeof(text), list);
	sqlite3_result_text(context, text, -1, SQLITE_TRANSIENT);
}

static struct input open_input(const struct options *o, bool narrowed)
{
	static const char *const views[] = {"not_known", "not_recorded", NULL};
	struct input_wants wants = {.what = narrowed ? LOAD_OPS | LOAD_BUFFERS
		: o->rows.format == FORMAT_TABLE ? 0 : LOAD_NO_PHASES};

	if (!options_filter(o)) {
		wants.what |= LOAD_COUNTS;
		wants.views = views;
	}
	return input_open_for(o, 0, "info", &wants);
}

static int run(const struct options *o)
{
	/* filters limit what is counted in a run; every run is shown */
	const struct options order = {.rows = {.sort = o->rows.sort, .limit = o->rows.limit}};
	bool narrowed = o->rows.format == FORMAT_TABLE && options_filter(o);
	struct input in = open_input(o, narrowed);
	sqlite3_stmt *s;
	FILE *out;
	size_t width;
	int result;

	if (o->rows.format != FORMAT_TABLE) {
		result = answer(in.db, statement_text("runs"), o);
		input_close(&in);
		return result ? result : in.incomplete;
	}
	if (narrowed) {
		query_narrow_view(in.db, "buffers", "buffers", o);
		query_narrow_view(in.db, "ops", "ops", o);
	}
	if (sqlite3_create_function_v2(in.db, "ranges", 1, SQLITE_UTF8, NULL, ranges, NULL, NULL,
			NULL) != SQLITE_OK)
		out_of_memory();
	statement_run(in.db, "info_told");
	out = output_open(o);
	width = output_width(out, o);
	s = query_rows(in.db, statement_text("runs"), &order);
	while (database_next(s)) {
		sqlite3_int64 number = sqlite3_column_int64(s, query_column(s, "run"));

		fprintf(out, "run %lld: ", number);
		put_text(out, (const char *)sqlite3_column_text(s, query_column(s, "path")), SIZE_MAX);
		fputc('\n', out);
		facts(out, in.db, "info_about", number, width);
		facts(out, in.db, "info_devices", number, width);
		facts(out, in.db, narrowed ? "info_left" : "info_counts", number, width);
		facts(out, in.db, "info_refusals", number, width);
		facts(out, in.db, "info_not_recorded", number, width);
	}
	sqlite3_finalize(s);
	fputc('\n', out);
	next_step(out, o, 0, "peak");
	result = output_close(out, o);
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_info = {
	.name = "info",
	.answers = "what is in a trace: host, command, devices, counts, complete or cut",
	.help = "Examples:\n"
		"  l1analyze info run.l1t\n"
		"  l1analyze info --format json ranks/        all traces of a folder: rank, host, pid, ..\n"
		"  l1analyze info --rank 3 ranks/             the run of one rank\n"
		"  l1analyze info --mark 'layer 3' run.l1t    how many buffers and ops that phase has\n",
	.run = run,
};
