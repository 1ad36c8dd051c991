/*
 * Programs: where their regions lie, and what a launch uses on each core.
 *
 * Must not know: replays.
 */
#include <stdlib.h>
#include "acc.h"

void acc_parts_free(struct part *parts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(parts[i].ranges);
	free(parts);
}

static struct program *get_program(struct accounting *a, uint64_t id)
{
	struct program *p = table_get(&a->programs, id);

	if (p)
		return p;
	p = calloc(1, sizeof(*p));
	if (!p || table_put(&a->programs, id, p)) {
		free(p);
		acc_no_memory(a);
		return NULL;
	}
	p->id = id;
	return p;
}

struct placement *acc_placement(struct accounting *a, uint64_t id, uint64_t chip)
{
	struct program *p = get_program(a, id);
	struct placement *grown;

	if (!p)
		return NULL;
	for (size_t i = 0; i < p->count; i++)
		if (p->placements[i].chip == chip)
			return &p->placements[i];
	grown = realloc(p->placements, (p->count + 1) * sizeof(*grown));
	if (!grown) {
		acc_no_memory(a);
		return NULL;
	}
	p->placements = grown;
	p->placements[p->count] = (struct placement){.chip = chip};
	return &p->placements[p->count++];
}

static void drop(struct placement *p, uint64_t types, bool aliases_too)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->count; i++) {
		const struct l1t_region *r = &p->regions[i];

		if (r->type < 3 && (types >> r->type & 1) &&
			(aliases_too || !(r->flags & L1T_REGION_ALIAS)))
			continue;
		p->regions[kept++] = *r;
	}
	p->count = kept;
	p->built_for = 0;
}

void acc_region(struct accounting *a, const struct l1t_region *r)
{
	uint64_t chips[64];
	size_t n = acc_chips(a, r->chips, chips, 64);

	if (r->type >= 3)
		return;
	for (size_t i = 0; i < n; i++) {
		struct placement *p = acc_placement(a, r->program, chips[i]);

		if (!p)
			return;
		if ((r->flags & L1T_REGION_FIRST) && !(r->flags & L1T_REGION_ALIAS))
			drop(p, 1u << r->type, false);
		if (p->count == p->capacity) {
			size_t capacity = p->capacity ? p->capacity * 2 : 8;
			struct l1t_region *grown = realloc(p->regions, capacity * sizeof(*grown));

			if (!grown) {
				acc_no_memory(a);
				return;
			}
			p->regions = grown;
			p->capacity = capacity;
		}
		p->regions[p->count++] = *r;
		p->built_for = 0;
	}
}

void acc_regions_freed(struct accounting *a, const struct l1t_regions_freed *f)
{
	uint64_t chips[64];
	size_t n = acc_chips(a, f->chips, chips, 64);

	for (size_t i = 0; i < n; i++) {
		struct placement *p = acc_placement(a, f->program, chips[i]);

		if (p)
			drop(p, f->types, true);
	}
}

void acc_forget_placements(struct accounting *a)
{
	for (size_t i = 0; i < a->programs.capacity; i++) {
		struct program *p = a->programs.at[i].value;

		for (size_t k = 0; p && k < p->count; k++)
			drop(&p->placements[k], 7, true);
	}
}

void acc_kernel(struct accounting *a, const struct l1t_kernel *k)
{
	uint64_t chips[64];
	size_t n = acc_chips(a, k->chips, chips, 64);

	for (size_t i = 0; i < n; i++) {
		struct placement *p = acc_placement(a, k->program, chips[i]);

		if (!p || p->kernel_count == 16)
			continue;
		p->kernel_cores[p->kernel_count++].cores = k->cores;
		p->built_for = 0;
	}
}

void acc_program_config(struct accounting *a, const struct l1t_program_config *c)
{
	struct program *p = get_program(a, c->program);

	if (p)
		p->text_bytes = c->text_bytes;
}

void acc_program_gone(struct accounting *a, uint64_t id)
{
	struct program *p = table_get(&a->programs, id);

	for (size_t k = 0; p && k < p->count; k++) {
		struct opening *o = acc_open_chip(a, p->placements[k].chip);

		drop(&p->placements[k], 7, true);
		p->placements[k].kernel_count = 0;
		for (size_t i = 0; o && i < o->class_count; i++) {
			struct core_class *c = &o->classes[i];
			struct held h;

			if (!c->resident_program || c->resident_program != id)
				continue;
			c->resident = c->resident_program = 0;
			h = acc_held(o, c);
			acc_instant(a, o, c, &h, 0, "program gone", 0, 0, false);
		}
	}
	if (p)
		p->gone = true;
}

/* Cuts the parts so that each lies inside `cores` or outside; what no part had becomes one. */
static struct part *cut_parts(struct part *parts, size_t *count, const struct coreset *cores)
{
	struct coreset left = *cores;
	size_t before = *count;
	struct part *grown = realloc(parts, (before * 2 + 1) * sizeof(*grown));

	if (!grown)
		return NULL;
	for (size_t i = 0; i < before; i++) {
		struct coreset in = coreset_and(&grown[i].cores, cores);

		left = coreset_minus(&left, &in);
		if (coreset_empty(&in) || coreset_equal(&in, &grown[i].cores))
			continue;
		grown[*count] = (struct part){.cores = in};
		grown[i].cores = coreset_minus(&grown[i].cores, &in);
		(*count)++;
	}
	if (!coreset_empty(&left))
		grown[(*count)++] = (struct part){.cores = left};
	return grown;
}

static bool is_local(const struct l1t_region *r)
{
	return !(r->flags & L1T_REGION_ALIAS) && r->size_bytes != L1T_UNKNOWN &&
		r->address + r->size_bytes >= r->address;
}

static void fill_part(struct part *part, const struct placement *p, const struct coreset *cores)
{
	unsigned core = coreset_first(&part->cores);

	part->ranges = malloc((p->count + 1) * sizeof(*part->ranges));
	for (size_t i = 0; part->ranges && i < p->count; i++) {
		const struct l1t_region *r = &p->regions[i];

		if (!is_local(r) || !coreset_has(&cores[i], core))
			continue;
		part->ranges[part->range_count++] =
			(struct span){r->address, r->address + r->size_bytes};
		if (r->address + r->size_bytes > part->end)
			part->end = r->address + r->size_bytes;
	}
	part->range_count = part->ranges ? span_merge(part->ranges, part->range_count) : 0;
	part->footprint = span_bytes(part->ranges, part->range_count);
}

void acc_build_parts(struct accounting *a, struct opening *o, struct placement *p)
{
	struct coreset *cores, kernel;

	if (p->built_for == o->info.opening)
		return;
	acc_parts_free(p->parts, p->part_count);
	p->parts = NULL;
	p->part_count = 0;
	cores = calloc(p->count + 1, sizeof(*cores));
	if (!cores) {
		acc_no_memory(a);
		return;
	}
	for (size_t i = 0; i < p->count + p->kernel_count; i++) {
		struct coreset *set = i < p->count ? &cores[i] : &kernel;
		struct part *cut;

		acc_cores(a, o, i < p->count ? p->regions[i].cores
			: p->kernel_cores[i - p->count].cores, set);
		cut = cut_parts(p->parts, &p->part_count, set);
		if (!cut) {
			acc_no_memory(a);
			break;
		}
		p->parts = cut;
	}
	for (size_t i = 0; i < p->part_count; i++)
		fill_part(&p->parts[i], p, cores);
	free(cores);
	p->built_for = o->info.opening;
}

/* The distance from the end of the program's regions to the lowest live buffer. */
static uint64_t headroom(const struct opening *o, const struct part *part, const struct held *h)
{
	uint64_t top = h->lowest, end = part->end;

	if (top == UINT64_MAX)
		top = o->info.l1_bytes - (o->info.l1_small_bytes == L1T_UNKNOWN ? 0
			: o->info.l1_small_bytes);
	if (!end)
		end = o->info.unreserved_base + h->persistent;
	return top > end ? top - end : 0;
}

void acc_take_core(struct account_op *row, unsigned core, const struct held *h, uint64_t program)
{
	uint64_t total = h->buffer + h->small + h->persistent + program;

	if (row->peak_bytes != L1T_UNKNOWN && (total < row->peak_bytes ||
			(total == row->peak_bytes && core > row->fullest_core)))
		return;
	row->peak_bytes = total;
	row->buffer_bytes = h->buffer;
	row->program_bytes = program;
	row->fullest_core = core;
}

static void run_on(struct accounting *a, struct opening *o, const struct part *part,
	uint64_t program, struct account_op *row)
{
	for (size_t i = 0; i < o->class_count; i++) {
		struct core_class *c = &o->classes[i];
		struct coreset in = coreset_and(&c->cores, &part->cores);
		struct held h;
		uint64_t room;

		if (coreset_empty(&in))
			continue;
		h = acc_held(o, c);
		room = headroom(o, part, &h);
		c->resident = part->footprint;
		c->resident_program = program;
		acc_instant(a, o, c, &h, part->footprint, "launch", row->op, row->name, true);
		if (c->headroom == L1T_UNKNOWN || room < c->headroom)
			c->headroom = room;
		acc_take_core(row, coreset_first(&in), &h, part->footprint);
		if (row->headroom_bytes == L1T_UNKNOWN || room < row->headroom_bytes)
			row->headroom_bytes = room;
	}
}

/* A program of which neither regions nor kernels are known: what the chip holds at that moment. */
static void run_nowhere(const struct opening *o, struct account_op *row)
{
	for (size_t i = 0; i < o->class_count; i++) {
		struct held h = acc_held(o, &o->classes[i]);

		acc_take_core(row, coreset_first(&o->classes[i].cores), &h, 0);
	}
}

static void give_rows(struct accounting *a, struct thread_op *t)
{
	for (size_t i = 0; a->sink->op && i < t->count; i++)
		a->sink->op(a->context, &t->rows[i]);
	t->count = 0;
}

void acc_give_ops(struct accounting *a)
{
	for (size_t i = 0; i < a->op_of_thread.capacity; i++)
		if (a->op_of_thread.at[i].value)
			give_rows(a, a->op_of_thread.at[i].value);
}

/* One row an op and chip: bytes of the fullest core over all its programs, the tightest headroom. */
static void keep_row(struct accounting *a, struct thread_op *t, const struct account_op *row)
{
	for (size_t i = 0; i < t->count; i++) {
		struct account_op *old = &t->rows[i];

		if (old->chip != row->chip)
			continue;
		if (row->peak_bytes != L1T_UNKNOWN &&
			(old->peak_bytes == L1T_UNKNOWN || row->peak_bytes > old->peak_bytes)) {
			old->peak_bytes = row->peak_bytes;
			old->buffer_bytes = row->buffer_bytes;
			old->program_bytes = row->program_bytes;
		}
		if (row->headroom_bytes < old->headroom_bytes)
			old->headroom_bytes = row->headroom_bytes;
		return;
	}
	if (t->count == sizeof(t->rows) / sizeof(*t->rows))
		give_rows(a, t);
	t->rows[t->count++] = *row;
}

static void launch_on(struct accounting *a, const struct l1t_launch *l, uint64_t chip,
	struct mesh *mesh, struct thread_op *t)
{
	struct opening *o = acc_open_chip(a, chip);
	struct placement *p = acc_placement(a, l->program, chip);
	struct program *program = table_get(&a->programs, l->program);
	struct account_op row = {.op = a->last_op, .opening = o ? o->info.opening : L1T_UNKNOWN,
		.chip = chip, .time_ns = a->now_ns, .name = l->name, .program = l->program,
		.device = l->device, .callsite = l->callsite, .buffer_bytes = L1T_UNKNOWN,
		.program_bytes = L1T_UNKNOWN, .peak_bytes = L1T_UNKNOWN,
		.headroom_bytes = L1T_UNKNOWN, .kind = "launch",
		.kernel_text_bytes = program && program->text_bytes ? program->text_bytes
			: L1T_UNKNOWN};

	if (!o)
		acc_find(a, FINDING_UNKNOWN_DEVICE, chip, l->program, l->device, 0, 0);
	if (l->flags & L1T_LAUNCH_FAILED) {
		row.kind = "failed";
	} else if (o && p) {
		acc_build_parts(a, o, p);
		if (mesh && mesh->capturing) {
			row.kind = "captured";
			acc_capture(a, o, mesh->capturing, l->program, p);
		} else {
			for (size_t i = 0; i < p->part_count; i++)
				acc_split(a, o, &p->parts[i].cores);
			for (size_t i = 0; i < p->part_count; i++)
				run_on(a, o, &p->parts[i], l->program, &row);
			if (!p->part_count)
				run_nowhere(o, &row);
		}
	}
	keep_row(a, t, &row);
}

void acc_launch(struct accounting *a, const struct l1t_record *r)
{
	uint64_t chips[64];
	size_t n = acc_chips(a, r->launch.chips, chips, 64);
	struct mesh *mesh = acc_mesh(a, r->launch.device);
	struct thread_op *t = table_get(&a->op_of_thread, r->thread);

	if (!t) {
		t = calloc(1, sizeof(*t));
		if (!t || table_put(&a->op_of_thread, r->thread, t)) {
			free(t);
			acc_no_memory(a);
			return;
		}
	}
	if (!(r->launch.flags & L1T_LAUNCH_SAME_OP) || !t->number) {
		give_rows(a, t);
		t->number = ++a->ops;
	}
	a->last_op = t->number;
	for (size_t i = 0; i < n; i++)
		launch_on(a, &r->launch, chips[i], mesh, t);
}
