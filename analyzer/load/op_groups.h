/* Launches put together by op and chip, without a row for each: see op_groups.c. */
#ifndef OP_GROUPS_H
#define OP_GROUPS_H

#include <sqlite3.h>
#include "accounting.h"
#include "site_groups.h"

struct op_groups;
/* The texts must live as long. */
struct op_groups *op_groups_new(sqlite3 *db, const struct site_texts *texts);
void op_groups_free(struct op_groups *g);
/* Adds a launch; other kinds of ops have rows of their own. */
void op_groups_add(struct op_groups *g, const struct account_op *o);
/* Writes the rows of this run, and begins anew. */
void op_groups_finish(struct op_groups *g, uint64_t run);

#endif
