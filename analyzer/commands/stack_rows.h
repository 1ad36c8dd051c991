/*
 * Rows of who holds what, or of what was never freed, as stacks of call sites.
 *
 * Must not know: how stacks are written.
 */
#ifndef STACK_ROWS_H
#define STACK_ROWS_H

#include <sqlite3.h>
#include "options.h"
#include "stacks.h"

/*
 * Adds a profile for each run: what its fullest core holds at its worst moment in the window, as
 * `peak --owners` has it. A stack is the call site's frames, the operation, and what holds the bytes.
 */
void stacks_of_owners(struct stacks *to, sqlite3 *db);
/* The same of what was never freed, as `leaks` has it with the filters of `o`; the outermost frame is
 * the leak's reason. */
void stacks_of_leaks(struct stacks *to, sqlite3 *db, const struct options *o);

#endif
