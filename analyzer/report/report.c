/* The page and its rows: see report.h. */
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "packed_rows.h"
#include "query_run.h"
#include "report.h"
#include "report_page.h"
#include "row_text.h"
#include "statement.h"
#include "xalloc.h"

/* Rows that the page has at most, without `full`. */
enum { CHANGES_MOST = 2000000, BUFFERS_MOST = 1000000, OPS_MOST = 1000000, TABLE_MOST = 5000 };

/* What verbs print, by the statement that they ask: the rows of a table are the same bytes. */
static const struct { const char *name, *query; } tables[] = {
	{"peak", "peak"}, {"peak_groups", "peak_groups"}, {"ops", "peak_by_op"},
	{"failures", "failures"}, {"explain", "explain"}, {"leaks", "leaks_groups"},
	{"marks", "marks"}, {"kernels", "kernels_groups"}, {"check", "check"},
	{"growth", "leaks_growth"},
};

/* What is drawn, or belongs to what is drawn. */
static const struct { const char *name, *statement; uint64_t most; } objects[] = {
	{"run", "report_run", 1}, {"fullest", "report_fullest", 1},
	{"opening", "report_openings", TABLE_MOST}, {"op_form", "report_op_forms", OPS_MOST},
	{"buffer_form", "report_buffer_forms", BUFFERS_MOST}, {"site", "report_sites", BUFFERS_MOST},
	{"pass_name", "report_pass_names", TABLE_MOST},
	{"failure_place", "report_failure_places", TABLE_MOST},
};

static const struct {
	const char *name, *statement;
	struct packing how;
	uint64_t most;
} columns[] = {
	{"core", "report_cores", {"class core_x", "", ""}, UINT64_MAX},
	{"list", "report_lists", {"classes class", "", ""}, UINT64_MAX},
	{"change", "report_changes", {"time_ns op buffer_bytes", "", "time_ns"}, CHANGES_MOST},
	{"op", "report_ops", {"op buffer_bytes", "time_ns", ""}, OPS_MOST},
	{"buffer", "report_buffers", {"buffer ops_before", "alloc_ns end_ns last_ns", ""}, BUFFERS_MOST},
	{"pass", "report_passes", {"", "begin_ns end_ns", ""}, OPS_MOST},
};

#define COUNT_OF(array) (sizeof(array) / sizeof(*(array)))

struct writing {
	sqlite3 *db;
	struct packed_text *to;
	const char *before_name;        /* of each section: which run it is of */
	bool full;
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

static void put_rows(struct writing *w)
{
	for (size_t i = 0; i < COUNT_OF(columns); i++) {
		char *name = xprintf("%s%s", w->before_name, columns[i].name);
		sqlite3_stmt *s = statement(w->db, columns[i].statement);

		count_rows(w, columns[i].name, packed_columns(w->to, name, s, &columns[i].how,
			&w->line, most(w, columns[i].most)));
		sqlite3_finalize(s);
		free(name);
	}
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
	put_table(w, "advice", statement_text("advise_rows"));
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
	w->counts = row_text_begin(text_file_begin(&counts), FORMAT_JSON, names, COUNT_OF(names));
	put_about(w, run->input);
	put_rows(w);
	row_text_end(w->counts);
	put_json(w, "counts", &counts);
	free(w->line.at);
	w->line = (struct time_line){0};
}

void report_write(FILE *out, const struct report_run *run, const struct report_run *before,
	sqlite3 *both, bool full)
{
	struct writing w = {.full = full, .before_name = ""};

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
