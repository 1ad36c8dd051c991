/*
 * Launches: the instants at which programs use cores.
 *
 * Must not know: how regions were placed, replays.
 */
#include "accounting_state.h"
#include "captures.h"
#include "cohorts.h"
#include "core_classes.h"
#include "coreset.h"
#include "findings.h"
#include "footprints.h"
#include "id_map.h"
#include "launches.h"
#include "meshes.h"
#include "op_rows.h"
#include "program_regions.h"
#include "range_counts.h"
#include "work_allowance.h"

/* One launch, on some of the chips of a cohort. */
struct launched {
	const struct l1t_record *record;
	struct mesh *mesh;              /* NULL: it is not known */
	struct cohort *cohort;
	struct opening *only;           /* on this chip; NULL: on all chips of the cohort */
	struct account_op *row;         /* NULL: nobody wants it */
};

/* The distance from the end of the program's regions to the lowest live buffer. */
static uint64_t headroom(const struct account_opening *o, uint64_t end, const struct held *h)
{
	uint64_t small = o->l1_small_bytes == L1T_UNKNOWN ? 0 : o->l1_small_bytes;
	uint64_t top = h->lowest;

	if (top == UINT64_MAX) {
		if (o->l1_bytes == L1T_UNKNOWN)
			return L1T_UNKNOWN;
		top = o->l1_bytes > small ? o->l1_bytes - small : 0;
	}
	if (!end) {
		if (o->unreserved_base == L1T_UNKNOWN)
			return L1T_UNKNOWN;
		end = o->unreserved_base;
		if (h->persistent_end > end)
			end = h->persistent_end;
	}
	return top > end ? top - end : 0;
}

/* The least headroom that a class can have now. */
static uint64_t least_headroom(const struct cohort *c, const struct part *part)
{
	uint64_t lowest = range_counts_lowest(&c->lockstep.l1), some, none;

	some = headroom(&c->any->info, part->end,
		&(struct held){.lowest = lowest < c->lowest_own ? lowest : c->lowest_own});
	if (!c->extra_count)
		return some;
	/* persistent space may end anywhere, and a class may have nothing of its own */
	if (!part->end)
		return 0;
	none = headroom(&c->any->info, part->end, &(struct held){.lowest = lowest});
	return some < none ? some : none;
}

/* Whether no class of the part can get a new peak or less headroom. */
static bool changes_nothing(const struct cohort *c, const struct part *part,
	const struct fit_part *fit)
{
	uint64_t small = c->lockstep.small.covered;
	uint64_t held = sum_of(sum_of(c->lockstep.l1.covered, small), c->most_own);

	return sum_of(held, part->footprint) <= fit->least_peak &&
		sum_of(small, c->most_own_small) <= fit->least_small &&
		least_headroom(c, part) >= fit->most_headroom;
}

/* What the classes of the part have reached on all chips. */
static void note_least(const struct cohort *c, struct fit_part *fit)
{
	fit->least_peak = fit->least_small = UINT64_MAX;
	fit->most_headroom = 0;
	for (size_t i = 0; i < fit->class_count; i++) {
		const struct account_peak *p = &c->classes[fit->classes[i]].reached.peak;

		if (p->peak_bytes < fit->least_peak)
			fit->least_peak = p->peak_bytes;
		if (p->most_l1_small_bytes < fit->least_small)
			fit->least_small = p->most_l1_small_bytes;
		if (p->headroom_bytes > fit->most_headroom)
			fit->most_headroom = p->headroom_bytes;
	}
}

/* False: the chips must be parted, and the launch accounted on each. */
static bool run_on(struct accounting *a, const struct launched *l, const struct part *part,
	struct fit_part *fit)
{
	const struct l1t_launch *launch = &l->record->launch;
	struct cohort *c = l->cohort;

	if (!a->sink->change && !l->row && !l->only && changes_nothing(c, part, fit))
		return true;
	for (size_t i = 0; i < fit->class_count && work_spend(10); i++) {
		struct core_class *k = &c->classes[fit->classes[i]];
		struct held h = acc_held(c, k);
		uint64_t room = headroom(&c->any->info, part->end, &h);

		if (k->shown) {
			k->shown->resident = part->footprint;
			k->shown->resident_program = launch->program;
		}
		if (!acc_instant(a, c, l->only, fit->classes[i], &h, &(struct happens){
				.event = EVENT_LAUNCH, .program_bytes = part->footprint,
				.headroom_bytes = room, .op = a->last_op, .name = launch->name,
				.runs = true}))
			return false;
		if (!l->row)
			continue;
		acc_take_core(l->row, k->first, &h, part->footprint);
		if (l->row->headroom_bytes == L1T_UNKNOWN || room < l->row->headroom_bytes)
			l->row->headroom_bytes = room;
	}
	if (!l->only)
		note_least(c, fit);
	return true;
}

/* A program without known regions and kernels: the row gets what the chip holds at that moment. */
static void run_nowhere(const struct cohort *c, struct account_op *row)
{
	for (size_t i = 0; i < c->class_count && work_spend(10); i++) {
		struct held h = acc_held(c, &c->classes[i]);

		acc_take_core(row, c->classes[i].first, &h, 0);
	}
}

static uint64_t end_of(const struct footprint *b)
{
	uint64_t end = 0;

	work_spend(b->count);
	for (size_t i = 0; i < b->count; i++)
		if (b->parts[i].end > end)
			end = b->parts[i].end;
	return end ? end : L1T_UNKNOWN;
}
/* True: it ran, or was captured. False: the chip's cohort had to change; try again. */
static bool try_run(struct accounting *a, struct launched *l, struct opening *o, struct placement *p)
{
	struct mesh_trace *capture = l->mesh ? l->mesh->capturing : NULL;
	struct fit *f = acc_fit(a, l->cohort, p);

	if (!f)
		return false;
	if (l->row)
		l->row->program_end = end_of(f->built);
	if (capture) {
		if (l->row) {
			l->row->kind = "captured";
			l->row->trace = capture->id;
		}
		acc_capture(a, l->cohort, l->only, capture, &l->record->launch, f->built);
		return true;
	}
	if (!acc_meet(a, l->cohort, f, !l->only)) {
		acc_cohort_within(a, o, acc_bit(o->info.chip));
		return false;
	}
	if (l->only)
		acc_keep_own(o);
	for (size_t i = 0; i < f->built->count; i++)
		if (!run_on(a, l, &f->built->parts[i], &f->parts[i])) {
			acc_part_cohort(a, l->cohort);
			return false;
		}
	if (!f->built->count && l->row)
		run_nowhere(l->cohort, l->row);
	return true;
}

/* Runs it on a chip, or on all chips of its cohort if it is launched on all of these in the same
 * placement. Returns those on which it ran. */
static uint64_t run(struct accounting *a, struct launched *l, struct opening *o,
	struct program *program, const struct chips *s, size_t index)
{
	struct placement *p = acc_placement(a, program, s, index);

	if (p && o->cohort->chips & s->low & ~p->chips) {
		acc_merge_placements(program);
		p = acc_placement(a, program, s, index);
	}
	if (!p)
		return 0;
	do {
		l->cohort = o->cohort;
		l->only = l->cohort->chips & ~(s->low & p->chips) ? o : NULL;
	} while (!try_run(a, l, o, p));
	return l->only ? acc_bit(o->info.chip) : l->cohort->chips;
}

static struct account_op row_of(const struct accounting *a, const struct l1t_record *r,
	const struct program *program, uint64_t chip, const struct opening *o)
{
	const struct l1t_launch *l = &r->launch;

	return (struct account_op){.op = a->last_op,
		.opening = o ? o->info.opening : L1T_UNKNOWN,
		.chip = chip, .time_ns = a->now_ns, .name = l->name, .type = l->type,
		.program = l->program,
		.device = l->device, .callsite = l->callsite, .buffer_bytes = L1T_UNKNOWN,
		.l1_small_bytes = L1T_UNKNOWN, .program_bytes = L1T_UNKNOWN,
		.persistent_bytes = L1T_UNKNOWN, .peak_bytes = L1T_UNKNOWN,
		.headroom_bytes = L1T_UNKNOWN, .program_end = L1T_UNKNOWN, .moment = a->moment,
		.trace = L1T_UNKNOWN, .kind = "launch", .thread = r->thread,
		.kernel_text_bytes = program->text_bytes ? program->text_bytes : L1T_UNKNOWN};
}

/* Returns the chips that are done, as bits. */
static uint64_t launch_on(struct accounting *a, struct launched *l, struct program *program,
	const struct chips *s, size_t index, struct thread_op *t)
{
	uint64_t chip = s->list[index], done = acc_bit(chip);
	const struct l1t_launch *launch = &l->record->launch;
	struct opening *o = acc_open_chip(a, chip);
	struct account_op row;

	if (!o)
		acc_find(a, FINDING_UNKNOWN_DEVICE, chip, launch->program, launch->device, 0, 0);
	if (a->sink->op) {
		row = row_of(a, l->record, program, chip, o);
		l->row = &row;
		if (launch->flags & L1T_LAUNCH_FAILED)
			row.kind = "failed";
	}
	if (o && !(launch->flags & L1T_LAUNCH_FAILED))
		done |= run(a, l, o, program, s, index);
	else if (!a->shares)    /* chips are in the order in which they are named */
		(void)acc_placement(a, program, s, index);
	if (a->sink->op)
		acc_keep_row(t, &row);
	return done;
}

/* The thread's last op; empty if it has none. */
static struct thread_op *op_of(struct accounting *a, uint64_t thread)
{
	if (!a->launched || a->launched_on != thread) {
		a->launched_on = thread;
		a->launched = table_make(&a->op_of_thread, thread, sizeof(*a->launched));
	}
	return a->launched;
}

void acc_launch(struct accounting *a, const struct l1t_record *r)
{
	struct chips s = acc_chips(a, &r->launch.chips);
	struct launched l = {.record = r, .mesh = acc_mesh(a, r->launch.device)};
	struct thread_op *t = op_of(a, r->thread);
	struct program *program;
	uint64_t left = s.low;

	if (!(r->launch.flags & L1T_LAUNCH_SAME_OP) || !t->number)
		acc_next_op(a, t);
	a->last_op = t->number;
	if (!s.count)
		return;
	program = acc_program(a, r->launch.program);
	for (size_t i = 0; i < s.count && (left || s.high) && work_spend(100); i++)
		if (!acc_bit(s.list[i]) || left & acc_bit(s.list[i]))
			left &= ~launch_on(a, &l, program, &s, i, t);
	if (a->unnumbered)
		acc_number_all(a, &s);
}
