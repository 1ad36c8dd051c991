/*
 * What a replay uses: for each captured launch and each class of cores the union of the buffers
 * that are live now, those that were live at the launch, and its regions. The union of the buffers
 * changes only with the snapshot and is mostly the same on all cores, so it is made once for all;
 * the bytes that regions add to it are computed for each class.
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
#include "range_counts.h"
#include "range_union.h"
#include "replays.h"
#include "work_allowance.h"
#include "write_sets.h"
#include "xalloc.h"

/* Unions of the buffers that are live now and those of a capture, on some cores. */
struct both {
	struct range_union l1, small;
};

/* A class and the fullest moment of the replay on it. */
struct use {
	struct held best;
	uint64_t program, total, held_total;
	const struct captured *largest;         /* the launch that makes it; NULL: none was captured */
	bool ran;
	struct both own;        /* used if there are per-core buffers */
};

struct now {                    /* lockstep buffers that are live now, merged */
	struct range *l1, *small;
	size_t l1_count, small_count;
};

/* One replay, on some of the chips of a cohort. */
struct replayed {
	const struct mesh_trace *trace; /* NULL: it is not known */
	struct cohort *cohort;
	const struct opening *chip;     /* one of them */
	struct opening *only;           /* on this chip; NULL: on all chips of the cohort */
	struct account_op *row;         /* NULL: nobody wants it */
	uint64_t name;
};

static size_t append_extra(const struct per_core_buffer *extra, size_t count, uint64_t type,
	unsigned core, struct range *out)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (extra[i].type == type && coreset_has(&extra[i].cores, core))
			out[n++] = (struct range){extra[i].from, extra[i].to};
	return n;
}

/* Makes the union for a core; core CORES_MAX: for lockstep buffers only. */
static void join(struct range_union *c, const struct cohort *x, const struct snapshot *then,
	const struct range *now_ranges, size_t now_count, uint64_t type, unsigned core)
{
	const struct range *old = type == L1T_L1 ? then->l1 : then->small;
	size_t old_count = type == L1T_L1 ? then->l1_count : then->small_count, n;

	work_spend_each(now_count + old_count, 4);
	work_spend_each(core == CORES_MAX ? 0 : now_count + old_count + x->extra_count +
		then->extra_count, 40);
	range_union_reserve(c, now_count + old_count + x->extra_count + then->extra_count);
	range_union_join(c, now_ranges, now_count, old, old_count);
	if (core == CORES_MAX)
		return;
	n = c->count;
	n += append_extra(x->extra, x->extra_count, type, core, c->ranges + n);
	n += append_extra(then->extra, then->extra_count, type, core, c->ranges + n);
	range_union_make(c, n);
}

static void join_both(struct both *b, const struct cohort *x, const struct snapshot *then,
	const struct now *now, unsigned core)
{
	join(&b->l1, x, then, now->l1, now->l1_count, L1T_L1, core);
	join(&b->small, x, then, now->small, now->small_count, L1T_L1_SMALL, core);
}

static void give_replayed(struct accounting *a, const struct replayed *r, const struct use *u,
	const struct both *b, const struct captured *c, size_t index, bool runs, uint64_t program)
{
	const struct opening *o = r->chip;
	unsigned core = r->cohort->classes[index].first;
	struct account_replayed row = {.opening = o->info.opening, .chip = o->info.chip,
		.class_id = o->numbers[index], .core_x = core % o->info.grid_x,
		.core_y = core / o->info.grid_x, .time_ns = a->now_ns,
		.device = r->trace->mesh->device.device, .trace = r->trace->id,
		.replay = a->last_op, .op = c->op, .name = c->name,
		.runs = runs, .buffer_bytes = b->l1.bytes, .l1_small_bytes = b->small.bytes,
		.program_bytes = program, .persistent_bytes = u->best.persistent};

	a->sink->replayed(a->context, &row);
}

static void take(struct accounting *a, const struct replayed *r, struct use *u,
	const struct both *b, const struct captured *c, size_t index)
{
	struct core_class *k = &r->cohort->classes[index];
	const struct part *part = acc_part_of(c->built, k->first);
	uint64_t program = 0, total;

	if (part)
		u->ran = true;
	if (part && k->shown) {
		k->shown->resident = part->footprint;
		k->shown->resident_program = c->program;
	}
	for (size_t i = 0; part && i < part->range_count; i++) {
		const struct range *range = &part->ranges[i];

		work_spend(40);
		program += range->to - range->from - range_union_of(&b->l1, range->from, range->to);
	}
	if (a->sink->replayed)
		give_replayed(a, r, u, b, c, index, part, program);
	total = b->l1.bytes + b->small.bytes + u->best.persistent + program;
	/* a union is never less than what is held: the first one is always taken */
	if (u->largest && total <= u->total)
		return;
	u->largest = c;
	u->total = total;
	u->program = program;
	u->best.buffer = b->l1.bytes;
	u->best.small = b->small.bytes;
}

static void run(struct accounting *a, const struct replayed *r, const struct now *now,
	struct use *uses)
{
	const struct cohort *x = r->cohort;
	const struct snapshot *last = NULL;
	struct both common = {0};

	for (size_t i = 0; i < r->trace->count && work_spend(5); i++) {
		const struct captured *c = &r->trace->launches[i];
		bool own = x->extra_count || c->live->extra_count, fresh = c->live != last;

		if (!acc_captured_on(c, r->chip))
			continue;
		last = c->live;
		if (fresh && !own)
			join_both(&common, x, c->live, now, CORES_MAX);
		for (size_t k = 0; k < x->class_count && work_spend(20); k++) {
			if (fresh && own)
				join_both(&uses[k].own, x, c->live, now, x->classes[k].first);
			take(a, r, &uses[k], own ? &uses[k].own : &common, c, k);
		}
	}
	range_union_free(&common.l1);
	range_union_free(&common.small);
}

static void give_row(const struct use *u, unsigned core, struct account_op *row)
{
	acc_take_core(row, core, &u->best, u->program);
	if (row->fullest_core == core) {
		row->captured_op = u->largest ? u->largest->op : 0;
		row->captured_name = u->largest ? u->largest->name : 0;
	}
}

/* False: the chips must be parted, and the replay accounted on each. */
static bool give(struct accounting *a, const struct replayed *r, const struct use *u, size_t index)
{
	struct core_class *k = &r->cohort->classes[index];
	struct account_peak *peak = r->only ? &r->only->own[index].peak : &k->reached.peak;

	if (!acc_instant(a, r->cohort, r->only, index, &u->best, &(struct happens){
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

static bool use_all(struct accounting *a, const struct replayed *r)
{
	const struct cohort *x = r->cohort;
	struct use *uses = xcalloc(x->class_count, sizeof(*uses));
	struct now now = {.l1 = xarray(range_counts_ranges_max(&x->lockstep.l1), sizeof(*now.l1)),
		.small = xarray(range_counts_ranges_max(&x->lockstep.small), sizeof(*now.small))};
	bool done = true;

	now.l1_count = range_counts_ranges(&x->lockstep.l1, now.l1);
	now.small_count = range_counts_ranges(&x->lockstep.small, now.small);
	work_spend_each(x->lockstep.l1.count + x->lockstep.small.count, 2);
	for (size_t k = 0; k < x->class_count && work_spend(20); k++) {
		struct use *u = &uses[k];

		u->best = acc_held(x, &x->classes[k]);
		u->total = u->held_total = held_bytes(&u->best);
	}
	if (r->trace)
		run(a, r, &now, uses);
	for (size_t k = 0; k < x->class_count && done && work_spend(20); k++)
		done = give(a, r, &uses[k], k);
	for (size_t k = 0; k < x->class_count; k++) {
		range_union_free(&uses[k].own.l1);
		range_union_free(&uses[k].own.small);
	}
	free(uses);
	free(now.l1);
	free(now.small);
	return done;
}

/* Whether each launch was captured on all chips of the cohort or on none. */
static bool is_same_on_all(const struct accounting *a, const struct cohort *c,
	const struct mesh_trace *t)
{
	uint64_t oldest = c->any->info.opening, newest = oldest;

	for (uint64_t left = c->chips; left; left &= left - 1) {
		uint64_t opening = a->open_low[__builtin_ctzll(left)]->info.opening;

		oldest = opening < oldest ? opening : oldest;
		newest = opening > newest ? opening : newest;
	}
	for (size_t i = 0; t && i < t->count && work_spend(3); i++) {
		const struct captured *l = &t->launches[i];

		if ((l->chips & c->chips && c->chips & ~l->chips) ||
			(oldest <= l->openings && newest > l->openings))
			return false;
	}
	return true;
}

/* False: it may not split classes of the cohort, and would have to. */
static bool split(struct accounting *a, const struct replayed *r)
{
	const struct mesh_trace *t = r->trace;
	bool first = t;

	/* classes are never joined again: only the first replay has to split them */
	for (const struct write_set *w = t ? t->written : NULL; w && work_spend(3); w = w->next)
		first &= !w->made || w->opening != r->chip->info.opening;
	for (size_t i = 0; first && i < t->count && work_spend(3); i++) {
		const struct footprint *b = t->launches[i].built;

		for (size_t p = 0; acc_captured_on(&t->launches[i], r->chip) && p < b->count &&
			work_spend(10); p++) {
			if (r->only && acc_would_split(r->cohort, &b->parts[p].cores))
				return false;
			acc_split(a, r->cohort, &b->parts[p].cores);
		}
	}
	return true;
}

uint64_t acc_replay(struct accounting *a, struct opening *o, const struct mesh_trace *t,
	uint64_t chips, uint64_t name, struct account_op *row)
{
	struct replayed r = {.trace = t, .chip = o, .row = row, .name = name};

	for (;;) {
		r.cohort = o->cohort;
		r.only = r.cohort->chips & ~chips || !is_same_on_all(a, r.cohort, t) ? o : NULL;
		if (r.cohort->count == 1)
			r.only = NULL;
		if (!split(a, &r)) {
			acc_cohort_within(a, o, acc_bit(o->info.chip));
			continue;
		}
		if (r.only)
			acc_keep_own(o);
		if (use_all(a, &r))
			break;
		acc_part_cohort(a, r.cohort);
	}
	return r.only ? acc_bit(o->info.chip) : r.cohort->chips;
}
