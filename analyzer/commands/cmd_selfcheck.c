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
#include "row_writer.h"
#include "runtime_hooks.h"
#include "statement.h"

/* LIBRARIES_MOST: no program has so many; of several runtimes the verdict would be of none. */
enum { FOLDERS_OPEN_MAX = 16, LIBRARIES_MOST = 2000, ENTRIES_MOST = 200000, UNREADABLE_SHOWN = 10 };

static struct {
	struct row_writer uses;
	const char *module;     /* its name without folders */
	struct elf_visitor visitor;
	int count, unreadable, entries, libraries;
} checking;                     /* nftw passes no context */

static const char *hook_of(const char *symbol)
{
	for (const struct runtime_hook *h = runtime_hooks; h->name; h++)
		if (!strcmp(h->symbol, symbol))
			return h->name;
	return NULL;
}

/* A module has very many symbols: few of them are compared with the names of all hooks. */
static bool is_runtimes(const char *symbol)
{
	static const char *const begins[] = {"_ZN2tt8tt_metal", "_ZNK2tt8tt_metal", "_ZN4ttnn6Tensor"};

	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++)
		if (!strncmp(symbol, begins[i], strlen(begins[i])))
			return true;
	return false;
}

static void on_symbol(void *unused, const char *symbol, enum elf_use use)
{
	const char *hook = is_runtimes(symbol) ? hook_of(symbol) : NULL;

	(void)unused;
	if (!hook)
		return;
	WRITE_ROW(&checking.uses, TEXT(hook, hook), TEXT(module, checking.module), NUMBER(use, use),
		NUMBER(symbolic, checking.visitor.symbolic));
}

static const char *check_module(const char *path)
{
	const char *slash = strrchr(path, '/');

	checking.module = slash ? slash + 1 : path;
	checking.visitor = (struct elf_visitor){.symbol = on_symbol};
	checking.count++;
	return elf_symbols(path, &checking.visitor);
}

static bool is_library(const char *path, const struct stat *st, int what, const struct FTW *ftw)
{
	const char *so = strstr(path + ftw->base, ".so");

	return what == FTW_F && S_ISREG(st->st_mode) && so && (!so[3] || so[3] == '.');
}

/* Nothing is opened before it is known that there is not too much of it. */
static int on_entry(const char *path, const struct stat *st, int what, struct FTW *ftw)
{
	checking.entries++;
	checking.libraries += is_library(path, st, what, ftw);
	return checking.entries > ENTRIES_MOST || checking.libraries > LIBRARIES_MOST;
}

static void refuse_too_much(const char *path)
{
	struct stat st;

	if (stat(path, &st) || !S_ISDIR(st.st_mode) || nftw(path, on_entry, FOLDERS_OPEN_MAX, FTW_PHYS) != 1)
		return;
	die(EXIT_USAGE, "there are more than %d %s in '%s'; name the libraries of one program, or their folder, "
		"as site-packages/ttnn", checking.libraries > LIBRARIES_MOST ? LIBRARIES_MOST : ENTRIES_MOST,
		checking.libraries > LIBRARIES_MOST ? "shared libraries" : "files", path);
}

static int on_file(const char *path, const struct stat *st, int what, struct FTW *ftw)
{
	const char *why;

	if (!is_library(path, st, what, ftw))
		return 0;
	why = check_module(path);
	if (why && checking.unreadable++ < UNREADABLE_SHOWN)
		say("cannot read '%s': %s", path, why);
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
	struct row_writer hooks = row_writer(db, "hook");

	for (const struct runtime_hook *h = runtime_hooks; h->name; h++)
		WRITE_ROW(&hooks, TEXT(name, h->name), TEXT(symbol, h->symbol));
	row_writer_free(&hooks);
}

/* A text that only the runtime's own code contains. */
static const char runtime_text[] = "Not enough space to allocate";

static int on_file_text(const char *path, const struct stat *st, int what, struct FTW *ftw)
{
	return is_library(path, st, what, ftw) && file_has_text(path, runtime_text);
}

/* Whether one of the modules contains the runtime, even if its symbols are hidden. */
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

/* Prints before the table, in one sentence, what the rows mean. */
static void put_verdict(FILE *out, sqlite3 *db, const struct options *o)
{
	/* columns of selfcheck_counts.sql */
	enum { ALL, WORKS, DEFINED, REACHED, LOST, BROKEN, LOST_WHAT };
	sqlite3_stmt *s = statement(db, "selfcheck_counts");
	int all, works, defined, reached, lost;
	char text[1000];

	if (!database_next(s))
		die(EXIT_UNREADABLE, "the hooks could not be counted");
	all = sqlite3_column_int(s, ALL);
	works = sqlite3_column_int(s, WORKS);
	defined = sqlite3_column_int(s, DEFINED);
	reached = sqlite3_column_int(s, REACHED);
	lost = sqlite3_column_int(s, LOST);
	if (!defined && reached)
		snprintf(text, sizeof(text), "no hook works yet: these modules call the runtime, which is "
			"not among them; give libtt_metal.so too");
	else if (!defined)
		snprintf(text, sizeof(text), "no hook works: %s", has_runtime(o)
			? "this library carries the runtime inside, with its functions hidden"
			: "there is no TT-Metal runtime in these modules");
	else if (lost)
		snprintf(text, sizeof(text), "%s will not be recorded: %d of %d hooks work", lost > 1
			? "buffers and launches" : (const char *)sqlite3_column_text(s, LOST_WHAT), works, all);
	else if (works == defined)
		snprintf(text, sizeof(text), "all hooks work that this release has: %d of %d", works, all);
	else
		snprintf(text, sizeof(text), "buffers and launches will be recorded: %d hooks work; these "
			"of this release do not: %.400s", works, sqlite3_column_text(s, BROKEN));
	sqlite3_finalize(s);
	put_wrapped(out, text, 0, 2, output_width(out, o));
	fputs("\n\n", out);
}

/* Whether one of the hooks that every useful trace needs does not work. */
static bool lacks_essential(sqlite3 *db)
{
	sqlite3_stmt *s = statement(db, "selfcheck_essential");
	bool lacks;

	lacks = database_next(s) && sqlite3_column_int(s, 0);
	sqlite3_finalize(s);
	return lacks;
}

static int show(sqlite3 *db, const struct options *o)
{
	sqlite3_stmt *s = query_rows(db, statement_text("selfcheck_hooks"), o);
	FILE *out = output_open(o);

	if (o->rows.format == FORMAT_TABLE)
		put_verdict(out, db, o);
	output_rows(out, s, o);
	sqlite3_finalize(s);
	if (o->rows.format == FORMAT_TABLE && !lacks_essential(db))
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
	for (int i = 0; i < o->word_count; i++)
		refuse_too_much(o->words[i]);
	db = database_create(NULL, NULL);
	statement_run(db, "selfcheck_tables");
	insert_hooks(db);
	checking.uses = row_writer(db, "use_of");
	for (int i = 0; i < o->word_count; i++)
		check_word(o->words[i]);
	row_writer_free(&checking.uses);
	if (checking.unreadable > UNREADABLE_SHOWN)
		say("cannot read %d more of them", checking.unreadable - UNREADABLE_SHOWN);
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
		"Reads ELF files only: nothing is loaded or run. A folder means all .so files in it; more\n"
		"than 2,000, as / has, are refused: they are not of one program. A hook works when a module\n"
		"given defines its function and a module reaches it through a symbolic relocation, which a\n"
		"preloaded library can take over. Else the calls are inlined or bound when the library is\n"
		"linked. Give all modules of a program, it too.\n"
		"--fail-on hook: exit 1 when buffers or launches could not be recorded.\n",
	.takes = TAKES_FAIL_ON | NO_FILTERS,
	.words = "LIBRARY|FOLDER...",
	.fail_on = "hook",
	.first_input = words_as_typed,
	.run = run,
};
