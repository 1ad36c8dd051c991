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
#include "core_classes.h"
#include "coreset.h"
#include "footprints.h"
#include "hazards.h"
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
static void join(struct range_union *c, const struct opening *o, const struct snapshot *then,
	const struct range *now_ranges, size_t now_count, uint64_t type, unsigned core)
{
	const struct range *old = type == L1T_L1 ? then->l1 : then->small;
	size_t old_count = type == L1T_L1 ? then->l1_count : then->small_count, n;

	work_spend_each(now_count + old_count, 4);
	work_spend_each(core == CORES_MAX ? 0 : now_count + old_count + o->extra_count +
		then->extra_count, 40);
	range_union_reserve(c, now_count + old_count + o->extra_count + then->extra_count);
	range_union_join(c, now_ranges, now_count, old, old_count);
	if (core == CORES_MAX)
		return;
	n = c->count;
	n += append_extra(o->extra, o->extra_count, type, core, c->ranges + n);
	n += append_extra(then->extra, then->extra_count, type, core, c->ranges + n);
	range_union_make(c, n);
}

static void join_both(struct both *b, const struct opening *o, const struct snapshot *then,
	const struct now *now, unsigned core)
{
	join(&b->l1, o, then, now->l1, now->l1_count, L1T_L1, core);
	join(&b->small, o, then, now->small, now->small_count, L1T_L1_SMALL, core);
}

static void give_replayed(struct accounting *a, const struct opening *o,
	const struct mesh_trace *t, const struct use *u, const struct both *b,
	const struct captured *c, const struct core_class *cl, unsigned core,
	const struct part *part, uint64_t program)
{
	struct account_replayed row = {.opening = o->info.opening, .chip = o->info.chip,
		.class_id = cl->id, .core_x = core % o->info.grid_x, .core_y = core / o->info.grid_x,
		.time_ns = a->now_ns, .device = t->mesh->device.device, .trace = t->id,
		.replay = a->last_op, .op = c->op, .name = c->name,
		.runs = part, .buffer_bytes = b->l1.bytes, .l1_small_bytes = b->small.bytes,
		.program_bytes = program, .persistent_bytes = u->best.persistent};

	if (a->sink->replayed)
		a->sink->replayed(a->context, &row);
}

static void take(struct accounting *a, const struct opening *o, const struct mesh_trace *t,
	struct use *u, const struct both *b, const struct captured *c, struct core_class *cl,
	unsigned core)
{
	const struct part *part = acc_part_of(c->built, core);
	uint64_t program = 0, total;

	if (part) {
		u->ran = true;
		cl->resident = part->footprint;
		cl->resident_program = c->program;
	}
	for (size_t i = 0; part && i < part->range_count; i++) {
		const struct range *r = &part->ranges[i];

		work_spend(40);
		program += r->to - r->from - range_union_of(&b->l1, r->from, r->to);
	}
	give_replayed(a, o, t, u, b, c, cl, core, part, program);
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

static void run(struct accounting *a, struct opening *o, const struct mesh_trace *t,
	const struct now *now, struct use *uses)
{
	const struct snapshot *last = NULL;
	struct both common = {0};

	for (size_t i = 0; i < t->count && work_spend(5); i++) {
		const struct captured *c = &t->launches[i];
		bool own = o->extra_count || c->live->extra_count, fresh = c->live != last;

		if (c->opening != o->info.opening)
			continue;
		last = c->live;
		if (fresh && !own)
			join_both(&common, o, c->live, now, CORES_MAX);
		for (size_t k = 0; k < o->class_count && work_spend(20); k++) {
			unsigned core = coreset_first(&o->classes[k].cores);

			if (fresh && own)
				join_both(&uses[k].own, o, c->live, now, core);
			take(a, o, t, &uses[k], own ? &uses[k].own : &common, c, &o->classes[k],
				core);
		}
	}
	range_union_free(&common.l1);
	range_union_free(&common.small);
}

static void give(struct accounting *a, struct opening *o, const struct use *u, size_t k,
	struct account_op *row)
{
	struct core_class *cl = &o->classes[k];
	struct held now = acc_held(o, cl);
	unsigned core = coreset_first(&cl->cores);

	acc_instant(a, o, cl, &u->best, &(struct happens){.event = EVENT_REPLAY,
		.program_bytes = u->program, .headroom_bytes = L1T_UNKNOWN, .op = row->op,
		.name = row->name,
		.runs = u->ran || u->total != u->held_total});
	/* the next row is compared with what is held, not with what the replay took */
	cl->last.buffer_bytes = now.buffer;
	cl->last.l1_small_bytes = now.small;
	cl->last.persistent_bytes = now.persistent;
	acc_take_core(row, core, &u->best, u->program);
	if (u->largest && cl->peak.op == row->op) {
		cl->peak.captured_op = u->largest->op;
		cl->peak.captured_name = u->largest->name;
	}
	if (row->fullest_core == core) {
		row->captured_op = u->largest ? u->largest->op : 0;
		row->captured_name = u->largest ? u->largest->name : 0;
	}
}

static void use_all(struct accounting *a, struct opening *o, const struct mesh_trace *t,
	struct account_op *row)
{
	struct use *uses = xcalloc(o->class_count, sizeof(*uses));
	struct now now = {.l1 = xarray(range_counts_ranges_max(&o->lockstep.l1), sizeof(*now.l1)),
		.small = xarray(range_counts_ranges_max(&o->lockstep.small), sizeof(*now.small))};

	now.l1_count = range_counts_ranges(&o->lockstep.l1, now.l1);
	now.small_count = range_counts_ranges(&o->lockstep.small, now.small);
	work_spend_each(o->lockstep.l1.count + o->lockstep.small.count, 2);
	for (size_t k = 0; k < o->class_count && work_spend(20); k++) {
		struct use *u = &uses[k];

		u->best = acc_held(o, &o->classes[k]);
		u->total = u->held_total = u->best.buffer + u->best.small + u->best.persistent;
	}
	if (t)
		run(a, o, t, &now, uses);
	for (size_t k = 0; k < o->class_count && work_spend(20); k++)
		give(a, o, &uses[k], k, row);
	for (size_t k = 0; k < o->class_count; k++) {
		range_union_free(&uses[k].own.l1);
		range_union_free(&uses[k].own.small);
	}
	free(uses);
	free(now.l1);
	free(now.small);
}

void acc_replay(struct accounting *a, struct opening *o, struct mesh_trace *t,
	struct account_op *row)
{
	bool first = t;

	/* classes are never joined again: only the first replay has to split them */
	for (const struct write_set *w = t ? t->written : NULL; w && work_spend(3); w = w->next)
		first &= !w->made || w->opening != o->info.opening;
	for (size_t i = 0; first && i < t->count && work_spend(3); i++)
		for (size_t p = 0; t->launches[i].opening == o->info.opening &&
			p < t->launches[i].built->count && work_spend(10); p++)
			acc_split(a, o, &t->launches[i].built->parts[p].cores);
	use_all(a, o, t, row);
	if (t)
		acc_look_for_hazards(a, o, t);
}
