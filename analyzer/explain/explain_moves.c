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

/* Is `a` the better one to move? A tensor is, then the one with fewer bytes, then the older one. */
static bool better(const struct holder *a, const struct holder *b)
{
	if (!b || a->no_tensor != b->no_tensor)
		return !b || b->no_tensor;
	return a->bytes < b->bytes || (a->bytes == b->bytes && a->alloc_ns <= b->alloc_ns);
}

static bool may_move(const struct cures *c, size_t i)
{
	return c->call.may_go[c->call.block_of[i]] || c->input[i];
}

/* An input of the call that may be in DRAM as it is: a sharded one makes another program of it. */
static bool may_be_in_dram(const struct cures *c, size_t i)
{
	const struct holder *h = &c->holders->at[i];

	return c->input[i] && !h->no_tensor && !(h->tensor && strstr(h->tensor, "sharded"));
}

/* The best of those of which one, changed so, makes it fit. NULL: none does. */
static const struct holder *best_alone(struct cures *c, bool (*may)(const struct cures *, size_t),
	unsigned char change)
{
	const struct holder *best = NULL;

	for (size_t i = 0; i < c->holders->count; i++) {
		const struct holder *h = &c->holders->at[i];

		if (!may(c, i) || !better(h, best) || !cures_may_replay(c))
			continue;
		c->changes[c->call.block_of[i]] = change;
		if (cures_try(c, NULL) == 1)
			best = h;
	}
	return best;
}

/* Proposes to move one buffer. False: none makes it fit. */
static bool move_one(struct cures *c)
{
	const struct holder *best = best_alone(c, may_move, REPLAY_MOVED);
	char note[NOTE_BYTES], name[300];

	if (!best)
		return false;
	name_buffer(c, best, name, sizeof(name));
	snprintf(note, sizeof(note), best->no_tensor ? "make %s anew before the call: it then lies where it is "
		"not in the way" : "move %s before the call (ttnn.reallocate): it then lies where it is not in "
		"the way", name);
	explain_cure(c->x, "reallocate", best, best->bytes, 1, note);
	return true;
}

/* Proposes to move those that it helps to release: who still needs them has them then. */
static void move_set(struct cures *c)
{
	char note[NOTE_BYTES];
	size_t others = 0;

	if (!c->set.found || c->set.count < 2 || !cures_may_replay(c))
		return;
	for (size_t k = 0; k < c->set.count; k++)
		c->changes[c->set.chosen[k]] = REPLAY_MOVED_IN_TURN;
	if (cures_try(c, NULL) != 1)
		return;
	for (size_t i = 0; i < c->holders->count; i++)
		others += c->in_set[i] && c->holders->at[i].no_tensor;
	snprintf(note, sizeof(note), "%s the %zu buffers marked -> %sbefore the call%s, the highest address "
		"first: they then lie where they are not in the way", others == c->set.count ? "make" : "move",
		c->set.count, others == c->set.count ? "anew " : "", !others ? " (ttnn.reallocate)"
		: others < c->set.count ? " (ttnn.reallocate; what is no tensor is made anew)" : "");
	explain_cure(c->x, "reallocate", NULL, c->set.bytes, 1, note);
}

/* Proposes DRAM for an input or, where one is not enough, for all. No region of the program lies in them,
 * so that it may stay the same program. */
static void inputs_to_dram(struct cures *c)
{
	const struct holder *h = best_alone(c, may_be_in_dram, REPLAY_GONE);
	char note[NOTE_BYTES], name[300];
	uint64_t bytes = 0;
	size_t count = 0;

	if (h) {
		name_buffer(c, h, name, sizeof(name));
		snprintf(note, sizeof(note), "put its input, %s, into DRAM, if the call takes it from "
			"there and its regions stay as large", name);
		explain_cure(c->x, "dram_input", h, h->bytes, 1, note);
		return;
	}
	for (size_t i = 0; i < c->holders->count; i++)
		if (may_be_in_dram(c, i)) {
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
	snprintf(note, sizeof(note), "put its %zu inputs that are in L1 (%s bytes a core) into DRAM, if the call takes "
		"them from there and its regions stay as large", count, grouped(bytes));
	explain_cure(c->x, "dram_input", NULL, bytes, 1, note);
}

void moves_rows(struct cures *c)
{
	if (!move_one(c))
		move_set(c);
	if (!strcmp(c->kind, "l1") && c->call.world_count)
		inputs_to_dram(c);
}
