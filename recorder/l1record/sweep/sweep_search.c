/*
 * Looks for the largest value that fits: see sweep_search.h.
 *
 * Must not know: what is run, what the values are.
 */
#include "sweep_search.h"

#include <stdlib.h>
#include <string.h>

void sweep_search_begin(struct sweep_search *s, size_t count, unsigned above)
{
	*s = (struct sweep_search){.count = (int64_t)count, .fits = -1, .fits_not = (int64_t)count,
		.above = above};
}

void sweep_search_free(struct sweep_search *s)
{
	free(s->tried);
	memset(s, 0, sizeof(*s));
}

static bool is_tried(const struct sweep_search *s, int64_t value)
{
	for (size_t i = 0; i < s->tried_count; i++)
		if (s->tried[i] == value)
			return true;
	return false;
}

/* The untried value between the two that is the nearest to `wanted`; -1: there is none. */
static int64_t nearest(const struct sweep_search *s, int64_t wanted)
{
	for (int64_t far = 0; far < s->count; far++) {
		int64_t up = wanted + far, down = wanted - far;

		if (up >= s->fits_not && down <= s->fits)
			return -1;
		if (up < s->fits_not && !is_tried(s, up))
			return up;
		if (down > s->fits && !is_tried(s, down))
			return down;
	}
	return -1;
}

static int64_t next_of_edge(struct sweep_search *s)
{
	int64_t wanted = 2 * s->fits + 1;

	if (s->fits < 0)
		wanted = 0;
	if (s->fits_not < s->count)
		wanted = s->fits + (s->fits_not - s->fits) / 2;
	if (wanted >= s->count)
		wanted = s->count - 1;
	return nearest(s, wanted);
}

static int64_t next_beyond(struct sweep_search *s)
{
	while (s->above && s->beyond < s->count) {
		int64_t value = s->beyond++;

		if (!is_tried(s, value)) {
			s->above--;
			return value;
		}
	}
	return -1;
}

static int64_t remember(struct sweep_search *s, int64_t value)
{
	if (s->tried_count == s->tried_room) {
		size_t room = 2 * s->tried_room + 64;
		int64_t *tried = realloc(s->tried, room * sizeof(*tried));

		if (!tried)
			return -2;
		s->tried = tried;
		s->tried_room = room;
	}
	s->tried[s->tried_count++] = value;
	return value;
}

int64_t sweep_search_next(struct sweep_search *s)
{
	int64_t value;

	if (s->waits || s->given_up)
		return -1;
	if (!s->edge_known) {
		value = next_of_edge(s);
		if (value >= 0) {
			s->waits = true;
			return remember(s, value);
		}
		s->edge_known = true;
		s->beyond = s->fits_not + 1;
	}
	value = next_beyond(s);
	return value < 0 ? value : remember(s, value);
}

void sweep_search_result(struct sweep_search *s, int64_t value, enum sweep_verdict verdict)
{
	if (s->edge_known)
		return;
	s->waits = false;
	s->neither = verdict == SWEEP_NEITHER ? s->neither + 1 : 0;
	s->given_up = s->neither == SWEEP_NEITHER_MOST;
	if (verdict == SWEEP_FITS && value > s->fits)
		s->fits = value;
	if (verdict == SWEEP_FITS_NOT && value < s->fits_not)
		s->fits_not = value;
}
