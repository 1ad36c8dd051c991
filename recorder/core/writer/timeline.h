/*
 * From ticks to ns since time 0: a chain of straight lines, steered so that it follows
 * CLOCK_MONOTONIC and never runs backwards; the order of ticks is the order of times.
 *
 * Must not know: events, files.
 *
 * Readers of a live file know the newest line only. So a new line may begin only when everything
 * from before it is in the trace. New lines are rare: only when the last one deviates too much.
 */
#ifndef L1TR_TIMELINE_H
#define L1TR_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>
#include "l1t_live.h"

enum { LINES_KEPT = 16 };

struct l1tr_timeline {
	struct l1t_anchor lines[LINES_KEPT];    /* a ring; each line holds from its ticks0 on */
	uint32_t newest, count;
	uint64_t base_ticks;            /* ns per tick is measured from here */
	int64_t base_ns;
	int64_t mono0_ns;
	int64_t next_look_ns;           /* in the time of the lines */
	int64_t look_ns;                /* time between checks */
	uint64_t seen_ticks;            /* highest value of the counter that was read */
};

/* Begins with the live file's first anchor; mono0_ns is CLOCK_MONOTONIC at time 0. */
void l1tr_timeline_begin(struct l1tr_timeline *t, const struct l1t_anchor *first, int64_t mono0_ns);
/* Checks the clock. 1: a new line is due, from *line on. */
int l1tr_timeline_due(struct l1tr_timeline *t, struct l1t_anchor *line);
/* The line holds from now on. */
void l1tr_timeline_add(struct l1tr_timeline *t, const struct l1t_anchor *line);
int64_t l1tr_timeline_old_ns(const struct l1tr_timeline *t, uint64_t ticks);

static inline int64_t l1tr_line_ns(const struct l1t_anchor *line, uint64_t ticks)
{
	return line->ns0 + (int64_t)((double)(int64_t)(ticks - line->ticks0) * line->ns_per_tick);
}

/* Whether the ticks are in the line: at its beginning or after it. */
static inline bool l1tr_line_has(const struct l1t_anchor *line, uint64_t ticks)
{
	return (int64_t)(ticks - line->ticks0) >= 0;
}

static inline const struct l1t_anchor *l1tr_timeline_newest(const struct l1tr_timeline *t)
{
	return &t->lines[t->newest];
}

/*
 * What times are rounded to, downwards: less than what recording an event takes, by which one that
 * caused another is the earlier of both, whatever threads they are of.
 */
enum { L1TR_TIME_STEP_NS = 8 };

static inline int64_t l1tr_rounded_ns(int64_t ns)
{
	return ns & -(int64_t)L1TR_TIME_STEP_NS;
}

static inline int64_t l1tr_timeline_exact_ns(const struct l1tr_timeline *t, uint64_t ticks)
{
	const struct l1t_anchor *line = l1tr_timeline_newest(t);

	return l1tr_line_has(line, ticks) ? l1tr_line_ns(line, ticks) : l1tr_timeline_old_ns(t, ticks);
}

/* Rounded. */
static inline int64_t l1tr_timeline_ns(const struct l1tr_timeline *t, uint64_t ticks)
{
	return l1tr_rounded_ns(l1tr_timeline_exact_ns(t, ticks));
}

#endif
