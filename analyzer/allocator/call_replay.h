/*
 * Replays the allocations of one failing call with something changed: a buffer released before the
 * call, moved, or never taken. Every block that the call takes is placed anew by the runtime's
 * rule.
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
	uint64_t from, to;      /* addresses of the bank: [from, to) */
	bool low;               /* it fills from below (DRAM), else from above */
	const struct call_replay_block *blocks;     /* by address */
	size_t block_count;
	const bool *there;      /* by block: it lies in the bank when the call begins */
	const struct call_replay_step *steps;
	size_t step_count;
	/* What failed at the end: a block of `need` bytes, or a program whose regions reach the
	 * address `end`; the other one is 0. */
	uint64_t need, end;
};

enum call_replay_change {
	REPLAY_AS_IT_WAS,
	REPLAY_GONE,           /* released before the call; if the call takes it: never taken */
	REPLAY_MOVED,          /* released before the call and taken again at once; of several: all
	                        * are released first */
	REPLAY_MOVED_IN_TURN,  /* the same; of several: one after the other, the highest first */
	REPLAY_GONE_LATER,     /* released after a step of the call */
	REPLAY_MOVED_LATER,    /* the same, and taken again at once */
};

struct call_replay_result {
	bool fits;
	bool as_recorded;       /* every block that was taken got its recorded address */
	uint64_t missing;       /* bytes, of the first thing that did not fit */
};

/* changes[i]: enum call_replay_change of block i; NULL: none. later: index of the step after which
 * the ..._LATER changes are made. */
struct call_replay_result call_replay(const struct call_replay *w, const unsigned char *changes,
	size_t later);

#endif
