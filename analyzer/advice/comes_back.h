/*
 * Calls that leave a tensor where it is, and would copy it into L1 if it were in DRAM: ttnn.to_memory_config of
 * what is in L1, or a reshape, a slice of all, a concat of one that is told to put its result there.
 *
 * Of those that make another tensor over the buffer the trace has which buffer that is. Others return the tensor
 * itself: then the trace has no more than that the call was made, and its line, where the source is at hand,
 * which names it has.
 *
 * Must not know: what is advised.
 */
#ifndef COMES_BACK_H
#define COMES_BACK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "takers.h"

struct silent_call {            /* that returned what it was given, and is told where to put it */
	size_t node;
	const char *op;
};

struct comes_back {
	const struct run_story *s;
	const struct takers *takers;
	struct silent_call *silent;     /* in order of their nodes */
	size_t count, capacity;
};

/* Free with comes_back_free(). s, takers: valid as long. */
struct comes_back comes_back_read(const struct run_story *s, const struct takers *takers);
void comes_back_free(struct comes_back *c);

/*
 * Does a call that made another tensor over a buffer of this line (site_tree_line()) bring it back into L1? One
 * that is not told where to put its result leaves it where the buffer is; without the source those count that are
 * mostly told.
 */
bool comes_back_by_view(const struct comes_back *c, uint64_t line);
/* Does a silent call, in a function on the way to this call site, whose line has the name of what is made there? */
bool comes_back_by_name(const struct comes_back *c, uint64_t callsite);
/* Says which silent calls would, if they are given it. Nothing: there are none. */
void comes_back_say(const struct comes_back *c, FILE *out);

#endif
