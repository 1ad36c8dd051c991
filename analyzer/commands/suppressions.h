/*
 * A file of suppressions, as LeakSanitizer reads them: lines `leak:PATTERN`, comments after '#'. A
 * pattern is looked for anywhere in a file's path, a function's name or an operation's; `*` matches
 * any text; a pattern with `^` first or `$` last matches only at the begin or end of the text.
 *
 * Must not know: leaks.
 */
#ifndef SUPPRESSIONS_H
#define SUPPRESSIONS_H

#include <sqlite3.h>
#include <stdbool.h>

/*
 * Reads the file and adds the SQL function `suppressed(callsite, name)` to this connection, which
 * owns what was read until it is closed. Ends the program with one line when the file cannot be
 * used.
 */
void suppressions_read(sqlite3 *db, const char *path);
/* True when the pattern is found in the text. */
bool suppressions_match(const char *pattern, const char *text);

#endif
