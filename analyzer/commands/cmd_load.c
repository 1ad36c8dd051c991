/* load: traces into a database file, all or nothing. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "command.h"
#include "database.h"
#include "input.h"
#include "kept_traces.h"
#include "load.h"
#include "message.h"
#include "next_step.h"
#include "output.h"
#include "progress.h"
#include "statement.h"
#include "unfinished_file.h"
#include "window.h"
#include "xalloc.h"

static char temporary[4200];
static struct stat made;        /* the status of that file when it was made */

/*
 * Makes a file beside the database, with a name that nobody can guess. Whatever ends the program
 * before the rename removes it.
 */
static void make_temporary(const char *output)
{
	static const char end[] = ".new";
	int fd;

	unfinished_begin();
	snprintf(temporary, sizeof(temporary), "%.4000s.XXXXXX%s", output, end);
	fd = mkostemps(temporary, sizeof(end) - 1, O_CLOEXEC);
	unfinished_file(fd < 0 ? NULL : temporary, true);
	if (fd < 0)
		die(EXIT_USAGE, "cannot write '%s': %s", output, strerror(errno));
	if (fstat(fd, &made))
		made.st_ino = 0;
	close(fd);
}

/* Whether the temporary file is still the one that was made here; sets errno for when it is not. */
static bool is_ours(void)
{
	struct stat st;

	errno = ESTALE;
	return !lstat(temporary, &st) && st.st_dev == made.st_dev && st.st_ino == made.st_ino;
}

/* A database that is replaced keeps its mode. */
static void keep_mode(const char *output)
{
	struct stat st;

	if (!lstat(output, &st) && S_ISREG(st.st_mode) && chmod(temporary, st.st_mode & 0777))
		die(EXIT_USAGE, "cannot write '%s': %s", output, strerror(errno));
}

/* A run that has not ended, or was killed, has a part of its trace beside it, which is not kept. */
static bool has_live_file(const char *path)
{
	char *live = xprintf("%s.live", path);
	bool has = !access(live, F_OK);

	free(live);
	return has;
}

/* Whether all rows are written: as the user wants it, or as the traces cannot be kept. */
static bool is_full(const struct options *o, const char *const *paths)
{
	bool full = o->full;

	for (int i = 0; i < o->word_count; i++)
		full |= has_live_file(paths[i]);
	return full;
}

static int load_all(const struct options *o, const char *const *paths, sqlite3 *db)
{
	const struct options whole = options_unfiltered(o);
	bool full = is_full(o, paths);
	struct loader *l = loader_new(db, full ? LOAD_ALL : LOAD_ALL & ~LOAD_LEFT_OUT);
	struct progress progress = progress_begin(o->rows.output);
	int incomplete = 0;

	for (int i = 0; i < o->word_count; i++) {
		if (load_trace(l, paths[i], o->words[i], (uint64_t)(i + 1), &whole))
			incomplete = EXIT_INCOMPLETE;
		if (!full)
			kept_trace_add(db, (uint64_t)(i + 1), paths[i]);
	}
	loader_free(l);
	work_begin_answering(database_over);
	window_set(db, &whole);
	progress_doing(&progress, "making its indexes");
	statement_run(db, "load_indexes");
	if (!full)
		kept_traces_leave_out(db);
	database_run(db, "COMMIT");
	progress_end(&progress);
	return incomplete;
}

static void put_next(const struct options *o)
{
	char *word = xstrdup(o->rows.output);
	struct options database = *o;

	database.words = &word;
	database.word_count = 1;
	next_step(stdout, &database, 0, "peak");
	free(word);
}

static int run(const struct options *o)
{
	sqlite3 *db;
	const char **paths;
	int incomplete;

	if (!o->word_count)
		die(EXIT_USAGE, "nothing to load; l1analyze load run.l1t -o run.db");
	if (!o->rows.output)
		die(EXIT_USAGE, "no database named; l1analyze load %s -o run.db", o->words[0]);
	output_check(o);
	paths = xcalloc((size_t)o->word_count, sizeof(*paths));
	for (int i = 0; i < o->word_count; i++) {
		paths[i] = input_path(o->words[i]);
		if (database_looks_like(paths[i]))
			die(EXIT_USAGE, "'%s' is a database already; load reads traces", o->words[i]);
	}
	make_temporary(o->rows.output);
	db = database_create(temporary, o->rows.output);
	incomplete = load_all(o, paths, db);
	free(paths);
	keep_mode(o->rows.output);
	if (sqlite3_close(db) != SQLITE_OK || !is_ours() || rename(temporary, o->rows.output))
		die(EXIT_USAGE, "cannot write '%s': %s", o->rows.output, strerror(errno));
	unfinished_done();
	if (isatty(STDOUT_FILENO))
		put_next(o);
	return incomplete;
}

const struct command cmd_load = {
	.name = "load",
	.answers = "traces into an SQLite database",
	.help = "Examples:\n"
		"  l1analyze load run.l1t -o run.db\n"
		"  l1analyze load rank-*.l1t -o ranks.db      several runs in one database\n"
		"  sqlite3 run.db < queries/peak.sql          the rows of l1analyze peak\n"
		"  l1analyze load --full run.l1t -o run.db    timelines and free space in SQL, too\n",
	.takes = NO_FILTERS | NO_ROWS | TAKES_FULL,
	.words = "TRACE... -o DATABASE",
	.run = run,
};
