/*
 * Earlier passes of a line that failed: the ops that it launched, the buffers that were alike, and what
 * these say of who needs one now.
 *
 * Must not know: what is proposed, how rows are printed.
 *
 * Passes are compared by place: a buffer that was allocated `k` ops of the failing line ago is like an
 * earlier one of the same call site and size when the line had launched as many ops since that was
 * allocated. Its next op is what failed now. And as many passes of marks that it was allocated in were over
 * by then: what a module returned is not like what the module used itself.
 */
#ifndef EXPLAIN_PASSES_H
#define EXPLAIN_PASSES_H

#include "explain_needed.h"
#include "mark_passes.h"

/* The ops that a line launched, in order. The caller frees `ops`. */
struct line {
	struct line_op {
		uint64_t op, time_ns;
	} *ops;
	size_t count, capacity, before; /* before: how many of them before the failure */
	const struct mark_passes *marks;        /* of the failing thread */
};
struct line passes_line(const struct explainer *x, uint64_t callsite);
/* How many ops of the line have a number up to this one. */
size_t passes_up_to(const struct line *l, uint64_t op);

struct alike {                  /* an earlier buffer */
	uint64_t site, bytes, alloc_ns, ops_before, ops_until_end, last_use_op, perhaps_op;
	bool by_op;
	bool outlived;          /* the function that made it: what else its caller does with it counts, too */
};
struct alikes {
	struct alike *at;
	size_t count, capacity;
};

/* What earlier buffers say, counted. */
struct votes {
	unsigned calls, later, none, perhaps;
	uint64_t later_op;
};
/* The place of a buffer at the failure. */
struct place {
	size_t ops;             /* of the line, since it was allocated */
	size_t over;            /* mark_passes_over() since then */
};
/* Adds those that have this call site, and have this size or, if other_sizes, another one. */
void passes_vote(struct votes *v, const struct line *l, const struct alikes *all, uint64_t site,
	uint64_t bytes, struct place here, bool other_sizes);

/*
 * explain_callers.c: the same by passes of the same function when it was called from elsewhere, whose call
 * sites differ in the outer frames alone. What such a pass did not need is counted only if it ended within
 * the function, since another caller may do something else with it.
 */
struct callers;
struct callers *callers_new(struct explainer *x, const char *kind);
void callers_free(struct callers *c);
void callers_vote(struct votes *v, struct callers *c, const struct holder *h, struct place here,
	bool other_sizes);

#endif
