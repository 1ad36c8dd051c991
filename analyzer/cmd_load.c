/* load: traces into a database file, all or nothing. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "command.h"
#include "database.h"
#include "input.h"
#include "load.h"
#include "next_step.h"
#include "output.h"
#include "say.h"
#include "window.h"

static char temporary[4200];

/* Whatever ends the program before the rename. */
static void remove_temporary(void)
{
	if (temporary[0])
		unlink(temporary);
}

static int load_all(const struct options *o, const char *const *paths, sqlite3 *db)
{
	const struct options whole = options_unfiltered(o);
	struct loader *l = loader_new(db, LOAD_ALL);
	int incomplete = 0;

	for (int i = 0; i < o->word_count; i++)
		if (load_trace(l, paths[i], o->words[i], (uint64_t)(i + 1), &whole))
			incomplete = EXIT_INCOMPLETE;
	loader_free(l);
	window_set(db, &whole);
	database_run(db, "CREATE INDEX change_class ON change(run, class);"
		"CREATE INDEX class_core_class ON class_core(run, class);"
		"CREATE INDEX region_program ON region(run, program);"
		"CREATE INDEX buffer_time ON buffer(run, alloc_ns); COMMIT;");
	return incomplete;
}

static void put_next(const struct options *o)
{
	char *word = strdup(o->output);
	struct options database = *o;

	if (!word)
		return;
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
	if (!o->output)
		die(EXIT_USAGE, "no database named; l1analyze load %s -o run.db", o->words[0]);
	output_check(o);
	paths = calloc((size_t)o->word_count, sizeof(*paths));
	if (!paths)
		die(EXIT_UNREADABLE, "out of memory");
	for (int i = 0; i < o->word_count; i++) {
		paths[i] = input_path(o->words[i]);
		if (database_looks_like(paths[i]))
			die(EXIT_USAGE, "'%s' is a database already; load reads traces", o->words[i]);
	}
	snprintf(temporary, sizeof(temporary), "%.4000s.%ld.new", o->output, (long)getpid());
	remove_temporary();
	atexit(remove_temporary);
	db = database_create(temporary, o->output);
	incomplete = load_all(o, paths, db);
	free(paths);
	if (sqlite3_close(db) != SQLITE_OK || rename(temporary, o->output))
		die(EXIT_USAGE, "cannot write '%s': %s", o->output, strerror(errno));
	temporary[0] = 0;
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
		"  sqlite3 run.db < queries/peak.sql          the rows of l1analyze peak\n",
	.takes = NO_FILTERS | NO_ROWS,
	.words = "TRACE... -o DATABASE",
	.run = run,
};
