/* selfcheck: which hooks of the recorder will work with these libraries, before anything runs. */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "command.h"
#include "database.h"
#include "elf_symbols.h"
#include "file_text.h"
#include "message.h"
#include "output.h"
#include "query_run.h"
#include "readable.h"
#include "runtime_hooks.h"

enum { FOLDERS_OPEN_MAX = 16 };

static const char table[] = "CREATE TEMP TABLE use_of(hook TEXT, module TEXT, use INTEGER, "
	"symbolic INTEGER)";

/* A relocation of a module with -Bsymbolic finds its own definition, not ours. */
static const char question[] =
	"WITH seen AS (SELECT h.name AS hook, h.symbol, "
	"group_concat(DISTINCT iif(u.use = 0, u.module, NULL)) AS defined_in, "
	"group_concat(DISTINCT iif(u.use > 0, u.module || ' ' || CASE u.use WHEN 1 THEN 'JUMP_SLOT' "
	"WHEN 2 THEN 'GLOB_DAT' ELSE 'R_X86_64_64' END, NULL)) AS reached_from, "
	"count(*) FILTER (WHERE u.use > 0 AND NOT (u.symbolic AND EXISTS (SELECT 1 FROM use_of d "
	"WHERE d.hook = u.hook AND d.module = u.module AND d.use = 0))) AS open "
	"FROM hook h LEFT JOIN use_of u ON u.hook = h.name GROUP BY h.id, h.name, h.symbol ORDER BY h.id) "
	"SELECT hook, defined_in NOT NULL AND open > 0 AS works, "
	"CASE WHEN defined_in IS NULL AND reached_from NOT NULL THEN 'defined in a module not given' "
	"WHEN defined_in IS NULL THEN 'not defined: another release, or another form of the call' "
	"WHEN open > 0 THEN 'works' "
	"WHEN reached_from NOT NULL THEN 'bound to its own module (-Bsymbolic)' "
	"ELSE 'no relocation: inlined, or bound inside its module' END AS why, "
	"defined_in, reached_from, symbol FROM seen";

/* Without these nothing worth reading is recorded. */
static const char essential[] = "SELECT count(*) FROM (%s) WHERE NOT works AND hook IN "
	"('track_allocate', 'track_deallocate', 'enqueue_mesh_workload')";

/* All hooks, those that work, that are defined, that are reached; the essential ones that do not
 * work: how many, and what is not recorded; and what is defined and does not work. */
static const char counts[] = "SELECT count(*), sum(works), sum(defined_in NOT NULL), "
	"sum(reached_from NOT NULL), count(DISTINCT iif(works, NULL, hook LIKE 'track_%%')) "
	"FILTER (WHERE hook IN ('track_allocate', 'track_deallocate', 'enqueue_mesh_workload')), "
	"group_concat(hook, ', ') FILTER (WHERE defined_in NOT NULL AND NOT works), "
	"max(iif(hook = 'enqueue_mesh_workload', 'launches', 'buffers')) FILTER (WHERE NOT works AND "
	"hook IN ('track_allocate', 'track_deallocate', 'enqueue_mesh_workload')) FROM (%s)";

static struct {
	sqlite3_stmt *insert;
	const char *module;     /* its name without folders */
	struct elf_visitor visitor;
	int count, unreadable;
} checking;                     /* nftw passes no context */

static const char *hook_of(const char *symbol)
{
	for (const struct runtime_hook *h = runtime_hooks; h->name; h++)
		if (!strcmp(h->symbol, symbol))
			return h->name;
	return NULL;
}

static void on_symbol(void *unused, const char *symbol, enum elf_use use)
{
	const char *hook = strncmp(symbol, "_ZN2tt8tt_metal", 15) ? NULL : hook_of(symbol);

	(void)unused;
	if (!hook)
		return;
	bind_text(checking.insert, 1, hook);
	bind_text(checking.insert, 2, checking.module);
	bind_number(checking.insert, 3, use);
	bind_number(checking.insert, 4, checking.visitor.symbolic);
	database_insert(checking.insert);
}

static const char *check_module(const char *path)
{
	const char *slash = strrchr(path, '/');

	checking.module = slash ? slash + 1 : path;
	checking.visitor = (struct elf_visitor){.symbol = on_symbol};
	checking.count++;
	return elf_symbols(path, &checking.visitor);
}

static int on_file(const char *path, const struct stat *st, int what, struct FTW *ftw)
{
	const char *so = strstr(path + ftw->base, ".so"), *why;

	if (what != FTW_F || !S_ISREG(st->st_mode) || !so || (so[3] && so[3] != '.'))
		return 0;
	why = check_module(path);
	if (why) {
		say("cannot read '%s': %s", path, why);
		checking.unreadable++;
	}
	return 0;
}

static void check_word(const char *path)
{
	const char *why;
	struct stat st;

	if (!stat(path, &st) && S_ISDIR(st.st_mode)) {
		if (nftw(path, on_file, FOLDERS_OPEN_MAX, FTW_PHYS))
			die(EXIT_UNREADABLE, "cannot read '%s'", path);
		return;
	}
	why = check_module(path);
	if (why)
		die(EXIT_UNREADABLE, "cannot read '%s': %s", path, why);
}

static void insert_hooks(sqlite3 *db)
{
	sqlite3_stmt *s;

	database_run(db, "CREATE TEMP TABLE hook(id INTEGER PRIMARY KEY, name TEXT, symbol TEXT)");
	s = database_prepare(db, "INSERT INTO hook(name, symbol) VALUES(?, ?)");
	for (const struct runtime_hook *h = runtime_hooks; h->name; h++) {
		bind_text(s, 1, h->name);
		bind_text(s, 2, h->symbol);
		database_insert(s);
	}
	sqlite3_finalize(s);
}

/* One text that only the runtime's own code holds. */
static const char runtime_text[] = "Not enough space to allocate";

static int on_file_text(const char *path, const struct stat *st, int what, struct FTW *ftw)
{
	const char *so = strstr(path + ftw->base, ".so");

	return what == FTW_F && S_ISREG(st->st_mode) && so && (!so[3] || so[3] == '.') &&
		file_has_text(path, runtime_text);
}

/* Whether one of the modules has the runtime in it, whatever its symbols say. */
static bool has_runtime(const struct options *o)
{
	struct stat st;

	for (int i = 0; i < o->word_count; i++)
		if (!stat(o->words[i], &st) && S_ISDIR(st.st_mode)
				? nftw(o->words[i], on_file_text, FOLDERS_OPEN_MAX, FTW_PHYS) == 1
				: file_has_text(o->words[i], runtime_text))
			return true;
	return false;
}

/* What the rows come to, in a line. */
static void put_verdict(FILE *out, sqlite3 *db, const struct options *o)
{
	char sql[sizeof(counts) + sizeof(question)], text[1000];
	int all, works, defined, reached, lost;
	sqlite3_stmt *s;

	snprintf(sql, sizeof(sql), counts, question);
	s = database_prepare(db, sql);
	if (!database_next(s))
		die(EXIT_UNREADABLE, "the hooks could not be counted");
	all = sqlite3_column_int(s, 0);
	works = sqlite3_column_int(s, 1);
	defined = sqlite3_column_int(s, 2);
	reached = sqlite3_column_int(s, 3);
	lost = sqlite3_column_int(s, 4);
	if (!defined && reached)
		snprintf(text, sizeof(text), "no hook works yet: these modules call the runtime, which is "
			"not among them; give libtt_metal.so too");
	else if (!defined)
		snprintf(text, sizeof(text), "no hook works: %s", has_runtime(o)
			? "this library carries the runtime inside, with its functions hidden"
			: "there is no TT-Metal runtime in these modules");
	else if (lost)
		snprintf(text, sizeof(text), "%s will not be recorded: %d of %d hooks work", lost > 1
			? "buffers and launches" : (const char *)sqlite3_column_text(s, 6), works, all);
	else if (works == defined)
		snprintf(text, sizeof(text), "all hooks work that this release has: %d of %d", works, all);
	else
		snprintf(text, sizeof(text), "buffers and launches will be recorded: %d hooks work, and of "
			"this release not %.400s", works, sqlite3_column_text(s, 5));
	sqlite3_finalize(s);
	put_wrapped(out, text, 0, 2, output_width(out, o));
	fputs("\n\n", out);
}

/* The verdict stands before a table. */
static bool lacks_essential(sqlite3 *db)
{
	char sql[sizeof(essential) + sizeof(question)];
	sqlite3_stmt *s;
	bool lacks;

	snprintf(sql, sizeof(sql), essential, question);
	s = database_prepare(db, sql);
	lacks = database_next(s) && sqlite3_column_int(s, 0);
	sqlite3_finalize(s);
	return lacks;
}

static int show(sqlite3 *db, const struct options *o)
{
	sqlite3_stmt *s = query_rows(db, question, o);
	FILE *out = output_open(o);

	if (o->format == FORMAT_TABLE)
		put_verdict(out, db, o);
	output_rows(out, s, o);
	sqlite3_finalize(s);
	if (o->format == FORMAT_TABLE && !lacks_essential(db))
		fputs("\nnext: l1record -o run.l1t -- python model.py\n", out);
	return output_close(out, o);
}

static int run(const struct options *o)
{
	sqlite3 *db;
	int result;

	if (!o->word_count)
		die(EXIT_USAGE, "nothing to read; name libraries or folders: l1analyze selfcheck DIR");
	if (o->fail_on && strcmp(o->fail_on, "hook"))
		die(EXIT_USAGE, "unknown finding '%s'; selfcheck knows --fail-on hook", o->fail_on);
	db = database_create(":memory:", ":memory:");
	database_run(db, table);
	insert_hooks(db);
	checking.insert = database_prepare(db, "INSERT INTO use_of VALUES(?, ?, ?, ?)");
	for (int i = 0; i < o->word_count; i++)
		check_word(o->words[i]);
	sqlite3_finalize(checking.insert);
	if (!checking.count)
		die(EXIT_UNREADABLE, "no shared library in '%s'", o->words[0]);
	result = show(db, o);
	if (!result && o->fail_on && lacks_essential(db))
		result = EXIT_FINDING;
	sqlite3_close(db);
	return result ? result : checking.unreadable ? EXIT_INCOMPLETE : EXIT_OK;
}

const struct command cmd_selfcheck = {
	.name = "selfcheck",
	.answers = "which hooks of the recorder will work with these libraries",
	.help = "Examples:\n"
		"  l1analyze selfcheck venv/lib/python3.12/site-packages/ttnn\n"
		"  l1analyze selfcheck --fail-on hook build/lib/libtt_metal.so build/my_program\n"
		"\n"
		"Reads ELF files only: nothing is loaded or run. A folder means all .so files in it. A\n"
		"hook works when a module given defines its function and a module reaches it through a\n"
		"symbolic relocation, which a preloaded library can take over. Else the calls are inlined\n"
		"or bound when the library is linked. Give all modules of a program, it too.\n"
		"--fail-on hook: exit 1 when buffers or launches could not be recorded.\n",
	.takes = TAKES_FAIL_ON | NO_FILTERS,
	.words = "LIBRARY|FOLDER...",
	.fail_on = "hook",
	.run = run,
};
