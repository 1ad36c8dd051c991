/*
 * Cures, each tried by a replay: see explain_cures.h.
 *
 * Must not know: how a call is distinguished from others, how rows are printed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "explain_cures.h"
#include "readable.h"
#include "statement.h"
#include "xalloc.h"

enum {
	NOTE_BYTES = 600,
	SET_REPLAYS = 20000,    /* to find the smallest set of one failure, at most */
};

static void find_set(struct cures *c)
{
	const struct call *call = &c->call;
	size_t blocks = call->worlds[0].block_count;
	uint64_t most = c->x->work / 2 / (blocks + 16);

	c->set = smallest_release(call->worlds, call->world_count, call->may_go, call->stays, call->ages,
		most < SET_REPLAYS ? most : SET_REPLAYS);
	c->x->work -= c->set.replays * (blocks + 16) < c->x->work
		? c->set.replays * (blocks + 16) : c->x->work;
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

void cures_find(struct cures *c, struct explainer *x, struct holders *h, const char *kind,
	uint64_t end)
{
	*c = (struct cures){.x = x, .holders = h, .kind = kind, .end = end,
		.in_set = xcalloc(h->count + 1, sizeof(bool)),
		.alone = xcalloc(h->count + 1, sizeof(int))};
	call_find(&c->call, x, h, kind, end);
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
	free(c->changes);
}

static void set_row(struct cures *c)
{
	struct explanation e = explanation("set", "set");
	const struct smallest_release *s = &c->set;
	const char *why = c->end || (c->x->failure->bytes_per_bank <=
		c->x->failure->end - c->x->failure->base) ? "what is in the way cannot be released"
		: "it is larger than the bank";
	char note[NOTE_BYTES], moved[100] = "";

	e.fits = s->found ? 1 : s->proved && !c->any_set ? 0 : -1;
	if (s->found) {
		e.bytes_per_core = s->bytes;
		e.size_bytes = 0;
		for (size_t i = 0; i < c->holders->count; i++)
			if (c->in_set[i] && !c->holders->at[i].part &&
				c->holders->at[i].size_bytes != UINT64_MAX)
				e.size_bytes += c->holders->at[i].size_bytes;
		if (strcmp(c->kind, "dram"))
			snprintf(moved, sizeof(moved), "; in DRAM they would take %" PRIu64
				" bytes in all", e.size_bytes);
		snprintf(note, sizeof(note), "releasing %zu buffer%s before the call makes it fit%s%s",
			s->count, s->count == 1 ? "" : "s", !s->proved
			? "; whether a smaller set does is not known: the search was ended"
			: c->call.world_count > 1 ? "; a smaller set may do if the buffers in doubt are the "
			"call's own" : ", and no set with fewer bytes does", moved);
	} else if (c->any_set) {
		snprintf(note, sizeof(note), "what to release depends on whether the buffers in doubt are "
			"the call's own");
	} else if (s->proved) {
		snprintf(note, sizeof(note), "no release makes it fit: %s", why);
	} else {
		snprintf(note, sizeof(note), "no release was found that makes it fit; not all were "
			"tried");
	}
	e.note = note;
	explain_row(c->x, &e);
}

static void cure_row(struct cures *c, const char *what, const struct holder *h, uint64_t bytes,
	int fits, const char *note)
{
	struct explanation e = explanation("cure", what);

	if (h) {
		e.owner = h->op;
		e.callsite = h->callsite;
		e.address = h->address;
		e.id = h->buffer;
		e.size_bytes = h->size_bytes;
	}
	e.bytes_per_core = bytes;
	e.release = fits == 1;
	e.fits = fits;
	e.note = note;
	explain_row(c->x, &e);
}

static void free_cure(struct cures *c)
{
	char note[NOTE_BYTES], name[300];
	const struct holder *h = NULL;
	size_t others = 0;
	int n;

	for (size_t i = 0; i < c->holders->count; i++) {
		if (c->in_set[i])
			h = &c->holders->at[i];
		others += c->alone[i] == 1 && !c->in_set[i] && !c->holders->at[i].part;
	}
	if (!c->set.found || !h)
		return;
	if (c->set.count == 1) {
		name_buffer(c, h, name, sizeof(name));
		n = snprintf(note, sizeof(note), "free %s before the call, if neither the call nor "
			"anything later reads it", name);
		if (others)
			snprintf(note + n, sizeof(note) - (size_t)n, others == 1 ? "; one other would do, too"
				: "; any one of %zu others would do, too", others);
	} else {
		snprintf(note, sizeof(note), "free the %zu buffers marked -> before the call (%s bytes a "
			"core), if neither the call nor anything later reads them", c->set.count, grouped(c->set.bytes));
	}
	cure_row(c, "free", c->set.count == 1 ? h : NULL, c->set.bytes, 1, note);
}

/* Proposes to move one buffer: the one with the fewest bytes that makes it fit; of equals the
 * oldest. */
static void reallocate_cure(struct cures *c)
{
	const struct holder *best = NULL;
	char note[NOTE_BYTES], name[300];

	for (size_t i = 0; i < c->holders->count; i++) {
		const struct holder *h = &c->holders->at[i];

		if (!c->call.may_go[c->call.block_of[i]] || (best && (h->bytes > best->bytes ||
			(h->bytes == best->bytes && h->alloc_ns > best->alloc_ns))) ||
			!cures_may_replay(c))
			continue;
		c->changes[c->call.block_of[i]] = REPLAY_MOVED;
		if (cures_try(c, NULL) == 1)
			best = h;
	}
	if (!best)
		return;
	name_buffer(c, best, name, sizeof(name));
	snprintf(note, sizeof(note), "move %s before the call (ttnn.reallocate): it then lies where it "
		"is not in the way", name);
	cure_row(c, "reallocate", best, best->bytes, 1, note);
}

/* Does a region of the failing program lie in this buffer of its own? */
static bool aliased(const struct cures *c, const struct holder *h)
{
	size_t count;
	uint64_t *at = explain_aliases(c->x, h->alloc_ns, &count);
	bool found = false;

	for (size_t k = 0; k < count; k++)
		found = found || (at[k] >= h->address && at[k] - h->address < h->bytes);
	free(at);
	return found;
}

/*
 * Proposes DRAM for the output. Out of memory: the buffer that found no room. A clash: what the
 * call allocated after its last launch, unless a region of the program lies in it: in DRAM it would
 * be another program.
 */
static void output_cure(struct cures *c)
{
	const struct call *call = &c->call;
	char note[NOTE_BYTES];
	uint64_t bytes = 0;

	if (!c->end) {
		snprintf(note, sizeof(note), "put its output into DRAM (memory_config="
			"ttnn.DRAM_MEMORY_CONFIG): this buffer then takes no L1%s", c->x->more
			? "; whether the rest of the call fits then was not tried" : "");
		if (!strcmp(c->kind, "l1"))
			cure_row(c, "dram", NULL, c->x->failure->bytes_per_bank, -1, note);
		return;
	}
	for (size_t i = 0; i < c->holders->count; i++) {
		const struct holder *h = &c->holders->at[i];

		if (h->whose != WHOSE_CALL || (call->last_launch_ns != UINT64_MAX &&
			h->alloc_ns < call->last_launch_ns))
			continue;
		if (aliased(c, h)) {
			cures_undo(c);
			return;
		}
		c->changes[call->block_of[i]] = REPLAY_GONE;
		bytes += h->bytes;
	}
	if (!bytes || !cures_may_replay(c)) {
		cures_undo(c);
		return;
	}
	if (cures_try(c, NULL) != 1)
		return;
	snprintf(note, sizeof(note), "put its output into DRAM (memory_config="
		"ttnn.DRAM_MEMORY_CONFIG), if its regions stay as large then");
	cure_row(c, "dram", NULL, bytes, 1, note);
}

/*
 * Proposes deallocate_activation: conv2d then frees its input after its first program. If that
 * program only copied the input into another layout (a buffer of the same size), conv2d then moves
 * the copy.
 */
static void activation_cure(struct cures *c)
{
	const struct call *call = &c->call;
	const char *op = c->x->failure->op;
	char note[NOTE_BYTES], name[300];

	if (!op || !strstr(op, "conv") || call->first_launch_ns == UINT64_MAX)
		return;
	for (size_t i = 0; i < c->holders->count; i++) {
		const struct holder *h = &c->holders->at[i];
		bool copied = false;

		if (!call->may_go[call->block_of[i]] || call->after_first[0] == SIZE_MAX ||
			!cures_may_replay(c))
			continue;
		for (size_t k = 0; k <= call->after_first[0] && !copied; k++) {
			const struct call_replay_step *s = &call->worlds[0].steps[k];

			copied = s->kind == REPLAY_TAKE && call->sizes[s->block] == h->size_bytes;
			if (copied)
				c->changes[s->block] = REPLAY_MOVED_LATER;
		}
		c->changes[call->block_of[i]] = REPLAY_GONE_LATER;
		if (cures_try(c, NULL) != 1)
			continue;
		name_buffer(c, h, name, sizeof(name));
		snprintf(note, sizeof(note), "if its input is %s: deallocate_activation=True, which frees "
			"it after the first program of the call", name);
		cure_row(c, "deallocate_activation", h, h->bytes, 1, note);
		return;
	}
}

/* Does the call need this program, so that it is built again after the cache was cleared? Yes, if
 * the program is unknown. */
static bool needed(const struct cures *c, sqlite3_stmt *s, uint64_t program)
{
	bool found;

	if (program == c->x->failure->program || program == UINT64_MAX)
		return true;
	sqlite3_reset(s);
	bind_named(s, ":run", c->x->failure->run);
	bind_named(s, ":program", program);
	bind_named(s, ":from_ns", c->call.early_ns);
	bind_named(s, ":time_ns", c->x->failure->time_ns);
	found = database_next(s);
	return found;
}

/* Proposes to clear the program cache. Buffers of the programs that the call needs are allocated
 * again, where the rule places them. */
static void cache_cure(struct cures *c)
{
	sqlite3_stmt *s = statement_kept(c->x->db, "explain_runs_program");
	char note[NOTE_BYTES];
	uint64_t bytes = 0;
	size_t count = 0;

	for (size_t i = 0; i < c->holders->count && strcmp(c->kind, "dram"); i++) {
		const struct holder *h = &c->holders->at[i];

		if (h->whose != WHOSE_CACHE || !c->call.worlds[0].there[c->call.block_of[i]])
			continue;
		if (needed(c, s, h->program)) {
			c->changes[c->call.block_of[i]] = REPLAY_MOVED;
			continue;
		}
		c->changes[c->call.block_of[i]] = REPLAY_GONE;
		bytes += h->bytes;
		count++;
	}
	statement_let_go(s);
	if (!count || !cures_may_replay(c)) {
		cures_undo(c);
		return;
	}
	if (cures_try(c, NULL) != 1)
		return;
	snprintf(note, sizeof(note), "clear the program cache before the call "
		"(device.clear_program_cache()): %zu buffers of other programs, %s bytes, go; programs are "
		"made anew", count, grouped(bytes));
	cure_row(c, "clear_program_cache", NULL, bytes, 1, note);
}

void cures_rows(struct cures *c)
{
	if (c->x->tried)
		set_row(c);
	if (!c->call.world_count) {
		if (c->x->tried)
			free_cure(c);
		return;
	}
	groups_rows(c);
	free_cure(c);
	activation_cure(c);
	reallocate_cure(c);
	output_cure(c);
	cache_cure(c);
}
