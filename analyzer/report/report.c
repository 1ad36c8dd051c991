/* The page and its rows: see report.h. */
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "drawn_rows.h"
#include "packed_rows.h"
#include "query_run.h"
#include "report.h"
#include "report_page.h"
#include "row_text.h"
#include "statement.h"
#include "work_allowance.h"
#include "xalloc.h"

/* Rows that the page has at most, without `full`. */
enum { FORMS_MOST = 1000000, TABLE_MOST = 5000 };

/*
 * What verbs print, by the statement that they ask: the rows of a table are the same bytes. The last come
 * last, and are left out where little is left of the allowed work: else there would be no page.
 */
static const struct {
	const char *name, *query;
	bool needs_whole;       /* asks each buffer: there are too many where not all are in their tables */
} tables[] = {
	{.name = "peak", .query = "peak"}, {.name = "peak_groups", .query = "peak_groups"},
	{.name = "ops", .query = "peak_by_op"}, {.name = "failures", .query = "failures"},
	{.name = "explain", .query = "explain"}, {.name = "leaks", .query = "leaks_groups"},
	{.name = "check", .query = "check"},
}, last_tables[] = {
	{.name = "marks", .query = "marks"}, {.name = "kernels", .query = "kernels_groups"},
	{.name = "growth", .query = "leaks_growth", .needs_whole = true},
};

/* What is drawn, or belongs to what is drawn. */
static const struct { const char *name, *statement; uint64_t most; } objects[] = {
	{"run", "report_run", 1}, {"fullest", "report_fullest", 1},
	{"opening", "report_openings", TABLE_MOST}, {"op_form", "report_op_forms", FORMS_MOST},
	{"site", "report_sites", FORMS_MOST}, {"pass_name", "report_pass_names", TABLE_MOST},
	{"failure_place", "report_failure_places", TABLE_MOST},
	/* what columns of forms are numbers of */
	{"form_chips", "report_chips", FORMS_MOST}, {"form_cores", "report_core_sets", FORMS_MOST},
	{"form_site", "report_buffer_sites", FORMS_MOST}, {"form_tensor", "report_tensors", FORMS_MOST},
};

static const struct {
	const char *name, *statement;
	struct packing how;
} columns[] = {
	{"core", "report_cores", {.steps = "class core_x"}},
	{"list", "report_lists", {.steps = "classes class"}},
	{"pass", "report_passes", {.times = "begin_ns end_ns"}},
};

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

struct writing {
	sqlite3 *db;
	struct run_columns *run;
	struct packed_text *to;
	const char *before_name;        /* of each section: which run it is of */
	size_t most;            /* of changes, ops, buffers */
	bool full, whole, is_advised;
	struct time_line line;
	struct row_text *counts;        /* section "counts": rows that there are, and that the page has */
};

static uint64_t most(const struct writing *w, uint64_t rows)
{
	return w->full ? UINT64_MAX : rows;
}

static void count_rows(struct writing *w, const char *name, struct packed_count rows)
{
	row_text_text(w->counts, name);
	row_text_integer(w->counts, (int64_t)rows.shown);
	row_text_integer(w->counts, (int64_t)rows.all);
	row_text_end_row(w->counts);
}

static void put_table(struct writing *w, const char *table, const char *sql)
{
	char *name = xprintf("%stable.%s", w->before_name, table);
	sqlite3_stmt *s = database_prepare(w->db, sql);

	count_rows(w, table, packed_objects(w->to, name, s, most(w, TABLE_MOST)));
	sqlite3_finalize(s);
	free(name);
}

/* Columns of the rows of a statement. */
static void put_columns(struct writing *w, const char *name, const char *statement_name,
	const struct packing *how)
{
	char *section = xprintf("%s%s", w->before_name, name);
	sqlite3_stmt *s = statement(w->db, statement_name);
	struct row_columns rows = {0};

	row_columns_read(&rows, s);
	packed_columns(w->to, section, &rows, how, &w->line);
	count_rows(w, name, (struct packed_count){rows.rows, rows.rows});
	row_columns_free(&rows);
	sqlite3_finalize(s);
	free(section);
}

static void put_drawn(struct writing *w)
{
	struct drawn_counts counts = drawn_rows(w->to, w->before_name, w->db, w->run, w->most, &w->line);

	count_rows(w, "change", counts.changes);
	count_rows(w, "op", counts.ops);
	count_rows(w, "buffer", counts.buffers);
}

/* If not, the table has no rows, and it is not known how many there are. */
static void put_table_if(bool wanted, struct writing *w, const char *table, const char *sql)
{
	if (wanted) {
		put_table(w, table, sql);
		return;
	}
	row_text_text(w->counts, table);
	row_text_integer(w->counts, 0);
	row_text_text(w->counts, NULL);
	row_text_end_row(w->counts);
}

static void put_rows(struct writing *w)
{
	put_drawn(w);
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		put_columns(w, columns[i].name, columns[i].statement, &columns[i].how);
	for (size_t i = 0; i < COUNT_OF(objects); i++) {
		char *name = xprintf("%s%s", w->before_name, objects[i].name);
		sqlite3_stmt *s = statement(w->db, objects[i].statement);

		count_rows(w, objects[i].name, packed_objects(w->to, name, s, most(w, objects[i].most)));
		sqlite3_finalize(s);
		free(name);
	}
	for (size_t i = 0; i < COUNT_OF(tables); i++)
		put_table(w, tables[i].name, query_text(tables[i].query));
	put_table(w, "callsites", database_any(statement(w->db, "callsites_not_whole"))
		? query_text("callsites") : statement_text("callsites_whole"));
	put_table_if(w->is_advised, w, "advice", statement_text("advise_rows"));
	for (size_t i = 0; i < COUNT_OF(last_tables); i++)
		put_table_if((w->whole || !last_tables[i].needs_whole) && !work_is_nearly_done(), w,
			last_tables[i].name, query_text(last_tables[i].query));
}

static void put_json(struct writing *w, const char *section, struct text_file *text)
{
	char *name = xprintf("%s%s", w->before_name, section), *json = text_file_end(text);

	packed_json(w->to, name, json);
	free(json);
	free(name);
}

/* Section "about": what no row says. */
static void put_about(struct writing *w, const char *input)
{
	static const char *const names[] = {"input", "version", "full"};
	struct text_file text;
	struct row_text *t = row_text_begin(text_file_begin(&text), FORMAT_JSON, names,
		COUNT_OF(names));

	row_text_text(t, input);
	row_text_text(t, L1TRACE_VERSION);
	row_text_integer(t, w->full);
	row_text_end_row(t);
	row_text_end(t);
	put_json(w, "about", &text);
}

static const char *page_part(const char *name)
{
	for (const struct embedded_file *f = report_page; f->name; f++)
		if (!strcmp(f->name, name))
			return f->text;
	return "";
}

static void put_run(struct writing *w, const struct report_run *run)
{
	static const char *const names[] = {"name", "shown", "of"};
	struct text_file counts;

	w->db = run->db;
	w->run = run->rows;
	w->whole = run->whole;
	w->is_advised = run->is_advised;
	w->counts = row_text_begin(text_file_begin(&counts), FORMAT_JSON, names, COUNT_OF(names));
	put_about(w, run->input);
	put_rows(w);
	row_text_end(w->counts);
	put_json(w, "counts", &counts);
	free(w->line.at);
	w->line = (struct time_line){0};
}

void report_write(FILE *out, const struct report_run *run, const struct report_run *before,
	sqlite3 *both, size_t most_drawn)
{
	struct writing w = {.most = most_drawn, .full = most_drawn == SIZE_MAX, .before_name = ""};

	fputs(page_part("page_head"), out);
	w.to = packed_text_begin(out);
	put_run(&w, run);
	if (before) {
		sqlite3_stmt *s = database_prepare(both, query_text("diff"));

		packed_objects(w.to, "table.diff", s, most(&w, TABLE_MOST));
		sqlite3_finalize(s);
		w.before_name = "before/";
		put_run(&w, before);
	}
	packed_text_end(w.to);
	fputs(page_part("page_tail"), out);
}
