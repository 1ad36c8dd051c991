/* A verb's inputs as one database: see input.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "database.h"
#include "foreign_file.h"
#include "input.h"
#include "input_words.h"
#include "kept_traces.h"
#include "l1t_reader.h"
#include "load.h"
#include "load_needs.h"
#include "load_trouble.h"
#include "message.h"
#include "names_near.h"
#include "piped_input.h"
#include "run_ranks.h"
#include "statement.h"
#include "trace_bytes.h"
#include "whole_views.h"
#include "window.h"
#include "work_allowance.h"
#include "xalloc.h"

enum {
	NAME_BYTES = 300,
	TOLD_BYTES = 256 << 20, /* of a temporary file, which people would like to know of */
	LEAN_BYTES = 16 << 10,  /* a smaller trace is loaded at once, whatever it holds */
};

/* Reports each run, from number `from` on, that was damaged or unfinished when it was loaded. */
static int incomplete_runs(sqlite3 *db, int from)
{
	enum { PATH, ENDED, DAMAGE };   /* columns of load_incomplete_runs.sql */
	sqlite3_stmt *s = statement(db, "load_incomplete_runs");
	int result = 0;

	sqlite3_bind_int(s, 1, from);
	while (database_next(s)) {
		const char *damage = (const char *)sqlite3_column_text(s, DAMAGE);

		say("'%s' was damaged or unfinished when it was loaded: %s%s%s",
			sqlite3_column_text(s, PATH), sqlite3_column_text(s, ENDED), damage ? "; " : "",
			damage ? damage : "");
		result = EXIT_INCOMPLETE;
	}
	sqlite3_finalize(s);
	return result;
}

static void unreadable(const char *path, const char *why)
{
	die(EXIT_UNREADABLE, "cannot read '%s': %s", path, why);
}

/* Copies all runs of a database. SQLite attaches databases only between transactions. */
static void append(struct input *in, const char *path, int *runs, const struct options *o)
{
	const char *why;
	int count;

	database_run(in->db, "COMMIT");
	count = database_append(in->db, path, *runs, o->filter.has_rank ? o->filter.rank : NULL,
		&why);
	if (count < 0)
		unreadable(path, why);
	if (incomplete_runs(in->db, *runs + 1))
		in->incomplete = EXIT_INCOMPLETE;
	*runs += count;
	database_run(in->db, "BEGIN");
}

/* Warns if no mark has this name: an answer without rows would look like a good one. */
static void look_for_mark(sqlite3 *db, const char *name)
{
	char meant[NAME_BYTES];
	sqlite3_stmt *s;

	if (!name)
		return;
	s = statement(db, "load_has_mark");
	bind_text(s, 1, name);
	if (!database_next(s)) {
		names_near(db, NAMES_OF_MARKS, name, meant, sizeof(meant));
		say("no mark '%s' in what was read%s; l1analyze marks lists them, peak --by caller functions",
			name, meant);
	}
	sqlite3_finalize(s);
}

const char *input_path(const char *word)
{
	bool standard = !strcmp(word, "-");
	struct stat st;
	int fd;

	if (!standard && input_word_trouble(word))
		unreadable(word, input_word_trouble(word));
	if (standard ? fstat(0, &st) : stat(word, &st) || access(word, R_OK))
		unreadable(word, strerror(errno));
	if (S_ISREG(st.st_mode))
		return standard ? "/proc/self/fd/0" : word;
	if (standard && isatty(0))
		unreadable(word, "standard input is a terminal");
	if (!S_ISFIFO(st.st_mode) && !(standard && S_ISSOCK(st.st_mode)))
		unreadable(word, "neither a regular file nor a pipe");
	if (standard)
		return piped_input(0, word);
	fd = open(word, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		unreadable(word, strerror(errno));
	word = piped_input(fd, word);
	close(fd);
	return word;
}

static const char **input_paths(const struct options *o, int from, const char *verb)
{
	const char **paths = xcalloc((size_t)o->word_count + 1, sizeof(*paths));

	if (from >= o->word_count)
		die(EXIT_USAGE, "nothing to read; name a trace: l1analyze %s run.l1t", verb);
	for (int i = from; i < o->word_count; i++)
		paths[i] = input_path(o->words[i]);
	return paths;
}

struct input input_open(const struct options *o, int from, const char *verb, unsigned what)
{
	return input_open_for(o, from, verb, &(struct input_wants){.what = what});
}

/* Whether what is enough for traces without trouble is enough for these. Nobody looks into those that a
 * database keeps. */
static bool is_lean(const struct options *o, const char **paths, int from,
	const struct input_wants *wants)
{
	uint64_t bytes = 0;

	if (!wants->lean)
		return false;
	for (int i = from; i < o->word_count; i++)
		bytes += trace_bytes(paths[i]);
	if (bytes < (wants->lean_bytes ? wants->lean_bytes : LEAN_BYTES))
		return false;
	for (int i = from; i < o->word_count; i++)
		if (database_looks_like(paths[i]) || load_trouble(paths[i], wants->trouble, o))
			return false;
	return true;
}

/* Opens a database; the reason why it cannot ends the program. */
static sqlite3 *open_database(const char *path, const char *word)
{
	const char *why;
	sqlite3 *db = database_open(path, &why);

	if (!db)
		unreadable(word, why);
	return db;
}

/*
 * Whether the changes of all inputs can be made of traces: of a full database they are rows. `several`:
 * as query_of_ranks() has it.
 */
static bool all_have_traces(const struct options *o, const char **paths, int from, bool *several)
{
	*several = o->word_count - from > 1 || o->filter.has_rank;
	for (int i = from; i < o->word_count; i++) {
		bool left_out;
		sqlite3 *db;

		if (!database_looks_like(paths[i]))
			continue;
		db = open_database(paths[i], o->words[i]);
		left_out = kept_traces_left_out(db);
		*several |= database_several_runs(db);
		sqlite3_close(db);
		if (!left_out)
			return false;
	}
	return true;
}

/* Ends the program when one of the traces is none: before the first row of another is printed. */
static void look_at_all(const char **paths, int from, int count)
{
	struct l1t_reader *reader;
	char message[512];

	for (int i = from; i < count; i++) {
		if (database_looks_like(paths[i]))
			continue;
		if (l1t_reader_open(&reader, paths[i], message, sizeof(message)))
			foreign_file(paths[i], message);
		l1t_reader_close(reader);
	}
}

/* *lean: what is enough for traces without trouble. */
static unsigned what_of(sqlite3 *db, const struct options *o, const char **paths, int from,
	const struct input_wants *wants, bool *lean)
{
	*lean = false;
	if (options_filter(o))
		return wants->what;
	if (wants->questions)
		return load_needs(db, wants->questions, wants->question_count);
	*lean = is_lean(o, paths, from, wants);
	return (*lean ? wants->lean : wants->what) |
		(wants->what & LOAD_PASSES ? 0 : LOAD_NO_PASSES);
}

static void report_spill(sqlite3 *db)
{
	const char *folder;
	uint64_t bytes = database_spilled_bytes(db, &folder);

	if (bytes > TOLD_BYTES)
		say("%.0f MB of rows are in a temporary file in '%s' meanwhile (TMPDIR names another "
			"folder)", (double)bytes / 1e6, folder);
}

/* Whether a database has what is wanted. If not, its traces have. */
static bool has_rows(sqlite3 *db, const struct options *o, const struct input_wants *wants)
{
	unsigned what = wants->what;

	if (!kept_traces_left_out(db))
		return true;
	if (wants->stream && wants->stream->used)
		return false;           /* no table has these */
	if (wants->questions && !options_filter(o))
		what = load_needs(db, wants->questions, wants->question_count);
	return !(what & LOAD_LEFT_OUT) && !o->symbols;
}

/* Answers from a database's own rows. */
static void ask_database(struct input *in, const struct options *o, const struct input_wants *wants)
{
	in->incomplete = incomplete_runs(in->db, 1);
	look_for_mark(in->db, o->filter.mark ? o->filter.mark : o->leaks.per_mark);
	if (kept_traces_left_out(in->db))
		kept_traces_hide(in->db);
	else if (!(wants->what & LOAD_CHANGES))
		/* so that a window does not look through all of them for its ops */
		database_hide_table(in->db, "change_shared");
	whole_views(in->db, o);
	window_set(in->db, o);
}

/* Loads all runs of a database: its rows, or the traces that it keeps. */
static void load_database(struct input *in, struct loader *l, const char *path, const char *word,
	int *runs, const struct options *o)
{
	sqlite3 *db = open_database(path, word);
	struct kept_trace t;

	if (!kept_traces_left_out(db)) {
		sqlite3_close(db);
		append(in, path, runs, o);
		return;
	}
	for (uint64_t run = 1; ; run++) {
		if (!run_ranks_run(o, db, run)) {
			++*runs;
			continue;
		}
		if (!kept_trace_open(db, word, run, &t))
			break;
		loader_kept(l, db, run);
		if (load_trace(l, t.path, t.name, (uint64_t)++*runs, o))
			in->incomplete = EXIT_INCOMPLETE;
		kept_trace_close(&t);
	}
	loader_kept(l, NULL, 0);
	sqlite3_close(db);
}

static sqlite3 *lean_database(const char *const *views)
{
	sqlite3 *db = database_create_lean();

	database_add_view(db, "last_change");   /* for what is loaded into it */
	for (; *views; views++)
		database_add_view(db, *views);
	return db;
}

struct input input_open_for(const struct options *o, int from, const char *verb,
	const struct input_wants *wants)
{
	const char **paths = input_paths(o, from, verb);
	struct input in = {.runs_before = xcalloc((size_t)(o->word_count - from) + 1, sizeof(int))};
	struct loader *l;
	unsigned what;
	bool lean, several;
	int runs = 0;

	if (o->word_count - from == 1 && database_looks_like(paths[from]) && !o->filter.has_rank) {
		in.db = open_database(paths[from], o->words[from]);
		if (has_rows(in.db, o, wants)) {
			free(paths);
			ask_database(&in, o, wants);
			return in;
		}
		sqlite3_close(in.db);
	}
	in.db = wants->views ? lean_database(wants->views) : database_create(NULL, NULL);
	if (!wants->views)
		whole_views(in.db, o);
	what = what_of(in.db, o, paths, from, wants, &lean);
	l = loader_new(in.db, what);
	in.only_columns = wants->columns && lean;
	if (wants->columns)
		loader_columns(l, wants->columns, lean);
	in.streamed = wants->stream && all_have_traces(o, paths, from, &several);
	if (in.streamed) {
		look_at_all(paths, from, o->word_count);
		loader_stream(l, wants->stream, several);
	}
	for (int i = from; i < o->word_count; i++) {
		in.runs_before[i - from] = runs;
		if (database_looks_like(paths[i]))
			load_database(&in, l, paths[i], o->words[i], &runs, o);
		else if (++runs, run_ranks_trace(o, paths[i]) &&
			load_trace(l, paths[i], o->words[i], (uint64_t)runs, o))
			in.incomplete = EXIT_INCOMPLETE;
	}
	loader_free(l);
	free(paths);
	run_ranks_check(o, in.db);
	if (!wants->views)
		window_set(in.db, o);
	database_run(in.db, "COMMIT");
	report_spill(in.db);
	work_begin_answering(database_over);
	look_for_mark(in.db, o->filter.mark ? o->filter.mark : o->leaks.per_mark);
	return in;
}

void input_close(struct input *in)
{
	statement_forget_kept();
	sqlite3_close(in->db);
	free(in->runs_before);
}
