/*
 * sweep: what became of a command that l1record ran for several boards or values. The SQL that is put
 * together here contains the names of the sweep, which SQLite cannot bind: so it stands in no file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "command.h"
#include "database.h"
#include "input.h"
#include "l1t_reader.h"
#include "message.h"
#include "next_step.h"
#include "output.h"
#include "query_run.h"
#include "readable.h"
#include "statement.h"
#include "sweep_list.h"
#include "xalloc.h"

enum { TRACES_MOST = 64, EDGES_MOST = 16 };

/* Traces of the list that cannot be read: why the first cannot, and how many they are. */
struct unread {
	char *why;
	size_t count;
};

/* Whether a trace can be read. */
static bool is_readable(const char *path, struct unread *unread)
{
	struct l1t_reader *reader;
	char message[512];
	struct stat st;
	bool is_file = !stat(path, &st) && S_ISREG(st.st_mode);

	if (is_file && !l1t_reader_open(&reader, path, message, sizeof(message))) {
		l1t_reader_close(reader);
		return true;
	}
	if (!unread->count++)
		unread->why = is_file ? xstrdup(message)
			: xprintf("cannot read '%s': it is not there, or no regular file", path);
	return false;
}

static int report_unread(struct unread *unread)
{
	if (unread->count > 1)
		say("%s; nor can %zu more of the list be read; a run without its trace has no figures",
			unread->why, unread->count - 1);
	else if (unread->count)
		say("%s; a run without its trace has no figures", unread->why);
	free(unread->why);
	return unread->count ? EXIT_INCOMPLETE : 0;
}

/* The traces of a run that can be read. Returns how many; the caller frees the paths. */
static int find_traces(sqlite3 *db, const struct sweep_list *l, sqlite3_int64 n, char **paths,
	struct unread *unread)
{
	sqlite3_stmt *s = statement(db, "sweep_traces_of");
	int count = 0;

	sqlite3_bind_int64(s, 1, n);
	while (count < TRACES_MOST && database_next(s)) {
		char *path = sweep_list_path(l, (const char *)sqlite3_column_text(s, 0));

		if (path && is_readable(path, unread))
			paths[count++] = path;
		else
			free(path);
	}
	sqlite3_finalize(s);
	return count;
}

/* Sets what the one row of `one` says of run n. */
static void set_run(sqlite3 *db, sqlite3_int64 n, sqlite3_stmt *one, char *const *paths, int count)
{
	/* columns of sweep_one.sql */
	enum { PEAK_BYTES, HEADROOM_BYTES, OP, NAME, FAILURE, FAILED_OP, CALLSITE, RUN, CWD };
	sqlite3_stmt *s = statement(db, "sweep_set");
	int run = sqlite3_column_int(one, RUN);
	const char *path = paths[run >= 1 && run <= count ? run - 1 : 0];

	bind_named(s, ":n", (uint64_t)n);
	bind_named(s, ":peak_bytes", column_number(one, PEAK_BYTES));
	bind_named(s, ":headroom_bytes", column_number(one, HEADROOM_BYTES));
	bind_named(s, ":op", column_number(one, OP));
	bind_named_text(s, ":name", (const char *)sqlite3_column_text(one, NAME));
	bind_named_text(s, ":failure", (const char *)sqlite3_column_text(one, FAILURE));
	bind_named_text(s, ":failed_op", (const char *)sqlite3_column_text(one, FAILED_OP));
	bind_named_text(s, ":callsite", (const char *)sqlite3_column_text(one, CALLSITE));
	bind_named_text(s, ":trace", path);
	database_insert(s);
	sqlite3_finalize(s);
	s = statement(db, "sweep_set_folder");
	bind_named(s, ":n", (uint64_t)n);
	bind_named_text(s, ":path", path);
	bind_named_text(s, ":cwd", (const char *)sqlite3_column_text(one, CWD));
	database_insert(s);
	sqlite3_finalize(s);
}

/* Asks the traces of a run. Returns 0 or EXIT_INCOMPLETE. */
static int ask_run(sqlite3 *db, const struct sweep_list *l, sqlite3_int64 n, const struct options *o,
	struct unread *unread)
{
	char *paths[TRACES_MOST];
	struct options of_traces = options_unfiltered(o);
	const char *question = statement_text("sweep_one");
	const struct input_wants wants = {.questions = &question, .question_count = 1};
	int count = find_traces(db, l, n, paths, unread), result = 0;

	of_traces.words = paths;
	of_traces.word_count = count;
	if (count) {
		struct input in = input_open_for(&of_traces, 0, "sweep", &wants);
		sqlite3_stmt *one = statement(in.db, "sweep_one");

		if (database_next(one))
			set_run(db, n, one, paths, count);
		sqlite3_finalize(one);
		result = in.incomplete;
		input_close(&in);
	}
	while (count)
		free(paths[--count]);
	return result;
}

static int ask_runs(sqlite3 *db, const struct sweep_list *l, const struct options *o)
{
	sqlite3_stmt *s = statement(db, "sweep_runs");
	sqlite3_int64 *runs = NULL;
	size_t count = 0;
	struct unread unread = {0};
	int result = 0;

	while (database_next(s)) {
		runs = xrealloc(runs, count + 1, sizeof(*runs));
		runs[count++] = sqlite3_column_int64(s, 0);
	}
	sqlite3_finalize(s);
	for (size_t i = 0; i < count; i++)
		if (ask_run(db, l, runs[i], o, &unread))
			result = EXIT_INCOMPLETE;
	free(runs);
	if (report_unread(&unread))
		result = EXIT_INCOMPLETE;
	return result;
}

/* The question for the rows, with the names of the sweep, which sweep_list.c has checked. */
static char *rows_text(const struct sweep_list *l)
{
	struct text_file text;
	FILE *out = text_file_begin(&text);

	fputs("-- hide: trace, ended, op, failed_op\n-- keep: result", out);
	for (size_t i = 0; i < l->name_count; i++)
		fprintf(out, ", %s", l->names[i]);
	fputs("\nSELECT board", out);
	for (size_t i = 0; i < l->name_count; i++)
		fprintf(out, ", v%zu AS \"%s\"", i + 1, l->names[i]);
	fputs(", result, peak_bytes, headroom_bytes, op, name, failure, failed_op, callsite, ended, trace "
		"FROM swept ORDER BY swept.n", out);
	return text_file_end(&text);
}

static const char *text_of(sqlite3_stmt *s, const char *column)
{
	return (const char *)sqlite3_column_text(s, query_column(s, column));
}

static void put_cell(FILE *out, sqlite3_stmt *s, const char *column)
{
	const char *text = text_of(s, column);

	put_text(out, text ? text : "?", 60);
}

/* "n150, SEQ=128: " */
static void put_group(FILE *out, sqlite3_stmt *s, const struct sweep_list *l)
{
	bool any = text_of(s, "board");

	if (any)
		put_cell(out, s, "board");
	for (size_t i = 1; i < l->name_count; i++) {
		char column[] = {'v', (char)('1' + i), 0};

		fprintf(out, "%s%s=", any ? ", " : "", l->names[i]);
		put_cell(out, s, column);
		any = true;
	}
	if (any)
		fputs(": ", out);
}

/* "BATCH fits up to 12; 13 does not: oom in ttnn.linear" */
static void put_edge(FILE *out, sqlite3_stmt *s, const struct sweep_list *l)
{
	sqlite3_int64 values = sqlite3_column_int64(s, query_column(s, "values_to_edge")),
		tried = sqlite3_column_int64(s, query_column(s, "tried_to_edge"));
	bool edge = text_of(s, "edge"), bad = text_of(s, "bad"), again = text_of(s, "again");

	put_group(out, s, l);
	if (!sqlite3_column_int(s, query_column(s, "known"))) {
		fprintf(out, "no run says whether %s fits", l->names[0]);
		return;
	}
	fprintf(out, "%s%s", l->names[0], edge ? " fits up to " : "=");
	if (edge) {
		put_cell(out, s, "edge");
		if (tried < values)
			fprintf(out, " (%lld of the %lld values up to there were tried)",
				(long long)tried, (long long)values);
		fputs(bad ? "; " : ", and nothing larger was found not to fit", out);
	}
	if (bad) {
		put_cell(out, s, "bad");
		fputs(edge ? " does not" : ", the smallest that gave an answer, does not fit", out);
		if (text_of(s, "failure")) {
			fputs(": ", out);
			put_cell(out, s, "failure");
			if (text_of(s, "failed_op")) {
				fputs(" in ", out);
				put_cell(out, s, "failed_op");
			}
		}
	}
	if (again) {
		fputs(". Fitting is not monotonic: ", out);
		put_cell(out, s, "again");
		fputs(" fits", out);
		if (tried < values)
			fputs(" (--all tries every value)", out);
	}
}

/* A sentence for each search: how far it goes. */
static void tell_edges(FILE *out, sqlite3 *db, const struct sweep_list *l, size_t width)
{
	sqlite3_stmt *s = statement(db, "sweep_edges");
	int told = 0, more = 0;

	sqlite3_bind_int64(s, 1, l->group_runs);
	while (database_next(s)) {
		struct text_file sentence;
		FILE *to = text_file_begin(&sentence);
		char *words;

		put_edge(to, s, l);
		words = text_file_end(&sentence);
		if (told < EDGES_MOST) {
			fputs(told ? "" : "\n", out);
			put_wrapped(out, words, 0, 2, width);
			fputc('\n', out);
			told++;
		} else {
			more++;
		}
		free(words);
	}
	sqlite3_finalize(s);
	if (more)
		fprintf(out, "and %d more; --format csv has all rows\n", more);
}

static void put_next(FILE *out, sqlite3 *db, const struct options *o)
{
	enum { TRACE, FAILED };         /* columns of sweep_next.sql */
	sqlite3_stmt *s = statement(db, "sweep_next");

	if (database_next(s)) {
		char *path = xstrdup((const char *)sqlite3_column_text(s, TRACE));
		struct options one = *o;

		one.words = &path;
		one.word_count = 1;
		fputc('\n', out);
		next_step(out, &one, 0, sqlite3_column_int(s, FAILED) ? "explain" : "peak");
		free(path);
	}
	sqlite3_finalize(s);
}

static int show(sqlite3 *db, const struct sweep_list *l, const char *sql, const struct options *o)
{
	sqlite3_stmt *s = query_rows(db, sql, o);
	FILE *out = output_open(o);

	if (output_rows(out, s, o)) {
		if (l->name_count && l->numbers)
			tell_edges(out, db, l, output_width(out, o));
		put_next(out, db, o);
	}
	sqlite3_finalize(s);
	return output_close(out, o);
}

static int run(const struct options *o)
{
	struct sweep_list list;
	sqlite3 *db;
	char *sql;
	int incomplete, result;

	if (o->word_count != 1)
		die(EXIT_USAGE, "sweep takes the folder of one sweep: l1analyze sweep DIR");
	db = database_create(NULL, NULL);
	sweep_list_read(&list, db, o->words[0]);
	incomplete = ask_runs(db, &list, o);
	if (list.bad_lines) {
		say("%llu lines of the list in '%s' cannot be read, and are left out",
			(unsigned long long)list.bad_lines, list.folder);
		incomplete = EXIT_INCOMPLETE;
	}
	sql = rows_text(&list);
	result = o->rows.format == FORMAT_TABLE ? show(db, &list, sql, o) : answer(db, sql, o);
	free(sql);
	sweep_list_free(&list);
	sqlite3_close(db);
	return result ? result : incomplete;
}

const struct command cmd_sweep = {
	.name = "sweep",
	.answers = "how far it could go: the boards and values that l1record ran",
	.help = "Examples:\n"
		"  l1analyze sweep DIR                        the table that l1record printed\n"
		"  l1analyze sweep --format csv DIR           for programs\n"
		"  l1analyze sweep --sort headroom_bytes DIR  the tightest first\n"
		"\n"
		"DIR: where l1record left the runs of several boards or values (l1record -h).\n"
		"A row a run. result: fits; does not fit (something did not, and the run ended badly);\n"
		"went on (something did not fit, and the run ended with 0: it was caught); refused (by\n"
		"the runtime, not for want of memory); no answer: see ended, and the run's .log.\n"
		"op and name: the launch that had the least room left, headroom_bytes. failure,\n"
		"failed_op and callsite: what did not fit first. Below the table: the largest value that\n"
		"fits, so that no smaller one that was tried does not, and whether one beyond fits again.\n",
	.takes = NO_FILTERS,
	.words = "DIR",
	.first_input = words_as_typed,
	.run = run,
};
