/*
 * Names of modules in a narrow column, such as Encoder.layers.3.attention: below the module that holds
 * them only by what is different, else by their last parts.
 *
 * Must not know: SQL, where a table stands.
 */
#ifndef MODULE_CELL_H
#define MODULE_CELL_H

#include <stddef.h>
#include "table_rows.h"

/*
 * Names in this column become "  .layers.3" where a row above has what they begin with. Of the rows
 * above with fewer blanks the nearest is the one that is meant, in whatever order the rows are. `depth`:
 * the column that says how many are around it; then it is below the last row that is less deep, with its
 * whole name if that does not begin with the other's. t->columns: there is none, the names say it.
 */
void module_tree(struct table_rows *t, size_t column, size_t depth);
/* Cuts a name in place to this many characters, between its parts where that is possible. */
void cut_module(char *text, size_t characters);

#endif
