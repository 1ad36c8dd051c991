/*
 * The allocations of one failing call, done again with something changed: a buffer gone before the
 * call, moved, or never taken. Everything that the call takes is placed anew by the runtime's rule.
 *
 * Must not know: buffers' owners, SQL, what the changes are called.
 */
#ifndef CALL_REPLAY_H
#define CALL_REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct call_replay_block {
	uint64_t address, bytes;        /* as recorded */
};

enum call_replay_kind { REPLAY_TAKE, REPLAY_GIVE, REPLAY_LAUNCH };
struct call_replay_step {
	enum call_replay_kind kind;
	size_t block;           /* TAKE, GIVE: which */
	uint64_t end;           /* LAUNCH: where the program's regions end */
};

struct call_replay {
	uint64_t from, to;      /* the bank */
	bool low;               /* it fills from below (DRAM), else from above */
	const struct call_replay_block *blocks;     /* by address */
	size_t block_count;
	const bool *there;      /* lies there when the call begins */
	const struct call_replay_step *steps;
	size_t step_count;
	/* What failed at the end: a block of `need` bytes, or a program whose regions reach `end`;
	 * the other one is 0. */
	uint64_t need, end;
};

enum call_replay_change {
	REPLAY_AS_IT_WAS,
	REPLAY_GONE,           /* given back before the call; what the call takes: never taken */
	REPLAY_MOVED,          /* given back before the call and taken again at once */
	REPLAY_GONE_LATER,     /* given back after a step */
	REPLAY_MOVED_LATER,    /* the same, and taken again at once */
};

struct call_replay_result {
	bool fits;
	bool as_recorded;       /* all that was taken came out where it was recorded */
	uint64_t missing;       /* bytes, of the first thing that did not fit */
};

/* changes[i] is block i's; NULL: none. `later`: the step after which WHAT_IF_.._LATER is done. */
struct call_replay_result call_replay(const struct call_replay *w, const unsigned char *changes,
	size_t later);

#endif
