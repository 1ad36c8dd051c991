/*
 * One trace that is followed while it is written: each step reads what was added since the last
 * one, and nothing twice.
 *
 * Must not know: how it is shown.
 */
#ifndef FOLLOWED_TRACE_H
#define FOLLOWED_TRACE_H

#include <stdbool.h>
#include <stdint.h>
#include "snapshot.h"

enum follow_state {
	FOLLOW_WAITS,           /* there is no trace yet: `why` says what is missing */
	FOLLOW_READS,           /* what was there already is being read: `progress` */
	FOLLOW_RUNS,
	FOLLOW_ENDED,           /* `ended` says how */
	FOLLOW_GIVEN_UP,        /* it cannot be read: `why` */
};

struct followed;

/* The path is copied. */
struct followed *followed_new(const char *path);
void followed_free(struct followed *f);
/* Reads on, for about so long, and has what is live found in the background. True: there is
 * something new to show. */
bool followed_step(struct followed *f, uint64_t budget_ns);
/* Whether work in the background is under way, so that a step is worth while soon. */
bool followed_is_busy(const struct followed *f);

struct followed_view {
	const char *path;
	enum follow_state state;
	const char *why, *ended;        /* NULL where there is nothing to say */
	double progress;        /* 0..1 */
	unsigned runs;          /* how many runs were seen under this path, with this one */
	bool was_removed;       /* the file is gone; what is shown is what it held */
	const struct snapshot *shown;   /* NULL: nothing is known yet */
	const char *cure;       /* of the last failure: what explain says; NULL: not known (yet) */
};
struct followed_view followed_view(const struct followed *f);

#endif
