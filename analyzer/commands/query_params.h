/*
 * Parameters of the user's own SQL: `query --param name=value` is bound where it says :name; with
 * name:text=value as a text, whatever it looks like.
 *
 * Must not know: what the question is.
 */
#ifndef QUERY_PARAMS_H
#define QUERY_PARAMS_H

#include <sqlite3.h>
#include "options.h"

/*
 * Ends the program unless the statement and the options name the same parameters. Parameters without a
 * name are refused, too: nothing could be said about what they are.
 */
void query_params_check(sqlite3_stmt *s, const struct options *o);
/* Binds them, a copy each: what is a whole or decimal number in all its characters as that, unless its
 * name says text; all else as text. */
void query_params_bind(sqlite3_stmt *s, const struct options *o);

#endif
