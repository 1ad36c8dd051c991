/* query: the user's own SQL, or one of queries/ by name. Nothing can be changed or attached. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "answers_folder.h"
#include "command.h"
#include "database.h"
#include "grown_array.h"
#include "input.h"
#include "load.h"
#include "message.h"
#include "next_step.h"
#include "output.h"
#include "query_params.h"
#include "query_run.h"
#include "xalloc.h"

/* Views that stand for tables, and have their rows whatever the window is. */
static bool gives_all_rows(const char *view)
{
	static const char *const all[] = {"op", "op_shared", "buffer", "change", "mark_peak"};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(view, all[i]))
			return true;
	return false;
}

/*
 * Allows only reading and computing, for sqlite3_set_authorizer(). Notes whether a view is read that
 * applies the window itself: all do but those that stand for tables.
 */
static int only_reads(void *reads_view, int action, const char *a, const char *b, const char *c,
	const char *d)
{
	(void)a;
	(void)c;
	if (action == SQLITE_READ && d && !gives_all_rows(d))
		*(bool *)reads_view = true;
	if (action == SQLITE_FUNCTION && b && !strcmp(b, "load_extension"))
		return SQLITE_DENY;
	return database_only_reads(action);
}

static void forget(struct named_answer *all, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free((char *)all[i].name);
	free(all);
}

/* The answers that a list of names asks for; NULL: the word is no such list. Ends the program when
 * one of the names is none. */
static struct named_answer *named_answers(const char *word, size_t *count)
{
	struct named_answer *all = NULL;
	size_t capacity = 0;

	*count = 0;
	if (word[strspn(word, "abcdefghijklmnopqrstuvwxyz_,")] || !strchr(word, ','))
		return NULL;
	while (*word) {
		size_t n = strcspn(word, ",");
		char *name = xstrndup(word, n);

		GROW(all, *count, capacity);
		all[(*count)++] = (struct named_answer){.name = name, .sql = query_text(name)};
		if (!all[*count - 1].sql)
			die(EXIT_USAGE, "no query is named '%s'; l1analyze schema lists them", name);
		word += n + (word[n] == ',');
	}
	return all;
}

/* Where a view answers for the window, no filter is put around the query, as for a single one. */
static void settle_windows(sqlite3 *db, struct named_answer *all, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool reads_view = false;

		sqlite3_set_authorizer(db, only_reads, &reads_view);
		sqlite3_finalize(database_prepare(db, all[i].sql));
		all[i].in_window = reads_view;
	}
	sqlite3_set_authorizer(db, NULL, NULL);
}

static int run_several(const struct options *o, struct named_answer *all, size_t count)
{
	const char **questions;
	struct input in;
	int result;

	if (!o->rows.output || !strcmp(o->rows.output, "-"))
		die(EXIT_USAGE, "several answers need a folder: l1analyze query %.200s -o FOLDER ..",
			o->words[0]);
	answers_folder_begin(all, count, o);
	questions = xcalloc(count, sizeof(*questions));
	for (size_t i = 0; i < count; i++)
		questions[i] = all[i].sql;
	in = input_open_for(o, 1, "query", &(struct input_wants){.what = LOAD_ALL,
		.questions = questions, .question_count = count});
	free(questions);
	settle_windows(in.db, all, count);
	result = answers_folder_write(in.db, all, count, o);
	input_close(&in);
	forget(all, count);
	return result ? result : in.incomplete;
}

static int run(const struct options *o)
{
	struct input in;
	const char *sql, *rest;
	const struct options plain = options_unfiltered(o);
	struct named_answer *all;
	size_t count;
	bool reads_view = false;
	sqlite3_stmt *s;
	FILE *out;
	int result;

	if (!o->word_count)
		die(EXIT_USAGE, "nothing to ask; l1analyze query 'SELECT * FROM peak' run.l1t");
	all = named_answers(o->words[0], &count);
	if (all && o->param_count)
		die(EXIT_USAGE, "named queries have no parameters; leave out --param");
	if (all)
		return run_several(o, all, count);
	sql = query_text(o->words[0]);
	if (!sql && !access(o->words[0], F_OK)) {
		char file[2000] = "";

		shell_word(file, sizeof(file), o->words[0]);
		die(EXIT_USAGE, "'%s' is a file where query expects a question; l1analyze query "
			"'SELECT * FROM peak' %s", o->words[0], file);
	}
	if (!sql)
		sql = o->words[0];
	in = input_open_for(o, 1, "query", &(struct input_wants){.what = LOAD_ALL, .questions = &sql,
		.question_count = 1});
	sqlite3_set_authorizer(in.db, only_reads, &reads_view);
	if (sqlite3_prepare_v2(in.db, sql, -1, &s, &rest) != SQLITE_OK)
		die(EXIT_USAGE, "cannot run '%.80s': %s; l1analyze schema lists the tables", sql,
			sqlite3_errmsg(in.db));
	if (!s || rest[strspn(rest, " \t\r\n;")])
		die(EXIT_USAGE, "cannot run '%.80s': it is not one statement", sql);
	if (!sqlite3_stmt_readonly(s))
		die(EXIT_USAGE, "cannot run '%.80s': only reading is allowed", sql);
	if (!sqlite3_column_count(s))
		die(EXIT_USAGE, "cannot run '%.80s': it asks for nothing; only SELECT is allowed", sql);
	query_params_check(s, o);
	if (o->param_count && !reads_view && options_filter(o))
		die(EXIT_USAGE, "a question with parameters chooses its rows itself; leave out --%s, or write it as "
			"a condition", options_filter(o));
	sqlite3_finalize(s);
	s = (sql == o->words[0] ? query_rows_as_asked : query_rows)(in.db, sql, reads_view ? &plain : o);
	query_params_bind(s, o);
	out = output_open(o);
	output_rows(out, s, o);
	sqlite3_finalize(s);
	if (o->rows.format == FORMAT_TABLE)
		fputs("\nnext: l1analyze schema\n", out);
	result = output_close(out, o);
	input_close(&in);
	return result ? result : in.incomplete;
}

/* Index of the first word that names an input. */
static int first_input(const struct options *o)
{
	(void)o;
	return 1;       /* after the question */
}

const struct command cmd_query = {
	.name = "query",
	.answers = "SQL over all tables, or a named query",
	.help = "Examples:\n"
		"  l1analyze query 'SELECT name, count(*) FROM ops GROUP BY name' run.l1t\n"
		"  l1analyze query programs run.db            one of the named queries\n"
		"  l1analyze query peak,ops,leaks -o answers run.l1t     several, a file each, read once\n"
		"  l1analyze query --param n=100 'SELECT * FROM ops WHERE op > :n' run.l1t\n"
		"  l1analyze query --param n:text=007 'SELECT * FROM ops WHERE name = :n' run.l1t\n"
		"  l1analyze schema                           tables, columns, names of queries\n"
		"\n"
		"Nothing can be changed: only SELECT is allowed. With --mark, --from, --to, --op, --device\n"
		"or --core the views (peak, timeline, ops, frag, buffers, leaks, ..) answer for that\n"
		"window; of a query that reads tables alone the rows are chosen by their columns.\n"
		"--param n=007 gives :n the number 7, --param n:text=007 the text.\n",
	.takes = TAKES_PARAMS,
	.words = "SQL|NAME[,NAME..] INPUT...",
	.first_input = first_input,
	.run = run,
};
