/*
 * Is it sure that nothing uses a buffer later than a certain call, although something failed, ops ran of
 * which not all is known, or the source mentions its variable once more?
 *
 * Must not know: what would be saved, SQL.
 */
#ifndef LATER_USES_H
#define LATER_USES_H

#include "executions.h"
#include "run_story.h"

/* A buffer that advice may be about. */
struct candidate {
	size_t lifetime, call;          /* index of the call that used it for the last time */
	size_t made_at, freed_after;    /* nodes */
	bool argument;
	struct execution *in;           /* of the second line */
};

struct later_uses {
	const struct run_story *s;
	const struct call_event **failures;     /* in order of time */
	size_t failure_count, failure_capacity;
};

/* Free with later_uses_end(). The story must live as long. */
struct later_uses later_uses_begin(const struct run_story *s);
void later_uses_end(struct later_uses *l);

/* Is it there when its thread goes on after the line? */
bool later_uses_outlives(const struct run_story *s, const struct candidate *c);
/* Is it sure of each of these, or shown by others of them, that nothing uses it later? */
bool later_uses_none(const struct later_uses *l, const struct candidate *c, size_t count);
/*
 * A call that launches nothing, and makes no other tensor, leaves no record of what it takes, as does a
 * return: does the source mention the variable once more, so that it is not known to be over?
 */
bool later_uses_mentioned(const struct run_story *s, const struct candidate *c);

#endif
