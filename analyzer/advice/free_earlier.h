/*
 * Which buffers a program could free earlier, and after which of its lines.
 *
 * Must not know: what it would save, SQL.
 *
 * A piece is a pair of lines: the one that makes a tensor, and the one after which it is freed. Both are
 * in the innermost function that has to do with both: the one whose lines, or what they call, make
 * the tensor and use it for the last time. There the tensor is a local variable, or can be one. Where a
 * tensor is made by an argument of the call that uses it, the second line is in the function that is
 * called. A piece is sound if, each time that its second line ran, as many of the first line's tensors
 * were used there for the last time, and if it is known of each operand who uses it later. Where
 * several lines make what dies there, as in a loop whose variable is set before it, they are one piece if
 * all of them assign to the same variable.
 */
#ifndef FREE_EARLIER_H
#define FREE_EARLIER_H

#include "later_uses.h"

struct dying {                  /* a lifetime that would be shorter */
	size_t lifetime;        /* its index */
	int64_t end_ns;         /* when it would be freed */
};

struct piece {
	size_t made_at, freed_after;    /* nodes of the two lines, of the first lifetime */
	size_t also_made_at;            /* another line that assigns to the same variable; 0: none */
	struct dying *dying;            /* by time of allocation */
	size_t count, capacity;
	size_t each;                    /* how many tensors are freed each time */
	bool same_line;                 /* nothing but the line that makes it uses it */
	bool argument;                  /* freed in the function that is called with it */
};

struct pieces {
	struct piece *at;
	size_t count, capacity;
};

/* The two lines of what is made at one node and used at another, in the innermost function that has to do
 * with both: sets made_at, freed_after and argument. False: outer frames are missing. */
bool free_earlier_lines(const struct site_tree *t, size_t made, size_t used, struct candidate *c);
/* Free with pieces_free(). */
struct pieces free_earlier_find(const struct run_story *s);
void pieces_free(struct pieces *all);

#endif
