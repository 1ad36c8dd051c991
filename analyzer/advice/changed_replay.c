/*
 * A run's allocations with other sizes: see changed_replay.h.
 *
 * Must not know: why anything has another size, rows.
 */
#include <stdlib.h>
#include <string.h>
#include "changed_replay.h"
#include "work_allowance.h"
#include "xalloc.h"

static int64_t headroom(const struct changed_replay *c)
{
	int64_t least = -1;

	for (size_t i = 0; i < c->group->handle_count; i++) {
		int64_t h = address_replay_headroom(&c->replay, c->group->handles[i]);

		if (h >= 0 && (least < 0 || h < least))
			least = h;
	}
	return least;
}

struct changed_replay changed_replay_begin(const struct address_replay *r, const struct chip_group *g)
{
	struct changed_replay c = {.replay = *r, .group = g};
	size_t count = r->events.count;

	c.replay.held = (struct table){0};
	c.replay.events.at = xarray(count + 1, sizeof(*c.replay.events.at));
	c.replay.events.capacity = count + 1;
	c.replay.address = xcalloc(count + 1, sizeof(*c.replay.address));
	if (count)
		memcpy(c.replay.events.at, r->events.at, count * sizeof(*r->events.at));
	work_spend_each(count, 10);
	if (g->headroom_bytes < 0)
		return c;
	address_replay_with(&c.replay, NULL, 0);
	c.headroom_known = headroom(&c) == g->headroom_bytes;
	return c;
}

void changed_replay_end(struct changed_replay *c)
{
	free(c->replay.events.at);
	free(c->replay.address);
	table_free_values(&c->replay.held);
	*c = (struct changed_replay){0};
}

struct allocator_event *changed_replay_alloc(const struct changed_replay *c, uint64_t born)
{
	size_t i = (size_t)(uintptr_t)table_get(&c->replay.born, born);

	return i ? &c->replay.events.at[i - 1] : NULL;
}

void changed_replay_try(struct changed_replay *c, struct effect *e)
{
	struct address_replay_result r = address_replay_with(&c->replay, NULL, 0);

	e->fails = r.fails;
	e->ask = r.ask;
	e->moves_otherwise = r.moves_otherwise;
	e->prevented = (int64_t)r.prevented;
	e->headroom_bytes = c->headroom_known ? headroom(c) : -1;
}
