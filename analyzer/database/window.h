/*
 * What a question is about: the options --mark, --from, --to, --op, --device and --core become the
 * one row of table window, which all views read.
 *
 * Must not know: the question.
 */
#ifndef WINDOW_H
#define WINDOW_H

#include <sqlite3.h>
#include "options.h"

/* Call it after all rows are loaded, and again if rows or options have changed. */
void window_set(sqlite3 *db, const struct options *o);

#endif
