/*
 * One try of a cure: a replay of the call with some blocks changed, if the run has work left for
 * it. See explain_cures.h.
 *
 * Must not know: which cures there are.
 */
#include <string.h>
#include "explain_cures.h"

bool cures_may_replay(struct cures *c)
{
	uint64_t cost = 16;

	if (!c->call.world_count)
		return false;
	for (size_t w = 0; w < c->call.world_count; w++)
		cost += c->call.worlds[w].block_count + 4 * c->call.worlds[w].step_count;
	if (cost > c->x->work)
		return false;
	c->x->work -= cost;
	return true;
}

void cures_undo(struct cures *c)
{
	memset(c->changes, REPLAY_AS_IT_WAS, c->call.worlds[0].block_count);
}

int cures_try(struct cures *c, uint64_t *missing)
{
	uint64_t bytes;
	int fits = call_fits(&c->call, c->changes, &bytes);

	if (missing)
		*missing = bytes;
	cures_undo(c);
	return fits;
}
