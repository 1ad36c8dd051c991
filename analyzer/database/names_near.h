/*
 * Finds names of a database that are near to a name it does not have.
 *
 * Must not know: what the name is for.
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
