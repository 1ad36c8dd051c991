/*
 * Launches: the instants at which programs use cores.
 *
 * Must not know: how regions were placed, replays.
 */
#include "accounting_state.h"
#include "captures.h"
#include "core_classes.h"
#include "coreset.h"
#include "findings.h"
#include "footprints.h"
#include "id_map.h"
#include "launches.h"
#include "meshes.h"
#include "op_rows.h"
#include "program_regions.h"
#include "work_allowance.h"

/* The distance from the end of the program's regions to the lowest live buffer. */
static uint64_t headroom(const struct opening *o, const struct part *part, const struct held *h)
{
	uint64_t small = o->info.l1_small_bytes == L1T_UNKNOWN ? 0 : o->info.l1_small_bytes;
	uint64_t top = h->lowest, end = part->end;

	if (top == UINT64_MAX) {
		if (o->info.l1_bytes == L1T_UNKNOWN)
			return L1T_UNKNOWN;
		top = o->info.l1_bytes > small ? o->info.l1_bytes - small : 0;
	}
	if (!end) {
		if (o->info.unreserved_base == L1T_UNKNOWN)
			return L1T_UNKNOWN;
		end = o->info.unreserved_base;
		if (h->persistent_end > end)
			end = h->persistent_end;
	}
	return top > end ? top - end : 0;
}

static void run_on(struct accounting *a, struct opening *o, const struct part *part,
	uint64_t program, struct account_op *row)
{
	for (size_t i = 0; i < part->class_count && work_spend(10); i++) {
		struct core_class *c = &o->classes[part->classes[i]];
		struct held h = acc_held(o, c);
		uint64_t room = headroom(o, part, &h);

		c->resident = part->footprint;
		c->resident_program = program;
		acc_instant(a, o, c, &h, &(struct happens){.event = EVENT_LAUNCH,
			.program_bytes = part->footprint, .headroom_bytes = room, .op = row->op,
			.name = row->name, .runs = true});
		if (c->headroom == L1T_UNKNOWN || room < c->headroom)
			c->headroom = room;
		acc_take_core(row, coreset_first(&c->cores), &h, part->footprint);
		if (row->headroom_bytes == L1T_UNKNOWN || room < row->headroom_bytes)
			row->headroom_bytes = room;
	}
}

/* A program without known regions and kernels: the row gets what the chip holds at that moment. */
static void run_nowhere(const struct opening *o, struct account_op *row)
{
	for (size_t i = 0; i < o->class_count && work_spend(10); i++) {
		struct held h = acc_held(o, &o->classes[i]);

		acc_take_core(row, coreset_first(&o->classes[i].cores), &h, 0);
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

static void launch_on(struct accounting *a, const struct l1t_record *r, uint64_t chip,
	struct mesh *mesh, struct program *program, struct thread_op *t)
{
	const struct l1t_launch *l = &r->launch;
	struct opening *o = acc_open_chip(a, chip);
	struct placement *p = acc_placement(program, chip);
	struct footprint *built;
	struct account_op row = {.op = a->last_op, .opening = o ? o->info.opening : L1T_UNKNOWN,
		.chip = chip, .time_ns = a->now_ns, .name = l->name, .type = l->type,
		.program = l->program,
		.device = l->device, .callsite = l->callsite, .buffer_bytes = L1T_UNKNOWN,
		.l1_small_bytes = L1T_UNKNOWN, .program_bytes = L1T_UNKNOWN,
		.persistent_bytes = L1T_UNKNOWN, .peak_bytes = L1T_UNKNOWN,
		.headroom_bytes = L1T_UNKNOWN, .program_end = L1T_UNKNOWN, .moment = a->moment,
		.trace = L1T_UNKNOWN, .kind = "launch", .thread = r->thread,
		.kernel_text_bytes = program && program->text_bytes ? program->text_bytes
			: L1T_UNKNOWN};

	if (!o)
		acc_find(a, FINDING_UNKNOWN_DEVICE, chip, l->program, l->device, 0, 0);
	if (l->flags & L1T_LAUNCH_FAILED) {
		row.kind = "failed";
	} else if (o && p && (built = acc_footprint(a, o, p))) {
		row.program_end = end_of(built);
		if (mesh && mesh->capturing) {
			row.kind = "captured";
			row.trace = mesh->capturing->id;
			acc_capture(a, o, mesh->capturing, &row, built);
		} else {
			acc_meet(a, o, built);
			for (size_t i = 0; i < built->count; i++)
				run_on(a, o, &built->parts[i], l->program, &row);
			if (!built->count)
				run_nowhere(o, &row);
		}
	}
	if (a->sink->op)
		acc_keep_row(t, &row);
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
	const uint64_t *chips;
	size_t n = acc_chips(a, &r->launch.chips, &chips);
	struct mesh *mesh = acc_mesh(a, r->launch.device);
	struct thread_op *t = op_of(a, r->thread);
	struct program *program;

	if (!(r->launch.flags & L1T_LAUNCH_SAME_OP) || !t->number) {
		acc_give_rows(a, t);
		t->number = ++a->ops;
	}
	a->last_op = t->number;
	program = n ? acc_program(a, r->launch.program) : NULL;
	for (size_t i = 0; i < n && work_spend(100); i++)
		launch_on(a, r, chips[i], mesh, program, t);
}
