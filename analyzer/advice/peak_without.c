/*
 * The peak without what is freed earlier: see peak_without.h.
 *
 * Must not know: why they could be, SQL.
 *
 * An instant at the time at which a buffer would be freed still has it. At a replay everything counts,
 * since its launches use what was live at their capture, but for what only waits (before_capture.h).
 */
#include <stdlib.h>
#include "peak_without.h"
#include "work_allowance.h"
#include "xalloc.h"

struct peak_without peak_without_begin(const struct chip_group *g, const struct lifetime *l)
{
	struct peak_without p = {.group = g, .lifetimes = l,
		.change = xcalloc(g->count + 1, sizeof(*p.change)),
		.at_replays = xcalloc(g->count + 1, sizeof(*p.at_replays))};

	p.peak = peak_without_find(&p).at;
	return p;
}

void peak_without_end(struct peak_without *p)
{
	free(p->change);
	free(p->at_replays);
	*p = (struct peak_without){0};
}

void peak_without_range(const struct peak_without *p, size_t i, int64_t end_ns, size_t *from, size_t *to)
{
	const struct lifetime *l = &p->lifetimes[i];

	*from = *to = 0;
	if (end_ns >= l->free_ns || !chip_group_has(p->group, l->handle, l->alloc_ns))
		return;
	*from = chip_group_from(p->group, end_ns + 1);
	*to = l->free_ns == INT64_MAX ? p->group->count : chip_group_from(p->group, l->free_ns);
}

static void add(struct peak_without *p, size_t i, int64_t end_ns, int64_t bytes)
{
	size_t from, to;

	peak_without_range(p, i, end_ns, &from, &to);
	if (from >= to)
		return;
	p->change[from] += bytes;
	p->change[to] -= bytes;
	if (!p->lifetimes[i].waits)
		return;
	p->at_replays[from] += bytes;
	p->at_replays[to] -= bytes;
}

void peak_without_free(struct peak_without *p, size_t i, int64_t end_ns)
{
	add(p, i, end_ns, (int64_t)p->lifetimes[i].bytes);
}

void peak_without_undo(struct peak_without *p, size_t i, int64_t end_ns)
{
	add(p, i, end_ns, -(int64_t)p->lifetimes[i].bytes);
}

static void add_span(struct peak_without *p, size_t i, int64_t from_ns, int64_t to_ns, int64_t bytes)
{
	size_t from, to;

	if (!chip_group_has(p->group, p->lifetimes[i].handle, p->lifetimes[i].alloc_ns))
		return;
	from = chip_group_from(p->group, from_ns);
	to = to_ns == INT64_MAX ? p->group->count : chip_group_from(p->group, to_ns);
	if (from >= to)
		return;
	p->change[from] += bytes;
	p->change[to] -= bytes;
}

void peak_without_hide(struct peak_without *p, size_t i, int64_t from_ns, int64_t to_ns)
{
	add_span(p, i, from_ns, to_ns, (int64_t)p->lifetimes[i].bytes);
}

void peak_without_show(struct peak_without *p, size_t i, int64_t from_ns, int64_t to_ns)
{
	add_span(p, i, from_ns, to_ns, -(int64_t)p->lifetimes[i].bytes);
}

struct peak_found peak_without_find(const struct peak_without *p)
{
	struct peak_found found = {0};
	int64_t fewer = 0, at_replays = 0;

	work_spend_each(p->group->count, 2);
	for (size_t i = 0; i < p->group->count; i++) {
		const struct held *h = &p->group->at[i];
		int64_t bytes;

		fewer += p->change[i];
		at_replays += p->at_replays[i];
		bytes = h->total_bytes - (h->is_replay ? at_replays : fewer);
		if (bytes > found.bytes)
			found = (struct peak_found){bytes, i};
	}
	return found;
}

bool peak_without_is_over(const struct peak_without *p, size_t i, int64_t end_ns, size_t instant)
{
	const struct lifetime *l = &p->lifetimes[i];
	const struct held *h = &p->group->at[instant];

	return instant < p->group->count && (!h->is_replay || l->waits) && h->time_ns > end_ns &&
		h->time_ns < l->free_ns && chip_group_has(p->group, l->handle, l->alloc_ns);
}
