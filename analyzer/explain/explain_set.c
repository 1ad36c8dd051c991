/*
 * What to release: the smallest set of dead buffers that makes it fit, else of those that something has read since
 * they were made, else of any. See explain_cures.h.
 *
 * Must not know: how a call is distinguished from others, what else is proposed, how rows are printed.
 */
#include <stdlib.h>
#include <string.h>
#include "explain_cures.h"
#include "xalloc.h"

enum { SET_REPLAYS = 20000 };   /* to find the smallest set of one failure, at most */

static void use_work(struct cures *c, uint64_t replays)
{
	const uint64_t work = replays * (c->call.worlds[0].block_count + 16);

	c->x->work -= work < c->x->work ? work : c->x->work;
}

static bool is_dead(const struct cures *c, size_t holder)
{
	return c->needed[holder].need == NEED_NONE;
}

static bool may_be_dead(const struct cures *c, size_t holder)
{
	return is_dead(c, holder) || needed_was_read(c->x, &c->holders->at[holder], &c->needed[holder]);
}

/* Of buffers of which this is true. False: there are none, or they do not suffice. */
static bool find_set_of(struct cures *c, bool (*chosen)(const struct cures *c, size_t holder),
	uint64_t most)
{
	const struct call *call = &c->call;
	size_t blocks = call->worlds[0].block_count, count = 0;
	bool *may_go = xcalloc(blocks + 1, sizeof(bool)), *stays = xcalloc(blocks + 1, sizeof(bool));

	memcpy(stays, call->stays, blocks * sizeof(bool));
	for (size_t i = 0; i < c->holders->count; i++) {
		size_t block = call->block_of[i];

		if (!call->may_go[block])
			continue;
		may_go[block] = chosen(c, i);
		stays[block] |= !may_go[block];
		count += may_go[block];
	}
	if (count) {
		c->set = smallest_release(call->worlds, call->world_count, may_go, stays, call->ages, most);
		use_work(c, c->set.replays);
		if (!c->set.found)
			free(c->set.chosen);
	}
	free(may_go);
	free(stays);
	return count && c->set.found;
}

static void find_set(struct cures *c)
{
	const struct call *call = &c->call;
	size_t blocks = call->worlds[0].block_count;
	uint64_t most = c->x->work / 2 / (blocks + 16);

	c->of = find_set_of(c, is_dead, (most < SET_REPLAYS ? most : SET_REPLAYS) / 2) ? SET_OF_DEAD
		: find_set_of(c, may_be_dead, (most < SET_REPLAYS ? most : SET_REPLAYS) / 2) ? SET_OF_READ : SET_OF_ALL;
	if (c->of == SET_OF_ALL) {
		c->set = smallest_release(call->worlds, call->world_count, call->may_go, call->stays,
			call->ages, most < SET_REPLAYS ? most : SET_REPLAYS);
		use_work(c, c->set.replays);
	}
	/* no set was found that fits in both worlds: is there one that fits in one of them? */
	for (size_t w = 0; w < call->world_count && call->world_count > 1 && !c->set.found; w++) {
		struct smallest_release one = smallest_release(&call->worlds[w], 1, call->may_go, call->stays,
			call->ages, most / 4 < SET_REPLAYS ? most / 4 : SET_REPLAYS);

		c->any_set = c->any_set || one.found || !one.proved;
		free(one.chosen);
	}
	for (size_t i = 0; i < c->holders->count; i++)
		for (size_t k = 0; k < c->set.count && !c->in_set[i]; k++)
			c->in_set[i] = c->set.chosen[k] == call->block_of[i];
}

/* What the call uses cannot go before it, but it can be moved. */
static void find_inputs(struct cures *c, struct holders *h)
{
	c->needed = needed_find(c->x, h, c->kind, c->call.late_ns);
	for (size_t i = 0; i < h->count; i++) {
		bool *may_go = &c->call.may_go[c->call.block_of[i]];

		if (c->needed[i].need != NEED_CALL || h->at[i].whose != WHOSE_OTHER)
			continue;
		c->input[i] = *may_go;
		c->call.stays[c->call.block_of[i]] |= *may_go;
		*may_go = false;
		h->at[i].whose = WHOSE_OPERAND;
	}
}

void cures_find(struct cures *c, struct explainer *x, struct holders *h, const char *kind,
	uint64_t end)
{
	*c = (struct cures){.x = x, .holders = h, .kind = kind, .end = end,
		.in_set = xcalloc(h->count + 1, sizeof(bool)),
		.alone = xcalloc(h->count + 1, sizeof(int)),
		.input = xcalloc(h->count + 1, sizeof(bool))};
	call_find(&c->call, x, h, kind, end);
	find_inputs(c, h);
	c->changes = xcalloc(c->call.world_count ? c->call.worlds[0].block_count + 1 : 1, 1);
	x->tried = c->call.world_count;
	for (size_t i = 0; i < h->count; i++)
		c->alone[i] = -1;
	if (!x->tried)
		x->tried = shared_hole_find(c);
	else
		find_set(c);
	for (size_t i = 0; i < h->count; i++) {
		if (c->call.world_count && c->call.may_go[c->call.block_of[i]] &&
			cures_may_replay(c)) {
			c->changes[c->call.block_of[i]] = REPLAY_GONE;
			c->alone[i] = cures_try(c, NULL);
			if (c->alone[i] < 0)
				c->alone[i] = -2;
		}
	}
	x->why_not = x->tried && !c->call.world_count ? NULL : c->call.why_not;
}

void cures_free(struct cures *c)
{
	call_free(&c->call);
	free(c->set.chosen);
	free(c->in_set);
	free(c->alone);
	free(c->needed);
	free(c->input);
	free(c->changes);
}
