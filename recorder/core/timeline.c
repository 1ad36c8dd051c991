/*
 * Steering: each new line begins where the one before has arrived, and is tilted so that it meets
 * the clock after STEER_NS. A suspended machine, where one of both clocks stood still, makes a
 * step forward, or a slow stretch until the clock has caught up.
 *
 * Must not know: events, files.
 */
#include "clock.h"
#include "timeline.h"

enum {
	LINE_MIN_NS = 10000000,
	STEER_NS = 100000000,
	STEP_NS = 10000000,             /* errors beyond this are a clock that stood still */
	PAIR_TRIES = 4,
	PAIR_TICKS = 2000,
};

/* Ticks and CLOCK_MONOTONIC at the same moment, as near as can be had. */
static void read_pair(uint64_t *ticks, int64_t *mono_ns)
{
	uint64_t best = UINT64_MAX;

	*ticks = 0;
	*mono_ns = 0;
	for (int i = 0; i < PAIR_TRIES && best > PAIR_TICKS; i++) {
		uint64_t before = l1tr_ticks(), after;
		int64_t ns = l1tr_monotonic_ns();

		after = l1tr_ticks();
		if (after - before >= best)
			continue;
		best = after - before;
		*ticks = before + best / 2;
		*mono_ns = ns;
	}
}

void l1tr_timeline_begin(struct l1tr_timeline *t, const struct l1t_anchor *first, int64_t mono0_ns)
{
	t->lines[0] = *first;
	t->newest = 0;
	t->count = 1;
	t->base_ticks = first->ticks0;
	t->base_ns = 0;
	t->mono0_ns = mono0_ns;
}

static void add_line(struct l1tr_timeline *t, uint64_t ticks, int64_t ns, double ns_per_tick)
{
	t->newest = (t->newest + 1) % LINES_KEPT;
	t->lines[t->newest] = (struct l1t_anchor){ticks, ns, ns_per_tick};
	if (t->count < LINES_KEPT)
		t->count++;
}

int l1tr_timeline_follow(struct l1tr_timeline *t)
{
	const struct l1t_anchor *line = &t->lines[t->newest];
	uint64_t ticks;
	int64_t ns, arrived, error;
	double slope;

	if (l1tr_clock_kind)
		return 0;
	read_pair(&ticks, &ns);
	ns -= t->mono0_ns;
	if (ticks <= line->ticks0) {
		/* the counter was set back: nothing before tells about what comes */
		arrived = line->ns0 > ns ? line->ns0 : ns;
		t->count = 0;
		add_line(t, ticks, arrived, line->ns_per_tick);
		t->base_ticks = ticks;
		t->base_ns = ns;
		return 1;
	}
	arrived = l1tr_line_ns(line, ticks);
	if (arrived - line->ns0 < LINE_MIN_NS)
		return 0;
	error = ns - arrived;
	slope = (double)(ns - t->base_ns) / (double)(ticks - t->base_ticks);
	if (error > STEP_NS || error < -STEP_NS) {
		slope = error > 0 ? line->ns_per_tick : line->ns_per_tick / 2;
		if (error > 0)
			arrived = ns;
		t->base_ticks = ticks;
		t->base_ns = ns;
	} else {
		slope *= 1 + (double)error / STEER_NS;
	}
	if (!(slope > 0))
		slope = line->ns_per_tick;
	add_line(t, ticks, arrived, slope);
	return 1;
}

int64_t l1tr_timeline_old_ns(const struct l1tr_timeline *t, uint64_t ticks)
{
	const struct l1t_anchor *line = &t->lines[t->newest];

	for (uint32_t i = 1; i < t->count && (int64_t)(ticks - line->ticks0) < 0; i++)
		line = &t->lines[(t->newest + LINES_KEPT - i) % LINES_KEPT];
	return l1tr_line_ns(line, ticks);
}
