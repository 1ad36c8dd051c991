/*
 * Times of events are rounded: what is below is chance, and costs the trace one bit an event for
 * each factor of 2. Usually by the timeline's step, which keeps the order of events that caused each
 * other in several threads. A thread's own events have their order without times: while no other
 * thread records, a coarser step will do, less than what a hook takes.
 *
 * Must not know: rings, ticks, what the events are.
 */
#ifndef L1TR_EVENT_TIMES_H
#define L1TR_EVENT_TIMES_H

#include "timeline.h"

enum { L1TR_COARSE_STEP_NS = 32 };

struct l1tr_event_times {
	int64_t latest_ns;      /* of all times given */
	int64_t floor_ns;       /* of those of other rings, and of fine ones: coarse ones are later */
	uint32_t ring;          /* whose events come, plus 1; 0: none yet */
	bool alone;
};

/*
 * Events of this ring come. `alone`: when they had been recorded all other rings were empty, so
 * that whatever caused one of them has its time already.
 */
static inline void l1tr_event_times_of(struct l1tr_event_times *t, uint32_t ring, bool alone)
{
	if (t->ring != ring + 1)
		t->floor_ns = t->latest_ns;
	t->ring = ring + 1;
	t->alone = alone;
}

/* Rounds the time of an event, which is at least least_ns then. */
static inline int64_t l1tr_event_time(struct l1tr_event_times *t, int64_t exact_ns,
	int64_t least_ns)
{
	int64_t ns = exact_ns & -(int64_t)L1TR_COARSE_STEP_NS;

	if (!t->alone || ns <= t->floor_ns || ns < least_ns) {
		ns = l1tr_rounded_ns(exact_ns);
		ns = ns < least_ns ? least_ns : ns;
		t->floor_ns = ns > t->floor_ns ? ns : t->floor_ns;
	}
	t->latest_ns = ns > t->latest_ns ? ns : t->latest_ns;
	return ns;
}

#endif
