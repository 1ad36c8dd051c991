/*
 * The allocations of one failing call, done again with something changed: a buffer gone before the
 * call, moved, or never taken. Everything that the call takes is placed anew by the runtime's rule.
 *
 * Must not know: buffers' owners, SQL, what the changes are called.
 */
#ifndef WHAT_IF_H
#define WHAT_IF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct what_if_block {
	uint64_t address, bytes;        /* as recorded */
};

enum what_if_kind { WHAT_IF_TAKE, WHAT_IF_GIVE, WHAT_IF_LAUNCH };
struct what_if_step {
	enum what_if_kind kind;
	size_t block;           /* TAKE, GIVE: which */
	uint64_t end;           /* LAUNCH: where the program's regions end */
};

struct what_if {
	uint64_t from, to;      /* the bank */
	bool low;               /* it fills from below (DRAM), else from above */
	const struct what_if_block *blocks;     /* by address */
	size_t block_count;
	const bool *there;      /* lies there when the call begins */
	const struct what_if_step *steps;
	size_t step_count;
	/* What failed at the end: a block of `need` bytes, or a program whose regions reach `end`;
	 * the other one is 0. */
	uint64_t need, end;
};

enum what_if_change {
	WHAT_IF_AS_IT_WAS,
	WHAT_IF_GONE,           /* given back before the call; what the call takes: never taken */
	WHAT_IF_MOVED,          /* given back before the call and taken again at once */
	WHAT_IF_GONE_LATER,     /* given back after a step */
	WHAT_IF_MOVED_LATER,    /* the same, and taken again at once */
};

struct what_if_result {
	bool fits;
	bool as_recorded;       /* all that was taken came out where it was recorded */
	uint64_t missing;       /* bytes, of the first thing that did not fit */
};

/* changes[i] is block i's; NULL: none. `later`: the step after which WHAT_IF_.._LATER is done. */
struct what_if_result what_if(const struct what_if *w, const unsigned char *changes, size_t later);

#endif
