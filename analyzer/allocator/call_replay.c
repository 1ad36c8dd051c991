/*
 * One call's allocations, replayed with changes: see call_replay.h.
 *
 * Must not know: buffers' owners, SQL, what the changes are called.
 */
#include <stdlib.h>
#include "bank_heap.h"
#include "call_replay.h"
#include "placement_policies.h"
#include "xalloc.h"

struct replay {
	const struct call_replay *w;
	const struct placement_policy *rule;
	struct bank_heap heap;
	uint64_t *at;           /* address + 1 of each block; 0: it is not there */
	struct call_replay_result result;
};

static unsigned char change_of(const unsigned char *changes, size_t block)
{
	return changes ? changes[block] : REPLAY_AS_IT_WAS;
}

/* Does the block lie in the bank? A trace may hold any numbers; a block outside is not placed. */
static bool inside(const struct call_replay *w, const struct call_replay_block *b)
{
	return b->bytes && b->address >= w->from && b->address < w->to &&
		b->bytes <= w->to - b->address;
}

/* Fills the bank as it is when the call begins, without the released blocks. Blocks may overlap in
 * a bad trace. */
static void begin(struct replay *r, const unsigned char *changes)
{
	const struct call_replay *w = r->w;
	uint64_t left = w->from;

	bank_heap_init(&r->heap, w->from, w->to);
	r->heap.count = 0;
	r->heap.free_bytes = 0;
	for (size_t i = 0; i <= w->block_count; i++) {
		const struct call_replay_block *b = i < w->block_count ? &w->blocks[i] : NULL;
		uint64_t from = b ? b->address : w->to;
		uint64_t to = b ? b->address + b->bytes : w->to;

		if (b && (!w->there[i] || !inside(w, b) || change_of(changes, i) == REPLAY_GONE))
			continue;
		if (b)
			r->at[i] = from + 1;
		if (from > left)
			bank_heap_give(&r->heap, r->rule, left, from - left);
		if (to > left)
			left = to;
	}
}

/* Places a block that the call takes. False: there is no room. */
static bool take(struct replay *r, size_t block)
{
	const struct call_replay_block *b = &r->w->blocks[block];
	uint64_t address, largest;

	if (!b->bytes)
		return true;
	if (!bank_heap_take(&r->heap, r->rule, b->bytes, &address)) {
		largest = bank_heap_largest(&r->heap, r->rule);
		r->result.missing = b->bytes - largest;
		return false;
	}
	r->at[block] = address + 1;
	if (address != b->address)
		r->result.as_recorded = false;
	return true;
}

static void give(struct replay *r, size_t block)
{
	if (r->at[block])
		bank_heap_give(&r->heap, r->rule, r->at[block] - 1, r->w->blocks[block].bytes);
	r->at[block] = 0;
}

static bool launch(struct replay *r, uint64_t end)
{
	uint64_t lowest = bank_heap_lowest(&r->heap, r->rule);

	if (lowest < end)
		r->result.missing = end - lowest;
	return lowest >= end;
}

static bool step(struct replay *r, const struct call_replay_step *s, const unsigned char *changes)
{
	switch (s->kind) {
	case REPLAY_TAKE:
		return change_of(changes, s->block) == REPLAY_GONE || take(r, s->block);
	case REPLAY_GIVE:
		give(r, s->block);
		return true;
	case REPLAY_LAUNCH:
		break;
	}
	return launch(r, s->end);
}

/* Gives back all blocks that are released or moved now, then takes the moved ones again. False: one
 * of these finds no room. */
static bool change(struct replay *r, const unsigned char *changes, bool later)
{
	unsigned char gone = REPLAY_GONE_LATER, moved = later ? REPLAY_MOVED_LATER : REPLAY_MOVED;
	bool fits = true;

	for (size_t i = 0; changes && i < r->w->block_count; i++) {
		bool takes = changes[i] == moved && r->at[i];

		if (takes || (later && changes[i] == gone))
			give(r, i);
		if (takes)
			r->at[i] = UINT64_MAX;
	}
	for (size_t i = 0; changes && i < r->w->block_count && fits; i++)
		if (r->at[i] == UINT64_MAX) {
			r->at[i] = 0;
			fits = take(r, i);
		}
	return fits;
}

/* Moves blocks one after the other, as a program does. False: one finds no room. */
static bool move_in_turn(struct replay *r, const unsigned char *changes)
{
	bool fits = true;

	for (size_t i = changes ? r->w->block_count : 0; i-- > 0 && fits;)
		if (changes[i] == REPLAY_MOVED_IN_TURN && r->at[i]) {
			give(r, i);
			fits = take(r, i);
		}
	return fits;
}

static bool last(struct replay *r)
{
	uint64_t largest;

	if (r->w->end)
		return launch(r, r->w->end);
	largest = bank_heap_largest(&r->heap, r->rule);
	if (largest < r->w->need)
		r->result.missing = r->w->need - largest;
	return largest >= r->w->need;
}

struct call_replay_result call_replay(const struct call_replay *w, const unsigned char *changes,
	size_t later)
{
	struct replay r = {.w = w, .rule = placement_policy(w->low ? "bottom-up" : "runtime"),
		.at = xcalloc(w->block_count, sizeof(*r.at)), .result = {.as_recorded = true}};
	bool fits;

	begin(&r, changes);
	fits = change(&r, changes, false) && move_in_turn(&r, changes);
	for (size_t i = 0; i < w->step_count && fits; i++)
		fits = step(&r, &w->steps[i], changes) &&
			(!changes || i != later || change(&r, changes, true));
	r.result.fits = fits && last(&r);
	bank_heap_free(&r.heap);
	free(r.at);
	return r.result;
}
