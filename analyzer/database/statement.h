/*
 * The program's own statements, by name: the files of sql/, one question each, in a folder for each
 * folder of the analyzer that asks. Questions that users ask by name are in queries/.
 *
 * Must not know: what they ask.
 *
 * Up to two values are bound by position (?1, ?2), more by name (:run). Columns of a row are read
 * by an enum beside the statement's name; a test compares it with the file.
 */
#ifndef STATEMENT_H
#define STATEMENT_H

#include <sqlite3.h>
#include <stdint.h>

/* The text of sql/<folder>/<name>.sql. Ends the program if there is none, as the next two do. */
const char *statement_text(const char *name);
/* Prepared; the caller finalizes. */
sqlite3_stmt *statement(sqlite3 *db, const char *name);
/*
 * The same for a statement that is asked again and again: it stays prepared. The caller gives it back with
 * statement_let_go(); statement_forget_kept() finalizes all of them, before the database is closed.
 */
sqlite3_stmt *statement_kept(sqlite3 *db, const char *name);
void statement_let_go(sqlite3_stmt *s);
void statement_forget_kept(void);
/* Runs all statements of a file that gives no rows and takes no values. */
void statement_run(sqlite3 *db, const char *name);
/* The position of a parameter by its name, ":run". Ends the program when there is none. */
int parameter_of(sqlite3_stmt *s, const char *name);
/* Binds it; L1T_UNKNOWN becomes NULL. */
void bind_named(sqlite3_stmt *s, const char *name, uint64_t value);
void bind_named_text(sqlite3_stmt *s, const char *name, const char *text);

#endif
