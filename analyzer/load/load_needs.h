/* Which rows a question needs, so that a trace is loaded for these alone. */
#ifndef LOAD_NEEDS_H
#define LOAD_NEEDS_H

#include <sqlite3.h>
#include "options.h"

/*
 * enum load_what of the tables and columns that the statements read, also through views. `db` has the
 * schema, with or without rows; no authorizer is set afterwards. LOAD_ALL when one of them is no
 * statement on the schema: whoever runs it will report why.
 */
unsigned load_needs(sqlite3 *db, const char *const *questions, size_t count);
/* What view op_peaks reads: of the whole run groups of launches, in a window each of them. */
unsigned load_for_op_peaks(const struct options *o);

#endif
