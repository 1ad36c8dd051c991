/*
 * Buffers in front of a capture: see before_capture.h.
 *
 * Must not know: SQL, what would be saved.
 *
 * A replay holds what is live then and what was live when its launches were captured, bytes in both once. So
 * what it would hold without such a buffer is known if the buffer outlives all replays, and if nothing that
 * was allocated after the first capture lives at any: else other bytes may coincide, at other addresses.
 */
#include <stdlib.h>
#include "before_capture.h"
#include "grown_array.h"
#include "work_allowance.h"

struct replays {                /* their times, in order */
	int64_t *at;
	size_t count, capacity;
};

static struct replays find_replays(const struct run_story *s)
{
	struct replays r = {0};

	for (size_t i = 0; i < s->call_count; i++)
		if (s->calls[i].is_replay) {
			GROW(r.at, r.count, r.capacity);
			r.at[r.count++] = s->calls[i].time_ns;
		}
	return r;
}

/* Is there a replay at a time [from_ns, to_ns)? */
static bool any_between(const struct replays *r, int64_t from_ns, int64_t to_ns)
{
	size_t low = 0, high = r->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (r->at[middle] < from_ns)
			low = middle + 1;
		else
			high = middle;
	}
	return low < r->count && r->at[low] < to_ns;
}

/* Does something that was allocated after the first capture live at a replay? */
static bool others_came(const struct run_story *s, const struct replays *r)
{
	for (size_t i = s->lifetime_count; i-- > 0 && work_spend(20);) {
		const struct lifetime *l = &s->lifetimes[i];

		if (l->alloc_ns <= s->captures[0].to_ns)
			return false;
		if (any_between(r, l->alloc_ns, l->free_ns))
			return true;
	}
	return false;
}

void before_capture_mark(struct run_story *s)
{
	struct replays r;

	if (!s->capture_count)
		return;
	r = find_replays(s);
	if (r.count && !others_came(s, &r))
		for (size_t i = 0; i < s->lifetime_count; i++) {
			struct lifetime *l = &s->lifetimes[i];

			if (!l->captured || l->left_out || l->alloc_ns >= l->capture_ns ||
				l->used_ns >= l->capture_ns || l->free_ns <= r.at[r.count - 1])
				continue;
			l->waits = true;
			l->captured = false;
		}
	free(r.at);
}
