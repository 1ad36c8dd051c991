/*
 * The passes of marks, as modules have, that a thread was in: how many of those that were open at one time
 * have ended at another one. What a pass returns, or keeps, has another place in it than what it made for
 * itself at the same line.
 *
 * Must not know: buffers, ops.
 */
#ifndef MARK_PASSES_H
#define MARK_PASSES_H

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

struct mark_passes;

struct mark_passes *mark_passes_of(sqlite3 *db, uint64_t run, uint64_t thread);
void mark_passes_free(struct mark_passes *m);
/* How many passes that were open at `from_ns` have ended before `to_ns`. */
size_t mark_passes_over(const struct mark_passes *m, uint64_t from_ns, uint64_t to_ns);
/* The name of the outermost of these of which another pass is open at `to_ns`; NULL: there is none. */
const char *mark_passes_again(const struct mark_passes *m, uint64_t from_ns, uint64_t to_ns);

#endif
