/*
 * Cures that put buffers elsewhere before the call, each tried by a replay: moved within L1, one buffer
 * or, where that is not enough, those of the smallest set to release; inputs of the call in DRAM. See
 * explain_cures.h.
 *
 * Must not know: how a call is distinguished from others, how rows are printed.
 */
#include <stdio.h>
#include <string.h>
#include "explain_cures.h"
#include "readable.h"

enum { NOTE_BYTES = 600 };

/* Proposes to move one buffer: the one with the fewest bytes that makes it fit; of equals the oldest.
 * False: none does. */
static bool move_one(struct cures *c)
{
	const struct holder *best = NULL;
	char note[NOTE_BYTES], name[300];

	for (size_t i = 0; i < c->holders->count; i++) {
		const struct holder *h = &c->holders->at[i];

		if (!(c->call.may_go[c->call.block_of[i]] || c->input[i]) || (best && (h->bytes > best->bytes ||
			(h->bytes == best->bytes && h->alloc_ns > best->alloc_ns))) ||
			!cures_may_replay(c))
			continue;
		c->changes[c->call.block_of[i]] = REPLAY_MOVED;
		if (cures_try(c, NULL) == 1)
			best = h;
	}
	if (!best)
		return false;
	name_buffer(c, best, name, sizeof(name));
	snprintf(note, sizeof(note), "move %s before the call (ttnn.reallocate): it then lies where it "
		"is not in the way", name);
	cure_row(c, "reallocate", best, best->bytes, 1, note);
	return true;
}

/* Proposes to move those that it helps to release: who still needs them has them then. */
static void move_set(struct cures *c)
{
	char note[NOTE_BYTES];

	if (!c->set.found || c->set.count < 2 || !cures_may_replay(c))
		return;
	for (size_t k = 0; k < c->set.count; k++)
		c->changes[c->set.chosen[k]] = REPLAY_MOVED_IN_TURN;
	if (cures_try(c, NULL) != 1)
		return;
	snprintf(note, sizeof(note), "move the %zu buffers marked -> before the call (ttnn.reallocate), the "
		"highest address first: they then lie where they are not in the way", c->set.count);
	cure_row(c, "reallocate", NULL, c->set.bytes, 1, note);
}

/* The input of the call with the fewest bytes without which it fits; of equals the oldest. */
static const struct holder *input_too_many(struct cures *c)
{
	const struct holder *best = NULL;

	for (size_t i = 0; i < c->holders->count; i++) {
		const struct holder *h = &c->holders->at[i];

		if (!c->input[i] || (best && (h->bytes > best->bytes || (h->bytes == best->bytes &&
			h->alloc_ns > best->alloc_ns))) || !cures_may_replay(c))
			continue;
		c->changes[c->call.block_of[i]] = REPLAY_GONE;
		if (cures_try(c, NULL) == 1)
			best = h;
	}
	return best;
}

/* Proposes DRAM for an input or, where one is not enough, for all. No region of the program lies in them,
 * so that it may stay the same program. */
static void inputs_to_dram(struct cures *c)
{
	const struct holder *h = input_too_many(c);
	char note[NOTE_BYTES], name[300];
	uint64_t bytes = 0;
	size_t count = 0;

	if (h) {
		name_buffer(c, h, name, sizeof(name));
		snprintf(note, sizeof(note), "put its input, %s, into DRAM, if its regions stay as large "
			"then", name);
		cure_row(c, "dram_input", h, h->bytes, 1, note);
		return;
	}
	for (size_t i = 0; i < c->holders->count; i++)
		if (c->input[i]) {
			c->changes[c->call.block_of[i]] = REPLAY_GONE;
			bytes += c->holders->at[i].bytes;
			count++;
		}
	if (count < 2 || !cures_may_replay(c)) {
		cures_undo(c);
		return;
	}
	if (cures_try(c, NULL) != 1)
		return;
	snprintf(note, sizeof(note), "put its %zu inputs that are in L1 (%s bytes a core) into DRAM, if its regions "
		"stay as large then", count, grouped(bytes));
	cure_row(c, "dram_input", NULL, bytes, 1, note);
}

void moves_rows(struct cures *c)
{
	if (!move_one(c))
		move_set(c);
	if (!strcmp(c->kind, "l1") && c->call.world_count)
		inputs_to_dram(c);
}
