/*
 * Creates, opens and asks a database. It wraps SQLite: an error ends the program, with the SQL and
 * SQLite's message.
 *
 * Must not know: traces.
 */
#ifndef DATABASE_H
#define DATABASE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include "work_allowance.h"

enum { SCHEMA_VERSION = 11, APPLICATION_ID = 0x4c315431 /* "L1T1" */ };

/* Ends the program: the answer costs more than the size of the input allows. */
__attribute__((noreturn)) void database_over(enum work_end why);
/* From now on counts what statements cost and limits their memory. Needs the size of the inputs. */
void database_set_ceilings(sqlite3 *db);
/*
 * Creates a database with empty tables and leaves a transaction open. `path`: a new file, and
 * `shown` what the user calls it; NULL: a temporary database, in memory as far as it fits a small
 * cache. Ends the program if it cannot. The caller closes it.
 */
sqlite3 *database_create(const char *path, const char *shown);
/*
 * The same, temporary, without window and views: to make them takes longer than to count a million
 * records. Adds one of them, which takes nothing from the window or from others.
 */
sqlite3 *database_create_lean(void);
void database_add_view(sqlite3 *db, const char *name);
/* Bytes of a temporary database that does not fit its cache, *folder has its file; 0: it fits. */
uint64_t database_spilled_bytes(sqlite3 *db, const char **folder);
/* Opens a database of `l1analyze load`, read only. NULL: it is none, *why is the reason (not
 * freed). */
sqlite3 *database_open(const char *path, const char **why);
/* Whether there is more than one run. */
bool database_several_runs(sqlite3 *db);
/*
 * Copies the runs of a database of `l1analyze load` into this one, numbered after the `runs` runs
 * that it has; of ranks ranks[0] to ranks[1] alone, where ranks is not NULL. Returns the number of its
 * last run; -1: it is no such database, *why is the reason.
 */
int database_append(sqlite3 *db, const char *path, int runs, const int64_t *ranks,
	const char **why);
/* True when the file begins as an SQLite database does. */
bool database_looks_like(const char *path);
/* For an authorizer: SQLITE_OK for actions that only read and compute, else SQLITE_DENY. */
int database_only_reads(int action);
/* The caller finalizes the statement. Ends the program on an error, as the next two do. */
sqlite3_stmt *database_prepare(sqlite3 *db, const char *sql);
void database_run(sqlite3 *db, const char *sql);
/*
 * Runs SQL whose lines begin with "CREATE "; what they create is temporary: it hides what the
 * database has under that name, and a database that is opened read only stays as it is.
 */
void database_run_temporary(sqlite3 *db, const char *text);
/* The same for views: temporary where the database is opened read only. */
void database_run_views(sqlite3 *db, const char *text);
/* An empty temporary table with the columns of this table of the schema, which hides what the database
 * has under its name. */
void database_hide_table(sqlite3 *db, const char *table);
/* Binds the i-th value, from 1; L1T_UNKNOWN becomes NULL. */
void bind_number(sqlite3_stmt *s, int i, uint64_t value);
/* The value of a column, from 0; what is no integer is L1T_UNKNOWN. */
uint64_t column_number(sqlite3_stmt *s, int column);
/* Binds a copy of the text; NULL stays NULL. */
void bind_text(sqlite3_stmt *s, int i, const char *text);
/*
 * Steps to the next row; false: there is none. Ends the program when SQLite stops in the middle,
 * as on a damaged page or an overflow in the user's SQL.
 */
bool database_next(sqlite3_stmt *s);
/* Whether a statement has a row; finalizes it. */
bool database_any(sqlite3_stmt *s);
/* Steps a statement without rows and resets it; what is bound stays. */
void database_insert(sqlite3_stmt *s);

#endif
