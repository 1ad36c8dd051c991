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
#include "mark_passes.h"
#include "readable.h"
#include "statement.h"
#include "xalloc.h"

enum { NOTE_BYTES = 600 };

static void set_row(struct cures *c)
{
	struct explanation e = explanation("set", "set");
	const struct smallest_release *s = &c->set;
	const char *why = c->end || (c->x->failure->bytes_per_bank <=
		c->x->failure->end - c->x->failure->base) ? "what is in the way cannot be released before the call"
		: "it is larger than the bank";
	char note[NOTE_BYTES], moved[100] = "";
	bool tensors = strcmp(c->kind, "dram");

	e.fits = s->found ? 1 : s->proved && !c->any_set ? 0 : -1;
	if (s->found) {
		e.bytes_per_core = s->bytes;
		e.size_bytes = 0;
		for (size_t i = 0; i < c->holders->count; i++) {
			if (c->in_set[i] && !c->holders->at[i].part &&
				c->holders->at[i].size_bytes != UINT64_MAX)
				e.size_bytes += c->holders->at[i].size_bytes;
			tensors = tensors && !(c->in_set[i] && c->holders->at[i].no_tensor);
		}
		if (tensors)
			snprintf(moved, sizeof(moved), "; in DRAM they would take %" PRIu64
				" bytes in all", e.size_bytes);
		snprintf(note, sizeof(note), "releasing %zu buffer%s before the call makes it fit%s%s",
			s->count, s->count == 1 ? "" : "s", !s->proved
			? "; whether a smaller set does is not known: the search was ended"
			: c->call.world_count > 1 ? "; a smaller set may do if the buffers in doubt are the "
			"call's own" : c->of == SET_OF_DEAD ? ", and no set with fewer bytes of what is dead does"
			: c->of == SET_OF_READ ? ", and no set with fewer bytes of what an op has read since does"
			: ", and no set with fewer bytes does", moved);
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

/* What is known of the need for the buffers of the set. */
static const char *unless_needed(const struct cures *c)
{
	size_t dead = 0, later = 0, by_passes = 0;

	for (size_t i = 0; i < c->holders->count; i++) {
		const struct needed *n = &c->needed[i];

		dead += c->in_set[i] && n->need == NEED_NONE;
		by_passes += c->in_set[i] && n->need == NEED_NONE && n->proof == PROOF_PASSES;
		later += c->in_set[i] && n->need == NEED_LATER;
	}
	if (c->set.count == 1)
		return by_passes ? ": in earlier passes nothing used it any more"
			: dead ? ": nothing used it any more"
			: later ? ", and keep it elsewhere (DRAM) meanwhile: it is used later"
			: ", if neither the call nor anything later reads it";
	return dead == c->set.count ? by_passes == dead ? ": in earlier passes nothing used them any more"
			: ": nothing used them any more"
		: later ? ", and keep those elsewhere (DRAM) that are used later"
		: ", if neither the call nor anything later reads them";
}

static void free_cure(struct cures *c)
{
	char note[NOTE_BYTES], name[300];
	const struct holder *h = NULL;
	const char *again;
	size_t others = 0, n;

	for (size_t i = 0; i < c->holders->count; i++) {
		if (c->in_set[i])
			h = &c->holders->at[i];
		others += c->alone[i] == 1 && !c->in_set[i] && !c->holders->at[i].part;
	}
	if (!c->set.found || !h)
		return;
	if (c->set.count == 1) {
		name_buffer(c, h, name, sizeof(name));
		again = mark_passes_again(c->x->marks, h->alloc_ns, c->x->failure->time_ns);
		snprintf(note, sizeof(note), "free %s%s%.100s%s before the call%s", name,
			again ? ", made in an earlier pass of " : "", again ? again : "", again ? "," : "",
			unless_needed(c));
		if (c->of == SET_OF_READ)
			needed_add_last(c->x, h, note, sizeof(note));
		n = strlen(note);
		if (others)
			snprintf(note + n, sizeof(note) - n, others == 1 ? "; one other would do, too"
				: "; any one of %zu others would do, too", others);
	} else {
		snprintf(note, sizeof(note), "free the %zu buffers marked -> before the call (%s bytes a "
			"core)%s", c->set.count, grouped(c->set.bytes), unless_needed(c));
	}
	explain_cure(c->x, "free", c->set.count == 1 ? h : NULL, c->set.bytes, 1, note);
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
 * Proposes DRAM for the buffer that found no room. That is tried if the call does nothing else; whether that
 * buffer is its output, and what it launches then, is not known otherwise.
 */
static void oom_output_cure(struct cures *c)
{
	int fits = strcmp(c->kind, "l1") ? 0 : explain_fits_dram(c->x);
	char note[NOTE_BYTES];

	if (!fits)
		return;
	if (c->x->more)
		fits = -1;
	c->x->dram_untried = fits < 0;
	snprintf(note, sizeof(note), "put its output into DRAM (memory_config="
		"ttnn.DRAM_MEMORY_CONFIG): this buffer then takes no L1%s", c->x->more
		? ", if it is the output; whether the rest of the call fits then was not tried" : fits < 0
		? "; whether DRAM has room for it is not known" : ", and DRAM has room for it");
	explain_cure(c->x, "dram", NULL, c->x->failure->bytes_per_bank, fits, note);
}

/*
 * Proposes DRAM for the output. A clash: what the call allocated after its last launch, unless a region of
 * the program lies in it: in DRAM it would be another program.
 */
static void output_cure(struct cures *c)
{
	const struct call *call = &c->call;
	char note[NOTE_BYTES];
	uint64_t bytes = 0;

	if (!c->end) {
		oom_output_cure(c);
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
	explain_cure(c->x, "dram", NULL, bytes, 1, note);
}

/* Can it be the input of a convolution, which nothing uses after that? */
static bool may_be_input(const struct cures *c, size_t i)
{
	return c->input[i] ? !c->needed[i].also_later
		: c->call.may_go[c->call.block_of[i]] && !c->needed[i].need;
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

		if (!may_be_input(c, i) || call->after_first[0] == SIZE_MAX || !cures_may_replay(c))
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
		if (c->input[i])
			snprintf(note, sizeof(note), "deallocate_activation=True, which frees its input, %s, "
				"after the first program of the call%s", name, c->needed[i].is_last ? ""
				: ", if nothing uses that later");
		else
			snprintf(note, sizeof(note), "if its input is %s: deallocate_activation=True, which "
				"frees it after the first program of the call", name);
		explain_cure(c->x, "deallocate_activation", h, h->bytes, 1, note);
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
	explain_cure(c->x, "clear_program_cache", NULL, bytes, 1, note);
}

/* Proposes DRAM for the tables of convolutions, which are all that these have in L1_SMALL. */
static void tables_cure(struct cures *c)
{
	int fits = strcmp(c->kind, "l1_small") || !c->x->failure->op || !strstr(c->x->failure->op, "conv") ? 0
		: explain_fits_dram(c->x);
	char note[NOTE_BYTES];
	uint64_t bytes = 0;
	size_t count = 0;

	if (!fits)
		return;
	for (size_t i = 0; i < c->holders->count; i++) {
		const struct holder *h = &c->holders->at[i];

		if (h->cached && h->op && strstr(h->op, "conv")) {
			bytes += h->bytes;
			count++;
		}
	}
	snprintf(note, sizeof(note), "put the tables of convolutions into DRAM (conv_config=ttnn.Conv2dConfig("
		"config_tensors_in_dram=True)): this one then takes no L1_SMALL, nor would %zu others, %s "
		"bytes, of earlier calls%s", count, grouped(bytes), fits < 0
		? "; whether DRAM has room for it is not known" : "");
	explain_cure(c->x, "config_tensors_in_dram", NULL, bytes, fits, note);
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
	moves_rows(c);
	output_cure(c);
	tables_cure(c);
	cache_cure(c);
}
