/*
 * What a replay uses: for each captured launch and each class of cores the union of the buffers
 * that are live now, those that were live at the launch, and its regions. The union of the buffers
 * changes only with the snapshot and is mostly the same on all cores, so it is made once for all;
 * the bytes that regions add to it are computed for each class.
 *
 * Chips that share a cohort hold the same, but not each launch was captured on all of them: collective
 * operations run a program on each chip. What the launches of all chips use is computed once, and
 * what a chip's own launches use is compared with it.
 *
 * Must not know: how captures are kept.
 */
#include <stdlib.h>
#include "accounting_state.h"
#include "captures.h"
#include "cohorts.h"
#include "core_classes.h"
#include "coreset.h"
#include "footprints.h"
#include "op_rows.h"
#include "range_union.h"
#include "replay_unions.h"
#include "replays.h"
#include "work_allowance.h"
#include "xalloc.h"

/* The fullest moment of the replay on a class. */
struct use {
	struct held best;
	uint64_t program, total, held_total;
	const struct captured *largest;         /* the launch that makes it; NULL: none was captured */
	bool ran;
};

/* One replay, on some of the chips of a cohort. */
struct replayed {
	const struct mesh_trace *trace; /* NULL: it is not known */
	struct cohort *cohort;
	uint64_t chips;                 /* as bits; 0: one chip with a high number */
	uint64_t newest;                /* the highest number of their openings */
	struct opening *any;            /* one of them */
	struct account_op *row;         /* NULL: nobody wants it */
	uint64_t name;
	struct use *uses;               /* of each class, by what was captured on all of these chips */
	struct use *own[LOW_CHIPS];     /* by what was captured on this chip and not on all; NULL: nothing */
	struct both *unions;            /* of each class, if there are per-core buffers */
};

static struct opening *chip_of(const struct accounting *a, uint64_t chips)
{
	return a->open_low[__builtin_ctzll(chips)];
}

/* The chips on which the launch was captured, as bits; of a chip with a high number: 1. */
static uint64_t captured_on(const struct accounting *a, const struct replayed *r,
	const struct captured *c)
{
	uint64_t on = c->chips & r->chips;

	if (!r->chips)
		return acc_captured_on(c, r->any);
	if (r->newest <= c->openings)
		return on;
	for (uint64_t left = on; left; left &= left - 1)
		if (!acc_captured_on(c, chip_of(a, left)))
			on &= ~(left & -left);
	return on;
}

static void give_replayed(struct accounting *a, const struct replayed *r, const struct both *b,
	const struct captured *c, size_t index, bool runs, uint64_t program)
{
	const struct opening *o = r->any;
	unsigned core = r->cohort->classes[index].first;
	struct account_replayed row = {.opening = o->info.opening, .chip = o->info.chip,
		.class_id = o->numbers[index], .core_x = core % o->info.grid_x,
		.core_y = core / o->info.grid_x, .time_ns = a->now_ns,
		.device = r->trace->mesh->device.device, .trace = r->trace->id,
		.replay = a->last_op, .op = c->op, .name = c->name,
		.runs = runs, .buffer_bytes = b->l1.bytes, .l1_small_bytes = b->small.bytes,
		.program_bytes = program,
		.persistent_bytes = r->uses[index].best.persistent};

	a->sink->replayed(a->context, &row);
}

/* Bytes of the part's regions that are not in the union. */
static uint64_t added_bytes(const struct part *part, const struct both *b)
{
	uint64_t bytes = 0;

	for (size_t i = 0; part && i < part->range_count; i++) {
		const struct range *range = &part->ranges[i];

		work_spend(40);
		bytes += range->to - range->from - range_union_of(&b->l1, range->from, range->to);
	}
	return bytes;
}

static void take(struct use *u, const struct both *b, const struct captured *c, uint64_t program,
	bool runs)
{
	uint64_t total = b->l1.bytes + b->small.bytes + u->best.persistent + program;

	u->ran |= runs;
	/* a union is never less than what is held: the first one is always taken */
	if (u->largest && total <= u->total)
		return;
	u->largest = c;
	u->total = total;
	u->program = program;
	u->best.buffer = b->l1.bytes;
	u->best.small = b->small.bytes;
}

/* What is held, before any launch is looked at. */
static struct use *new_uses(const struct cohort *c)
{
	struct use *uses = xcalloc(c->class_count, sizeof(*uses));

	for (size_t k = 0; k < c->class_count && work_spend(20); k++) {
		uses[k].best = acc_held(c, &c->classes[k]);
		uses[k].total = uses[k].held_total = held_bytes(&uses[k].best);
	}
	return uses;
}

/* The launch, captured on these chips, uses this on a class. */
static void use(struct accounting *a, struct replayed *r, const struct captured *c, uint64_t on,
	const struct both *b, size_t index)
{
	struct core_class *k = &r->cohort->classes[index];
	const struct part *part = acc_part_of(c->built, k->first);
	uint64_t program = added_bytes(part, b);

	if (part && k->shown) {
		k->shown->resident = part->footprint;
		k->shown->resident_program = c->program;
	}
	if (a->sink->replayed)
		give_replayed(a, r, b, c, index, part, program);
	if (!r->chips || on == r->chips) {
		take(&r->uses[index], b, c, program, part);
		return;
	}
	for (; on; on &= on - 1) {
		struct use **own = &r->own[__builtin_ctzll(on)];

		if (!*own)
			*own = new_uses(r->cohort);
		take(&(*own)[index], b, c, program, part);
	}
}

static void run(struct accounting *a, struct replayed *r, const struct now *now)
{
	const struct cohort *x = r->cohort;
	const struct snapshot *last = NULL;
	struct both common = {0};

	for (size_t i = 0; i < r->trace->count && work_spend(5); i++) {
		const struct captured *c = &r->trace->launches[i];
		bool own = x->extra_count || c->live->extra_count, fresh = c->live != last;
		uint64_t on = captured_on(a, r, c);

		if (!on)
			continue;
		last = c->live;
		if (fresh && !own)
			acc_join_both(&common, x, c->live, now, CORES_MAX);
		for (size_t k = 0; k < x->class_count && work_spend(20); k++) {
			if (fresh && own)
				acc_join_both(&r->unions[k], x, c->live, now, x->classes[k].first);
			use(a, r, c, on, own ? &r->unions[k] : &common, k);
		}
	}
	acc_free_both(&common);
}

static void give_row(const struct use *u, unsigned core, struct account_op *row)
{
	acc_take_core(row, core, &u->best, u->program);
	if (row->fullest_core == core) {
		row->captured_op = u->largest ? u->largest->op : 0;
		row->captured_name = u->largest ? u->largest->name : 0;
	}
}

/* On this chip, or on all of the cohort if `only` is NULL. False: the chips must be parted, and the
 * replay accounted on each. */
static bool give(struct accounting *a, const struct replayed *r, struct opening *only,
	const struct use *u, size_t index)
{
	struct core_class *k = &r->cohort->classes[index];
	struct account_peak *peak = only ? &only->own[index].peak : &k->reached.peak;

	if (!acc_instant(a, r->cohort, only, index, &u->best, &(struct happens){
			.event = EVENT_REPLAY, .program_bytes = u->program,
			.headroom_bytes = L1T_UNKNOWN, .op = a->last_op, .name = r->name,
			.runs = u->ran || u->total != u->held_total}))
		return false;
	if (k->shown) {
		struct held now = acc_held(r->cohort, k);

		/* the next row is compared with what is held, not with what the replay took */
		k->shown->last.buffer_bytes = now.buffer;
		k->shown->last.l1_small_bytes = now.small;
		k->shown->last.persistent_bytes = now.persistent;
	}
	if (u->largest && peak->op == a->last_op) {
		peak->captured_op = u->largest->op;
		peak->captured_name = u->largest->name;
	}
	if (r->row)
		give_row(u, k->first, r->row);
	return true;
}

/* What the chip used on a class: by its own launches, or by those of all, whichever is more. */
static const struct use *use_of(const struct replayed *r, uint64_t chips, size_t index)
{
	const struct use *all = &r->uses[index], *own = r->own[__builtin_ctzll(chips)];

	if (!own || !own[index].largest)
		return all;
	own += index;
	return !all->largest || own->total > all->total ||
		(own->total == all->total && own->largest < all->largest) ? own : all;
}

/* The same on all chips if that is what all used. */
static bool give_class(struct accounting *a, const struct replayed *r, size_t index)
{
	bool same = r->chips == r->cohort->chips;

	for (uint64_t left = r->chips; left && same; left &= left - 1)
		same = use_of(r, left, index) == &r->uses[index];
	if (same)
		return give(a, r, NULL, &r->uses[index], index);
	for (uint64_t left = r->chips; left; left &= left - 1) {
		const struct use *u = use_of(r, left, index);
		struct opening *o = chip_of(a, left);

		/* a finding of each chip, in their order */
		if (r->cohort->count > 1 && u->total > acc_capacity(r->cohort))
			return false;
		acc_keep_own(o);
		if (!give(a, r, o->own ? o : NULL, u, index))
			return false;
	}
	return true;
}

static bool use_all(struct accounting *a, struct replayed *r)
{
	const struct cohort *x = r->cohort;
	struct now now = acc_now(x);
	bool done = true;

	r->uses = new_uses(x);
	r->unions = xcalloc(x->class_count, sizeof(*r->unions));
	if (r->trace)
		run(a, r, &now);
	for (size_t k = 0; k < x->class_count && done && work_spend(20); k++)
		done = give_class(a, r, k);
	for (size_t k = 0; k < x->class_count; k++)
		acc_free_both(&r->unions[k]);
	for (uint64_t left = r->chips; left; left &= left - 1) {
		free(r->own[__builtin_ctzll(left)]);
		r->own[__builtin_ctzll(left)] = NULL;
	}
	free(r->unions);
	free(r->uses);
	acc_free_now(&now);
	return done;
}

/*
 * Splits the cohort's classes at the edges of what was captured. A chip whose own launches split them
 * leaves the cohort. False: it was this one, or all; then there is another cohort to begin with.
 */
static bool split_at(struct accounting *a, struct replayed *r, const struct captured *c,
	const struct coreset *cores)
{
	uint64_t on = captured_on(a, r, c), bit = acc_bit(r->any->info.chip);

	if (!on)
		return true;
	if (!r->chips || on == r->cohort->chips) {
		acc_split(a, r->cohort, cores);
		return true;
	}
	if (!acc_would_split(r->cohort, cores))
		return true;
	if (on & bit) {
		acc_leave_cohort(a, r->cohort, on == r->chips ? on : bit);
		return false;
	}
	acc_leave_cohort(a, r->cohort, on);
	r->chips &= ~on;
	return true;
}

static bool split(struct accounting *a, struct replayed *r)
{
	for (size_t i = 0; i < r->trace->count && work_spend(3); i++) {
		const struct captured *c = &r->trace->launches[i];

		for (size_t p = 0; p < c->built->count && work_spend(10); p++)
			if (!split_at(a, r, c, &c->built->parts[p].cores))
				return false;
	}
	return true;
}

uint64_t acc_replay(struct accounting *a, struct opening *o, struct mesh_trace *t, uint64_t chips,
	uint64_t name, struct account_op *row)
{
	struct replayed r = {.trace = t, .any = o, .row = row, .name = name};

	for (;;) {
		r.cohort = o->cohort;
		r.chips = r.cohort->chips & chips;
		r.newest = o->info.opening;
		for (uint64_t left = r.chips; left; left &= left - 1)
			if (chip_of(a, left)->info.opening > r.newest)
				r.newest = chip_of(a, left)->info.opening;
		/* classes are never joined again: only the first replay has to split them */
		if (t && (!r.chips || r.chips & ~t->split) && !split(a, &r))
			continue;
		if (t && t->ended)
			t->split |= r.chips;
		if (use_all(a, &r))
			return r.chips;
		acc_part_cohort(a, r.cohort);
	}
}
