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
#include "table_rows.h"
#include "xalloc.h"

static void put_fact(FILE *out, const char *label, const char *value, size_t width)
{
	fprintf(out, "  %-18s", label);
	put_wrapped(out, value, 20, 20, width);
	fputc('\n', out);
}

/* "label  value" for each column of the one row; NULLs are left out. */
static void facts(FILE *out, sqlite3 *db, const char *sql, sqlite3_int64 run, size_t width)
{
	sqlite3_stmt *s = database_prepare(db, sql);

	sqlite3_bind_int64(s, 1, run);
	while (database_next(s))
		for (int i = 0; i < sqlite3_column_count(s); i++)
			if (sqlite3_column_type(s, i) != SQLITE_NULL)
				put_fact(out, sqlite3_column_name(s, i),
					(const char *)sqlite3_column_text(s, i), width);
	sqlite3_finalize(s);
}

static const char about[] =
	"SELECT host, command, cwd AS folder, datetime(wall_ns / 1000000000, 'unixepoch') || ' UTC' "
	"AS began, printf('%.3f s', duration_ns / 1e9) AS lasted, ended || "
	"iif(ended LIKE 'exited with %' AND ended <> 'exited with 0' OR ended LIKE 'killed by %', "
	"iif(failures > 0, ', after a failure (l1analyze explain says which)', "
	"'; no failure of it was seen'), '') AS ended, damage, "
	"CASE finished WHEN 1 THEN 'complete' ELSE 'not complete' END AS trace, "
	"records || ' in ' || file_bytes || ' bytes' AS records, "
	"CASE WHEN lost_events THEN lost_events || ' events were dropped by the recorder' END AS lost, "
	"'mock: ' || mock || '; tensor contents are not real' AS device, runtime, "
	"clock, version AS recorder, pid FROM run WHERE run = ?1";

static const char devices[] =
	"SELECT coalesce(arch, 'device') || ', chip ' || ranges(chips) || ', mesh ' || "
	"coalesce(mesh, '-') || ', ' || grid_x || 'x' || grid_y || ' cores of ' || l1_bytes || ' B (unreserved from ' || "
	"coalesce(unreserved_base, '?') || ', L1_SMALL ' || coalesce(l1_small_bytes, '?') || "
	"'), ' || coalesce(bank_count, '?') || ' banks of ' || coalesce(bank_bytes, '?') || ' B' || "
	"coalesce(', DRAM ' || dram_bank_count || ' banks of ' || dram_bank_bytes || ' B from ' || "
	"dram_base, '') AS opened FROM device WHERE run = ?1";

static const char counts[] =
	"SELECT buffers, programs, regions, kernels, ops, failures || iif(failures > 0, "
	"': l1analyze explain', '') AS failures, "
	"(SELECT group_concat(iif(length(name) > 20, substr(name, 1, 18) || '..', name), ', ') "
	"FILTER (WHERE nth <= 3) || iif(count(*) > 3, ', ' || (count(*) - 3) || ' more', '') FROM "
	"(SELECT name, row_number() OVER (ORDER BY min(begin_ns), name) AS nth "
	"FROM phase WHERE run = ?1 AND kind = 'mark' GROUP BY name ORDER BY nth)) AS marks, "
	"(SELECT group_concat(name, ', ') FROM (SELECT DISTINCT text AS name FROM note "
	"WHERE run = ?1 AND code = 1 AND a = 0)) AS \"hooks not found\", "
	"(SELECT group_concat(text, '; ') FROM (SELECT text FROM note WHERE run = ?1 AND code = 2 "
	"UNION ALL SELECT text FROM not_known WHERE run = ?1)) AS unknown "
	"FROM run WHERE run = ?1";

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

/* The recorder ends to record different ones after a while. */
static const char refusals[] =
	"SELECT max(b) || ' more, each another: not recorded' AS refusals FROM note "
	"WHERE run = ?1 AND code = 7 AND text = ''";

/* What the filters leave of buffers and ops. */
static const char left[] =
	"SELECT (SELECT count(*) || ' (' || coalesce(sum(bytes_per_core), 0) || ' B per core)' "
	"FROM buffers WHERE run = ?1) AS buffers, "
	"(SELECT count(DISTINCT op) FROM ops WHERE run = ?1) AS ops";

static int run(const struct options *o)
{
	/* filters narrow what is counted of a run, and leave no run out */
	const struct options order = {.sort = o->sort, .limit = o->limit};
	bool narrowed = o->format == FORMAT_TABLE && options_filter(o);
	struct input in = input_open(o, 0, "info", narrowed ? LOAD_OPS | LOAD_BUFFERS : 0);
	sqlite3_stmt *s;
	FILE *out;
	size_t width;
	int result;

	if (o->format != FORMAT_TABLE) {
		result = answer(in.db, "SELECT * FROM run ORDER BY run", o);
		input_close(&in);
		return result ? result : in.incomplete;
	}
	if (narrowed) {
		query_narrow(in.db, "buffers", "SELECT * FROM buffers", o);
		query_narrow(in.db, "ops", "SELECT * FROM ops", o);
	}
	if (sqlite3_create_function_v2(in.db, "ranges", 1, SQLITE_UTF8, NULL, ranges, NULL, NULL,
			NULL) != SQLITE_OK)
		out_of_memory();
	out = output_open(o);
	width = output_width(out, o);
	s = query_rows(in.db, "SELECT * FROM run ORDER BY run", &order);
	while (database_next(s)) {
		sqlite3_int64 number = sqlite3_column_int64(s, query_column(s, "run"));

		fprintf(out, "run %lld: ", number);
		put_text(out, (const char *)sqlite3_column_text(s, query_column(s, "path")), SIZE_MAX);
		fputc('\n', out);
		facts(out, in.db, about, number, width);
		facts(out, in.db, devices, number, width);
		facts(out, in.db, narrowed ? left : counts, number, width);
		facts(out, in.db, refusals, number, width);
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
		"  l1analyze info --format json rank-*.l1t\n"
		"  l1analyze info --mark 'layer 3' run.l1t    how many buffers and ops that phase has\n",
	.run = run,
};
