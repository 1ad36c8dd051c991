/*
 * What belongs to the call that failed: the buffers that it took or reads, and its allocations as a
 * struct call_replay.
 *
 * Must not know: what is proposed, how rows are printed.
 */
#ifndef EXPLAIN_CALL_H
#define EXPLAIN_CALL_H

#include "call_replay.h"
#include "explain.h"

enum { CALL_WORLDS = 2 };

struct call {
	/* A replay of the call for each time at which it may have begun, over the same blocks.
	 * None: the call cannot be replayed. */
	struct call_replay worlds[CALL_WORLDS];
	size_t world_count;
	const char *why_not;            /* why it cannot be replayed; NULL: it can */
	struct call_replay_block *blocks;
	bool *may_go, *stays;           /* as smallest_release() takes them */
	uint64_t *ages;                 /* by block: when it was allocated, in ns */
	uint64_t *sizes;                /* by block: bytes of the whole buffer */
	size_t *block_of;               /* by holder: index of its block */
	bool *there[CALL_WORLDS];
	struct call_replay_step *steps[CALL_WORLDS];
	uint64_t early_ns;              /* the call began after this time, */
	uint64_t late_ns;               /* and what is after this time is surely the call's */
	uint64_t first_launch_ns;       /* of the call's first program; UINT64_MAX: none */
	uint64_t last_launch_ns;        /* of its last program; UINT64_MAX: none */
	/* By world: index of the last step that is not after the first launch; SIZE_MAX: none. */
	size_t after_first[CALL_WORLDS];
};

/* When the call may have begun, by the events of the failing thread, in ns; 0: with the run. */
struct bounds {
	uint64_t early;         /* after the last event of another line, and the last failure */
	uint64_t late;          /* also after the last launch that may have ended an earlier call */
	uint64_t next;          /* the thread's next allocation, op or failure; UINT64_MAX: none */
	bool finished;          /* the run's end is known, and no events are missing */
};
/* explain_whose.c: finds whose each holder is (h->at[i].whose). operands: looks for operands
 * (WHOSE_OPERAND), too. */
struct bounds whose_find(struct explainer *x, struct holders *h, bool operands);

/*
 * Finds out whose each holder is (h->at[i].whose), and how the call can be replayed. kind: of the
 * buffers, as in view buffer. region_end: as `end` of explain_buffers(). call_free() frees `c`.
 */
void call_find(struct call *c, struct explainer *x, struct holders *h, const char *kind,
	uint64_t region_end);
void call_free(struct call *c);
/* Replays the call with these changes of blocks. 1: it fits in all worlds; 0: in none; -1: in one
 * of two. *missing: the most bytes that are missing in a world. */
int call_fits(const struct call *c, const unsigned char *changes, uint64_t *missing);

#endif
