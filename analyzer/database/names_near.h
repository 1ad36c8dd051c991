/*
 * Names that a database has, near to one that it has not.
 *
 * Must not know: what is asked with the name.
 */
#ifndef NAMES_NEAR_H
#define NAMES_NEAR_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

enum names_of { NAMES_OF_OPS, NAMES_OF_MARKS };

/* " (did you mean 'ttnn.matmul' or 'ttnn.matmul_decode'?)": up to three, the nearest first; "" when
 * none is near, or when the name is there. Returns whether the name is there. */
bool names_near(sqlite3 *db, enum names_of what, const char *name, char *out, size_t room);

#endif
