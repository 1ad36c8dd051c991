/* Launches put together by name and chip, without a row for each: see op_groups.c. */
#ifndef OP_GROUPS_H
#define OP_GROUPS_H

#include <sqlite3.h>
#include "accounting.h"

struct op_groups;
struct op_groups *op_groups_new(sqlite3 *db);
void op_groups_free(struct op_groups *g);
/* Adds a launch; other kinds of ops have rows of their own. */
void op_groups_add(struct op_groups *g, const struct account_op *o);
/* Writes the rows of this run, and begins anew. */
void op_groups_finish(struct op_groups *g, uint64_t run);

#endif
