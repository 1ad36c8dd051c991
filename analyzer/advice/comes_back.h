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
	uint64_t callsite;
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
 * Does a call bring back into L1 what this call site made? line: its site_tree_line(). A call that is not told
 * where to put its result leaves it where the buffer is; without the source those count that are mostly told.
 */
bool comes_back_to_l1(const struct comes_back *c, uint64_t callsite, uint64_t line);
/* Says which silent calls would, if they are given it. Nothing: there are none. */
void comes_back_say(const struct comes_back *c, FILE *out);

#endif
