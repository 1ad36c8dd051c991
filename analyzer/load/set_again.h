/*
 * Whether the statements after one set a name to something else, until another one runs or has run.
 *
 * Must not know: call sites, buffers.
 *
 * The lines are read from top to bottom, without what branches do. Where the other one stands above, a loop
 * has come to it: then the lines after the first that are in the same block count, and those between the
 * two. In doubt the name is set.
 */
#ifndef SET_AGAIN_H
#define SET_AGAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "source_files.h"

/* Until the second statement begins, or until it has run. */
enum set_until { UNTIL_IT_BEGINS, UNTIL_IT_HAS_RUN };

/*
 * names: variables, or paths such as self.cache, with `, ` between; of self.cache[i] self.cache counts. The
 * statement of line `from` itself does not count. False also where both lines are of one statement, or the
 * source is not at hand.
 */
bool set_again(struct source_files *s, const char *path, size_t path_bytes, uint64_t from, uint64_t until,
	enum set_until when, const char *names);

/* Whether the line of statements sets the name or takes it away: `name = ..`, `a, name = ..`, `name += ..`,
 * `name := ..`, `for name in ..`, `.. as name`, `del name`. */
bool statements_set(const char *text, size_t bytes, const char *name);

#endif
