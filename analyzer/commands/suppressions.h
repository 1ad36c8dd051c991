/*
 * A file of suppressions, as LeakSanitizer reads them: lines `leak:PATTERN`, comments after '#'. A
 * pattern (text_pattern.h) is looked for in a file's path, a function's name or an operation's.
 *
 * Must not know: leaks.
 */
#ifndef SUPPRESSIONS_H
#define SUPPRESSIONS_H

#include <sqlite3.h>

/*
 * Reads the file and adds the SQL function `suppressed(callsite, name)` to this connection, which
 * owns what was read until it is closed. Ends the program with one line when the file cannot be
 * used.
 */
void suppressions_read(sqlite3 *db, const char *path);
#endif
