/*
 * The database: made, opened, asked. A wrapper of SQLite that ends the program with the SQL and
 * its error.
 *
 * Must not know: traces.
 */
#ifndef DATABASE_H
#define DATABASE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include "work_allowance.h"

enum { SCHEMA_VERSION = 6, APPLICATION_ID = 0x4c315431 /* "L1T1" */ };

/* Ends the program: what is asked of the input costs more than its size allows. */
__attribute__((noreturn)) void database_over(enum work_end why);
/* Counts what statements cost from now on, and sets what memory they get: the inputs are known. */
void database_set_ceilings(sqlite3 *db);
/* path ":memory:" or a new file, which the user knows as `shown`. Ends the program when it cannot. */
sqlite3 *database_create(const char *path, const char *shown);
/* One that load made, read only. NULL with *why when it is none. */
sqlite3 *database_open(const char *path, const char **why);
/*
 * Copies the runs of a database that load made into this one, behind `runs` runs that it has.
 * Returns how many they were; -1 with *why when it is no such database.
 */
int database_append(sqlite3 *db, const char *path, int runs, const char **why);
/* True when the file begins as an SQLite database does. */
bool database_looks_like(const char *path);
sqlite3_stmt *database_prepare(sqlite3 *db, const char *sql);
void database_run(sqlite3 *db, const char *sql);
/* Binds the i-th value; L1T_UNKNOWN becomes NULL. */
void bind_number(sqlite3_stmt *s, int i, uint64_t value);
/* The other way round: what is no integer is L1T_UNKNOWN. */
uint64_t column_number(sqlite3_stmt *s, int column);
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
