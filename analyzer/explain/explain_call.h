/*
 * What belongs to the call that failed: which buffers it took or reads, and its allocations as a
 * what_if that can be done again.
 *
 * Must not know: what is proposed, how rows are printed.
 */
#ifndef EXPLAIN_CALL_H
#define EXPLAIN_CALL_H

#include "call_replay.h"
#include "explain.h"

enum { CALL_WORLDS = 2 };

struct call {
	/* The call as it may have been, over the same blocks; none: it cannot be replayed. */
	struct call_replay worlds[CALL_WORLDS];
	size_t world_count;
	const char *why_not;            /* it cannot be replayed */
	struct call_replay_block *blocks;
	bool *may_go, *stays;           /* as smallest_release() takes them */
	uint64_t *ages;
	uint64_t *sizes;                /* of whole buffers, by block */
	size_t *block_of;               /* holder's block */
	bool *there[CALL_WORLDS];
	struct call_replay_step *steps[CALL_WORLDS];
	uint64_t early_ns;              /* it began after that */
	uint64_t first_launch_ns;       /* of the call's first program; UINT64_MAX: it ran none */
	uint64_t last_launch_ns;
	size_t after_first[CALL_WORLDS];        /* the last step before that; SIZE_MAX: there is none */
};

/* Where on the failing thread the call may begin, in ns; 0: with the run. */
struct bounds {
	uint64_t early;         /* after the last event of another line, or failure */
	uint64_t late;          /* and after the last launch that may have ended a call */
	uint64_t next;          /* the thread's next event that takes something; UINT64_MAX: none */
	bool finished;          /* the trace says how the run went on */
};
/* explain_whose.c: whose each holder is (h->at[i].whose). operands: looks for those, too. */
struct bounds whose_find(struct explainer *x, struct holders *h, bool operands);

/*
 * Finds out whose each holder is (h->at[i].whose), and how the call can be replayed. region_end: of
 * a program that met buffers; 0: the failure is out of memory.
 */
void call_find(struct call *c, struct explainer *x, struct holders *h, const char *kind,
	uint64_t region_end);
void call_free(struct call *c);
/* With these changes: 1: it fits in all worlds; 0: in none; -1: in one of them. The most that is missing. */
int call_fits(const struct call *c, const unsigned char *changes, uint64_t *missing);

#endif
