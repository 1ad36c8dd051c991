/*
 * Programs: where their regions lie, and which cores have the same ones.
 *
 * Must not know: launches, replays.
 */
#include <stdlib.h>
#include "accounting_state.h"
#include "core_classes.h"
#include "footprints.h"
#include "grown_array.h"
#include "id_map.h"
#include "meshes.h"
#include "program_regions.h"
#include "work_allowance.h"
#include "xalloc.h"

struct program *acc_program(struct accounting *a, uint64_t id)
{
	struct program *p = table_make(&a->programs, id, sizeof(*p));

	p->id = id;
	return p;
}

struct placement *acc_placement(struct program *p, uint64_t chip)
{
	/* records name the chips of a mesh in one order: mostly it is the one after the last */
	for (size_t i = 0; i < p->count; i++) {
		size_t at = p->next + i < p->count ? p->next + i : p->next + i - p->count;

		if (!work_spend(1))
			return NULL;
		if (p->placements[at].chip != chip)
			continue;
		p->next = at + 1 < p->count ? at + 1 : 0;
		return &p->placements[at];
	}
	/* most programs are on one chip */
	p->placements = xrealloc(p->placements, p->count + 1, sizeof(*p->placements));
	p->placements[p->count] = (struct placement){.chip = chip};
	return &p->placements[p->count++];
}

static void changed(struct placement *p)
{
	acc_let_go(p->built);
	p->built = NULL;
}

static void drop(struct placement *p, uint64_t types, bool aliases_too)
{
	size_t kept = 0;

	work_spend_each(p->count, 2);
	for (size_t i = 0; i < p->count; i++) {
		const struct l1t_region *r = &p->regions[i];

		if (r->type < 3 && (types >> r->type & 1) &&
			(aliases_too || !(r->flags & L1T_REGION_ALIAS)))
			continue;
		p->regions[kept++] = *r;
	}
	p->count = kept;
	changed(p);
}

void acc_region(struct accounting *a, const struct l1t_region *r)
{
	const uint64_t *chips;
	size_t n = acc_chips(a, &r->chips, &chips);
	struct program *program;

	if (r->type >= 3)
		return;
	program = acc_program(a, r->program);
	for (size_t i = 0; i < n && work_spend(50); i++) {
		struct placement *p = acc_placement(program, chips[i]);

		if (!p)
			return;
		if ((r->flags & L1T_REGION_FIRST) && !(r->flags & L1T_REGION_ALIAS))
			drop(p, 1u << r->type, false);
		GROW(p->regions, p->count, p->capacity);
		p->regions[p->count++] = *r;
		changed(p);
	}
}

void acc_regions_freed(struct accounting *a, const struct l1t_regions_freed *f)
{
	const uint64_t *chips;
	size_t n = acc_chips(a, &f->chips, &chips);
	struct program *program = acc_program(a, f->program);

	for (size_t i = 0; i < n && work_spend(20); i++) {
		struct placement *p = acc_placement(program, chips[i]);

		if (p)
			drop(p, f->types, true);
	}
}

void acc_forget_placements(struct accounting *a)
{
	for (size_t i = 0; i < a->programs.capacity && work_spend(2); i++) {
		struct program *p = a->programs.at[i].value;

		for (size_t k = 0; p && k < p->count && work_spend(5); k++)
			drop(&p->placements[k], 7, true);
	}
}

/* Kernels of a program share few core range sets: each is kept once. False: nothing was added. */
static bool add_kernel_cores(struct placement *p, uint64_t cores)
{
	for (size_t i = 0; i < p->kernel_count; i++)
		if (p->kernel_cores[i] == cores)
			return false;
	if (p->kernel_count == KERNEL_CORES_MAX)
		return false;
	p->kernel_cores[p->kernel_count++] = cores;
	return true;
}

void acc_kernel(struct accounting *a, const struct l1t_kernel *k)
{
	struct program *program;
	const uint64_t *chips;
	size_t n;

	/* the coordinates of an Ethernet or DRAM core would name a worker core */
	if (table_get(&a->not_tensix, k->core_type))
		return;
	n = acc_chips(a, &k->chips, &chips);
	program = acc_program(a, k->program);
	for (size_t i = 0; i < n && work_spend(50); i++) {
		struct placement *p = acc_placement(program, chips[i]);

		if (p && add_kernel_cores(p, k->cores))
			changed(p);
	}
}

void acc_program_config(struct accounting *a, const struct l1t_program_config *c)
{
	acc_program(a, c->program)->text_bytes = c->text_bytes;
}

static void program_free(struct program *p)
{
	for (size_t k = 0; k < p->count; k++) {
		free(p->placements[k].regions);
		acc_let_go(p->placements[k].built);
	}
	free(p->placements);
	free(p);
}

void acc_program_gone(struct accounting *a, uint64_t id)
{
	struct program *p = table_get(&a->programs, id);

	for (size_t k = 0; p && k < p->count && work_spend(10); k++) {
		struct opening *o = acc_open_chip(a, p->placements[k].chip);

		for (size_t i = 0; o && i < o->class_count && work_spend(2); i++) {
			struct core_class *c = &o->classes[i];
			struct held h;

			if (!c->resident_program || c->resident_program != id)
				continue;
			c->resident = c->resident_program = 0;
			h = acc_held(o, c);
			acc_instant(a, o, c, &h, &(struct happens){.event = EVENT_PROGRAM_GONE,
				.headroom_bytes = L1T_UNKNOWN});
		}
	}
	if (p) {
		table_remove(&a->programs, id);
		program_free(p);
	}
}

void acc_forget_programs(struct accounting *a)
{
	for (size_t i = 0; i < a->programs.capacity; i++)
		if (a->programs.at[i].value)
			program_free(a->programs.at[i].value);
	table_free(&a->programs);
}
