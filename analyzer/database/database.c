/* The database: see database.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "database.h"
#include "embedded.h"
#include "l1t_record.h"
#include "message.h"
#include "sql_covers.h"
#include "sql_grouping.h"
#include "sql_sum.h"
#include "temporary_files.h"
#include "work_allowance.h"
#include "xalloc.h"

/* Of a temporary database; the rest is in a file. With more of it no verb is faster. */
#define IN_MEMORY_KIB 6144
#define STRING_OF(x) #x
#define STRING(x) STRING_OF(x)

enum { INSERT_NS = 1000, ROW_NS = 300, STEP_NS = 25, STEPS = 1000 };  /* ns of work */

/* The folder in which SQLite makes temporary files; NULL: it finds none. */
static const char *temporary_folder(void)
{
	const char *const folders[] = {getenv("SQLITE_TMPDIR"), getenv("TMPDIR"), "/var/tmp",
		"/usr/tmp", "/tmp", "."};
	struct stat st;

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (folders[i] && !stat(folders[i], &st) && S_ISDIR(st.st_mode) &&
			!access(folders[i], W_OK | X_OK))
			return folders[i];
	return NULL;
}

static bool is_temporary(sqlite3 *db)
{
	const char *name = sqlite3_db_filename(db, "main");

	return !name || !*name;
}

static void sqlite_out_of_memory(void)
{
	if (work_heap_bytes())
		database_over(WORK_MEMORY);
	out_of_memory();
}

void database_over(enum work_end why)
{
	die(EXIT_INCOMPLETE, "the answer is left out, or the rest of it: it takes %s "
		"than an input of %" PRIu64 " bytes may; --unlimited goes on", work_word(why),
		work_input_bytes());
}

/* SQLite calls it after each STEPS steps of a statement. It may end the program. */
static int count_steps(void *unused)
{
	(void)unused;
	work_spend_at_least(STEPS * STEP_NS);
	return 0;
}

/* Charges statements for their steps; SQLite refuses memory above its limit. */
void database_set_ceilings(sqlite3 *db)
{
	sqlite3_progress_handler(db, STEPS, count_steps, NULL);
	sqlite3_hard_heap_limit64((sqlite3_int64)work_heap_bytes());
}

/* Ends the program when memory or a disk is full. */
static void check_room(sqlite3 *db, int result)
{
	const char *folder = temporary_folder();

	if ((result & 0xff) == SQLITE_NOMEM)
		sqlite_out_of_memory();
	if ((result & 0xff) == SQLITE_CANTOPEN) /* the database itself is open */
		die(EXIT_UNREADABLE, "cannot make a temporary file in '%s'; TMPDIR=FOLDER names another folder",
			folder ? folder : ".");
	if ((result & 0xff) != SQLITE_FULL && sqlite3_extended_errcode(db) != SQLITE_IOERR_WRITE)
		return;
	die(EXIT_UNREADABLE, "no room on the disk for %sa temporary file in '%s', which TMPDIR=FOLDER "
		"puts elsewhere", is_temporary(db) ? "" : "the database or ", folder ? folder : ".");
}

/* Why SQLite cannot read a file that `load` wrote. */
static const char *why_unreadable(sqlite3 *db)
{
	static char why[300];
	int result = sqlite3_errcode(db) & 0xff;

	if (result == SQLITE_BUSY || result == SQLITE_LOCKED)
		return "another program is writing it";
	snprintf(why, sizeof(why), "the database is damaged, cut or changed: %.200s; load the trace again",
		sqlite3_errmsg(db));
	return why;
}

/* Ends the program if what is read is not its own, but a file that somebody gave. */
static void check_given(sqlite3 *db)
{
	const char *attached = sqlite3_db_filename(db, "other");
	const char *file = attached ? attached : sqlite3_db_filename(db, "main");

	if (attached || (file && *file && sqlite3_db_readonly(db, "main")))
		die(EXIT_UNREADABLE, "cannot read '%s': %s", file, why_unreadable(db));
}

static void fail(sqlite3 *db, const char *sql)
{
	check_room(db, sqlite3_errcode(db));
	check_given(db);
	die(EXIT_UNREADABLE, "the database refused '%.60s': %s", sql, sqlite3_errmsg(db));
}

sqlite3_stmt *database_prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		fail(db, sql);
	return s;
}

void database_run(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail(db, sql);
}

void bind_number(sqlite3_stmt *s, int i, uint64_t value)
{
	if (value == L1T_UNKNOWN)
		sqlite3_bind_null(s, i);
	else
		sqlite3_bind_int64(s, i, (sqlite3_int64)value);
}

uint64_t column_number(sqlite3_stmt *s, int column)
{
	return sqlite3_column_type(s, column) == SQLITE_INTEGER
		? (uint64_t)sqlite3_column_int64(s, column) : L1T_UNKNOWN;
}

void bind_text(sqlite3_stmt *s, int i, const char *text)
{
	work_spend(text ? strlen(text) : 0);
	if (sqlite3_bind_text(s, i, text, -1, SQLITE_TRANSIENT) == SQLITE_NOMEM)
		sqlite_out_of_memory();
}

int database_only_reads(int action)
{
	return action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_FUNCTION ||
		action == SQLITE_RECURSIVE ? SQLITE_OK : SQLITE_DENY;
}

bool database_any(sqlite3_stmt *s)
{
	bool any = database_next(s);

	sqlite3_finalize(s);
	return any;
}

void database_insert(sqlite3_stmt *s)
{
	work_spend(INSERT_NS);
	if (sqlite3_step(s) != SQLITE_DONE)
		fail(sqlite3_db_handle(s), sqlite3_sql(s));
	sqlite3_reset(s);
}

bool database_next(sqlite3_stmt *s)
{
	int result = sqlite3_step(s) & 0xff;

	work_spend(ROW_NS);
	if (result == SQLITE_ROW || result == SQLITE_DONE)
		return result == SQLITE_ROW;
	check_room(sqlite3_db_handle(s), result);
	if (result == SQLITE_CORRUPT || result == SQLITE_IOERR || result == SQLITE_NOTADB)
		check_given(sqlite3_db_handle(s));
	die(result == SQLITE_CORRUPT || result == SQLITE_IOERR || result == SQLITE_NOTADB
		? EXIT_UNREADABLE : EXIT_USAGE,
		"the answer stopped in the middle: %s", sqlite3_errmsg(sqlite3_db_handle(s)));
}

/* The text of "schema", "window" or "views". */
static const char *embedded(const char *name)
{
	for (const struct embedded_file *f = embedded_files; f->name; f++)
		if (!strcmp(f->name, name))
			return f->text;
	return "";
}

/* What the statements call, and SQLite does not have, or has otherwise. */
static void register_functions(sqlite3 *db)
{
	covers_register(db);
	grouping_register(db, GROUP_OP, 0);
	sum_register(db);
}

/* A database with the tables of a trace, and nothing else. */
static sqlite3 *create(const char *path, const char *shown)
{
	sqlite3 *db;
	char pragmas[200];

	/* an empty name: SQLite keeps what does not fit its cache in a file without a name */
	if (!path)
		path = temporary_folder() ? "" : ":memory:";
	temporary_files_begin();
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE |
			SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL))
		die(EXIT_USAGE, "cannot write '%s': %s", shown, sqlite3_errmsg(db));
	register_functions(db);
	database_set_ceilings(db);
	if (!*path)
		database_run(db, "PRAGMA cache_size=-" STRING(IN_MEMORY_KIB));
	else if (*path == ':')
		database_run(db, "PRAGMA temp_store=MEMORY");
	snprintf(pragmas, sizeof(pragmas),
		"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA application_id=%d; "
		"PRAGMA user_version=%d; BEGIN;", APPLICATION_ID, SCHEMA_VERSION);
	database_run(db, pragmas);
	database_run(db, embedded("schema"));
	return db;
}

sqlite3 *database_create(const char *path, const char *shown)
{
	sqlite3 *db = create(path, shown);

	database_run(db, embedded("window"));
	database_run(db, embedded("views"));
	return db;
}

sqlite3 *database_create_lean(void)
{
	return create(NULL, NULL);
}

void database_add_view(sqlite3 *db, const char *name)
{
	char *words = xprintf("CREATE VIEW %s AS\n", name);
	sqlite3_stmt *s = database_prepare(db, strstr(embedded("views"), words));

	free(words);
	database_insert(s);
	sqlite3_finalize(s);
}

static int64_t pragma(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s;
	int64_t value = -1;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK &&
		sqlite3_step(s) == SQLITE_ROW)
		value = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return value;
}

uint64_t database_spilled_bytes(sqlite3 *db, const char **folder)
{
	int64_t bytes = pragma(db, "PRAGMA page_count") * pragma(db, "PRAGMA page_size");

	*folder = temporary_folder();
	return *folder && is_temporary(db) && bytes > IN_MEMORY_KIB * 1024 ? (uint64_t)bytes : 0;
}

bool database_looks_like(const char *path)
{
	char head[16] = "";
	FILE *f = fopen(path, "re");
	size_t n;

	if (!f)
		return false;
	n = fread(head, 1, sizeof(head), f);
	fclose(f);
	return n == sizeof(head) && !memcmp(head, "SQLite format 3", 16);
}

void database_run_temporary(sqlite3 *db, const char *text)
{
	static const char create[] = "\nCREATE ";
	struct text_file text_of;
	FILE *out = text_file_begin(&text_of);
	const char *next;
	char *sql;

	for (; (next = strstr(text, create)); text = next + strlen(create)) {
		fwrite(text, 1, (size_t)(next - text), out);
		fputs("\nCREATE TEMP ", out);
	}
	fputs(text, out);
	sql = text_file_end(&text_of);
	database_run(db, sql);
	free(sql);
}

void database_run_views(sqlite3 *db, const char *text)
{
	if (sqlite3_db_readonly(db, "main"))
		database_run_temporary(db, text);
	else
		database_run(db, text);
}

void database_hide_table(sqlite3 *db, const char *table)
{
	char *begin = xprintf("\nCREATE TABLE %s (", table);
	const char *text = strstr(embedded("schema"), begin);
	const char *last = text ? strstr(text, "\n)") : NULL, *end = last ? strchr(last, ';') : NULL;
	char *sql = end ? xprintf("%.*s", (int)(end + 1 - text), text) : NULL;

	if (!sql)
		die(EXIT_UNREADABLE, "this program has no table '%s'", table);
	database_run_temporary(db, sql);
	free(sql);
	free(begin);
}

sqlite3 *database_open(const char *path, const char **why)
{
	static char versions[120];
	sqlite3 *db;
	struct stat st;
	int64_t application;

	work_begin_reading(stat(path, &st) ? 0 : (uint64_t)st.st_size, 1);
	work_begin_answering(database_over);
	temporary_files_begin();
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY |
			SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		*why = "it cannot be opened";
	} else if (application = pragma(db, "PRAGMA application_id"), sqlite3_errcode(db)) {
		*why = why_unreadable(db);
	} else if (application != APPLICATION_ID) {
		*why = "an SQLite database, but not one of l1analyze load";
	} else if (pragma(db, "PRAGMA user_version") != SCHEMA_VERSION) {
		snprintf(versions, sizeof(versions), "its schema is %lld, this l1analyze knows %d; load "
			"the trace again", (long long)pragma(db, "PRAGMA user_version"), SCHEMA_VERSION);
		*why = versions;
	} else {
		register_functions(db);
		database_set_ceilings(db);
		sqlite3_exec(db, "PRAGMA trusted_schema=OFF", NULL, NULL, NULL);
		/* it is not trusted: these hide its own */
		database_run_temporary(db, embedded("window"));
		database_run_temporary(db, embedded("views"));
		return db;
	}
	sqlite3_close(db);
	return NULL;
}
