/*
 * Which ops use the buffers of each line, and which kinds of ops had operands or outputs in DRAM in the
 * run.
 *
 * Must not know: what could be changed, how rows are printed.
 */
#ifndef TAKERS_H
#define TAKERS_H

#include "run_story.h"

struct taker {
	uint64_t line;          /* site_tree_line() of where the buffers were made */
	bool in_dram;           /* interleaved */
	bool made;              /* by the op that made them */
	bool is_op;
	bool is_view;           /* a call that made another tensor over it, and launched nothing for that */
	uint64_t callsite;      /* of who used it; 0: not known */
	int64_t type;           /* a string: the library's name of the op; 0: not known */
	uint64_t by;            /* site_tree_line() of the op; 0: not known */
	size_t node;            /* of its call site; 0: not known */
	char *name;             /* of the op; NULL: not known */
	uint64_t count;
};

struct takers {
	struct taker *at;       /* in order of time */
	size_t count, capacity;
	struct table dram_operands, dram_outputs;       /* types of ops that had one */
	struct table views;     /* lines of buffers over which another tensor was made */
};

/* Ends the program if memory runs out. Empty: that is not known. Free with takers_free(). */
struct takers takers_read(sqlite3 *db, const struct run_story *s);
void takers_free(struct takers *t);

/* Did an op of this type take an operand in DRAM, or give an output there? */
bool takers_took_dram(const struct takers *t, int64_t type);
bool takers_gave_dram(const struct takers *t, int64_t type);
/* Was another tensor made over a buffer of this line (site_tree_line())? */
bool takers_viewed(const struct takers *t, uint64_t line);

#endif
