/*
 * Steering: each new line begins where the previous one has arrived, and is tilted so that it meets
 * the clock after a while: the larger the error, the later. The first checks follow each other
 * quickly, since ns per tick are then known from a short stretch only; later there is one a second,
 * mostly with nothing to do. After a machine was suspended one of the two clocks may have stood
 * still: then time makes a step forward, by the clock that continued.
 *
 * Must not know: events, files.
 */
#include <stdbool.h>
#include <stdlib.h>
#include "clock.h"
#include "timeline.h"

enum {
	FIRST_LOOK_NS = 5000000,
	LOOK_MAX_NS = 1000000000,
	ERROR_NS = 1000,                /* a smaller error is not worth a new line */
	STEP_NS = 10000000,             /* a larger error means that a clock stood still */
};

void l1tr_timeline_begin(struct l1tr_timeline *t, const struct l1t_anchor *first, int64_t mono0_ns)
{
	t->lines[0] = *first;
	t->newest = 0;
	t->count = 1;
	t->base_ticks = first->ticks0;
	t->base_ns = first->ns0;
	t->mono0_ns = mono0_ns;
	t->next_look_ns = t->look_ns = FIRST_LOOK_NS;
	t->seen_ticks = first->ticks0;
}

/* By more than the counters of two processors may differ. */
static bool was_set_back(const struct l1tr_timeline *t, uint64_t ticks)
{
	const struct l1t_anchor *now = &t->lines[t->newest];

	return l1tr_line_ns(now, t->seen_ticks) - l1tr_line_ns(now, ticks) > STEP_NS;
}

void l1tr_timeline_add(struct l1tr_timeline *t, const struct l1t_anchor *line)
{
	if (was_set_back(t, line->ticks0))
		t->count = 0;   /* earlier lines say nothing about what follows */
	t->seen_ticks = line->ticks0;
	t->newest = (t->newest + 1) % LINES_KEPT;
	t->lines[t->newest] = *line;
	if (t->count < LINES_KEPT)
		t->count++;
}

/*
 * A line holds on where the next one is late: the writer may wait for a call, or for a processor.
 * Tilted by no more than this it cannot miss by STEP_NS in 20 s.
 */
static const double TILT_MAX = 0.0005;

/* ns per tick are measured anew from here. */
static void begin_base(struct l1tr_timeline *t, uint64_t ticks, int64_t ns)
{
	t->base_ticks = ticks;
	t->base_ns = ns;
	t->look_ns = FIRST_LOOK_NS;
}

int l1tr_timeline_due(struct l1tr_timeline *t, struct l1t_anchor *line)
{
	const struct l1t_anchor *now = &t->lines[t->newest];
	uint64_t ticks;
	int64_t ns, arrived, error;
	double look_ns;
	bool back;

	*line = *now;
	if (l1tr_clock_kind)
		return 0;
	ticks = l1tr_ticks();
	back = was_set_back(t, ticks);
	if (!back && ticks > t->seen_ticks)
		t->seen_ticks = ticks;
	if (!back && (ticks <= now->ticks0 || l1tr_line_ns(now, ticks) < t->next_look_ns))
		return 0;
	l1tr_clock_pair(&ticks, &ns);
	ns -= t->mono0_ns;
	line->ticks0 = ticks;
	if (back) {
		arrived = l1tr_line_ns(now, t->seen_ticks);
		line->ns0 = arrived > ns ? arrived : ns;
		begin_base(t, ticks, ns);
		t->next_look_ns = line->ns0 + t->look_ns;
		return 1;
	}
	arrived = l1tr_line_ns(now, ticks);
	error = ns - arrived;
	line->ns0 = arrived;
	t->next_look_ns = arrived + t->look_ns;
	if (error > STEP_NS || error < -STEP_NS) {
		if (error > 0)
			line->ns0 = ns;
		else
			t->mono0_ns += error;   /* the clock stood still: follow the counter */
		begin_base(t, ticks, line->ns0);
		return 1;
	}
	if (error > -ERROR_NS && error < ERROR_NS) {
		t->look_ns = t->look_ns < LOOK_MAX_NS / 2 ? t->look_ns * 2 : LOOK_MAX_NS;
		return 0;
	}
	look_ns = (double)llabs(error) / (2 * TILT_MAX);
	if (look_ns < (double)t->look_ns)
		look_ns = (double)t->look_ns;
	t->next_look_ns = arrived + (int64_t)look_ns;
	line->ns_per_tick = (double)(ns - t->base_ns) / (double)(ticks - t->base_ticks) *
		(1 + (double)error / (2 * look_ns));
	return line->ns_per_tick > 0;
}

int64_t l1tr_timeline_old_ns(const struct l1tr_timeline *t, uint64_t ticks)
{
	const struct l1t_anchor *line = &t->lines[t->newest];

	for (uint32_t i = 1; i < t->count && (int64_t)(ticks - line->ticks0) < 0; i++)
		line = &t->lines[(t->newest + LINES_KEPT - i) % LINES_KEPT];
	return l1tr_line_ns(line, ticks);
}
