/*
 * Rows of table taken_by: which ops used the buffers of each call site, counted.
 *
 * Must not know: records of uses, when buffers end.
 */
#ifndef TAKEN_BY_H
#define TAKEN_BY_H

#include <sqlite3.h>
#include "buffer_users.h"

struct taken_by;
/* Free with taken_by_free(). */
struct taken_by *taken_by_new(sqlite3 *db);
void taken_by_free(struct taken_by *t);
/* Forgets what was counted: a run begins. */
void taken_by_begin(struct taken_by *t);
/* One use of the buffer that `a` allocated; made: by the op for which it was allocated. A replay is none. */
void taken_by_add(struct taken_by *t, const struct l1t_alloc *a, const struct using *x, bool made);
/* Writes what was counted. */
void taken_by_finish(struct taken_by *t, uint64_t run);

#endif
