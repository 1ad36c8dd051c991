/*
 * Programs: where their regions lie. What is the same on some chips is kept once.
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
	struct program *p = table_get(&a->programs, id);

	return p ? p : table_make(&a->programs, id, sizeof(*p));
}

static struct placement *add_placement(struct program *p, struct placement new)
{
	/* most programs have one */
	p->placements = xrealloc(p->placements, p->count + 1, sizeof(*p->placements));
	p->placements[p->count] = new;
	return &p->placements[p->count++];
}

struct placement *acc_look_for_placement(struct accounting *a, struct program *p,
	const struct chips *s, size_t index)
{
	uint64_t chip = s->list[index], chips = a->shares && acc_bit(chip) ? s->low : acc_bit(chip);

	/* records name the chips of a mesh in one order: mostly it is the one after the last */
	for (size_t i = 0; i < p->count; i++) {
		size_t at = p->next + i < p->count ? p->next + i : p->next + i - p->count;

		if (!work_spend(1))
			return NULL;
		if (!acc_is_placed(&p->placements[at], chip)) {
			chips &= ~p->placements[at].chips;
			continue;
		}
		p->next = at + 1 < p->count ? at + 1 : 0;
		return &p->placements[at];
	}
	return add_placement(p, (struct placement){.chips = chips, .high = chip});
}

/* The placements of a program on some chips, one after the other. */
struct walk {
	struct program *program;
	struct chips chips;
	uint64_t left;          /* chips that were not met, as bits */
	size_t index;
};

static struct walk walk_of(struct accounting *a, uint64_t program, const struct chips *s)
{
	return (struct walk){.program = acc_program(a, program), .chips = *s, .left = s->low};
}

static struct placement *next(struct accounting *a, struct walk *w, uint64_t ns)
{
	while (w->index < w->chips.count && (w->left || w->chips.high) && work_spend(ns)) {
		size_t index = w->index++;
		uint64_t bit = acc_bit(w->chips.list[index]);
		struct placement *p;

		if (bit && !(w->left & bit))
			continue;
		p = acc_placement(a, w->program, &w->chips, index);
		if (p)
			w->left &= ~p->chips;
		return p;
	}
	return NULL;
}

/* The part of a placement that is on these chips, which is about to change: the others keep what it
 * is now. */
static struct placement *part_of(const struct walk *w, struct placement *p)
{
	struct placement part;

	w->program->merged = false;
	if (!(p->chips & ~w->chips.low))
		return p;
	work_spend_each(p->count, 5);
	part = *p;
	part.chips &= w->chips.low;
	part.fits = NULL;
	part.made_of = NULL;
	part.capacity = p->count;
	part.regions = xarray(p->count, sizeof(*p->regions));
	if (p->count)
		memcpy(part.regions, p->regions, p->count * sizeof(*p->regions));
	p->chips &= ~w->chips.low;
	return add_placement(w->program, part);
}

static void drop(struct placement *p, uint64_t types, bool aliases_too)
{
	size_t kept = 0;

	acc_regions_change(p);
	work_spend_each(p->count, 2);
	for (size_t i = 0; i < p->count; i++) {
		const struct l1t_region *r = &p->regions[i];

		if (r->type < 3 && (types >> r->type & 1) &&
			(aliases_too || !(r->flags & L1T_REGION_ALIAS)))
			continue;
		p->regions[kept++] = *r;
	}
	p->count = kept;
}

void acc_region(struct accounting *a, const struct l1t_region *r)
{
	struct chips s = acc_chips(a, &r->chips);
	struct walk w;

	if (r->type >= 3)
		return;
	w = walk_of(a, r->program, &s);
	for (struct placement *p; (p = next(a, &w, 50));) {
		p = part_of(&w, p);
		if ((r->flags & L1T_REGION_FIRST) && !(r->flags & L1T_REGION_ALIAS))
			drop(p, 1u << r->type, false);
		acc_regions_change(p);
		GROW(p->regions, p->count, p->capacity);
		p->regions[p->count++] = *r;
	}
}

void acc_regions_freed(struct accounting *a, const struct l1t_regions_freed *f)
{
	struct chips s = acc_chips(a, &f->chips);
	struct walk w = walk_of(a, f->program, &s);

	for (struct placement *p; (p = next(a, &w, 20));)
		drop(part_of(&w, p), f->types, true);
}

void acc_forget_placements(struct accounting *a)
{
	for (size_t i = 0; i < a->programs.capacity && work_spend(2); i++) {
		struct program *p = a->programs.at[i].value;

		for (size_t k = 0; p && k < p->count && work_spend(5); k++)
			drop(&p->placements[k], 7, true);
	}
}

/* Kernels of a program share few core range sets: each is kept once. */
static bool has_kernel_cores(const struct placement *p, uint64_t cores)
{
	for (size_t i = 0; i < p->kernel_count; i++)
		if (p->kernel_cores[i] == cores)
			return true;
	return p->kernel_count == KERNEL_CORES_MAX;
}

void acc_kernel(struct accounting *a, const struct l1t_kernel *k)
{
	struct chips s;
	struct walk w;

	/* the coordinates of an Ethernet or DRAM core would name a worker core */
	if (table_get(&a->not_tensix, k->core_type))
		return;
	s = acc_chips(a, &k->chips);
	w = walk_of(a, k->program, &s);
	for (struct placement *p; (p = next(a, &w, 50));) {
		if (has_kernel_cores(p, k->cores))
			continue;
		p = part_of(&w, p);
		p->kernel_cores[p->kernel_count++] = k->cores;
		acc_forget_fits(p);
	}
}

static bool same(const struct placement *x, const struct placement *y)
{
	return x->chips && y->chips && x->count == y->count && x->kernel_count == y->kernel_count &&
		acc_same_regions(x->regions, y->regions, x->count) &&
		!memcmp(x->kernel_cores, y->kernel_cores,
			x->kernel_count * sizeof(*x->kernel_cores));
}

/* `from` is emptied. */
static void merge(struct placement *p, struct placement *from)
{
	struct fit **at = &p->fits;

	while (*at)
		at = &(*at)->next;
	*at = from->fits;
	p->chips |= from->chips;
	free(from->regions);
}

void acc_merge_placements(struct program *program)
{
	size_t kept = 0;

	/* more than there are low chips: most are on high ones, which are never the same */
	if (program->merged || program->count > LOW_CHIPS)
		return;
	program->merged = true;
	program->next = 0;
	for (size_t i = 0; i < program->count; i++) {
		size_t k = 0;

		acc_settle_fits(&program->placements[i]);
		work_spend_each(kept, 5);
		while (k < kept && !same(&program->placements[k], &program->placements[i]))
			k++;
		if (k < kept)
			merge(&program->placements[k], &program->placements[i]);
		else
			program->placements[kept++] = program->placements[i];
	}
	program->count = kept;
}

void acc_program_config(struct accounting *a, const struct l1t_program_config *c)
{
	acc_program(a, c->program)->text_bytes = c->text_bytes;
}

static void program_free(struct program *p)
{
	for (size_t k = 0; k < p->count; k++) {
		free(p->placements[k].regions);
		free(p->placements[k].made_of);
		acc_forget_fits(&p->placements[k]);
	}
	free(p->placements);
	free(p);
}

/* Where changes are reported, each placement is on one chip, and each chip has its cohort. */
static void leave_cores(struct accounting *a, const struct placement *p, uint64_t program)
{
	struct opening *o = acc_open_chip(a, p->chips ? (uint64_t)__builtin_ctzll(p->chips) : p->high);
	struct cohort *c = o ? o->cohort : NULL;

	for (size_t i = 0; c && i < c->class_count && work_spend(2); i++) {
		struct shown *shown = c->classes[i].shown;
		struct held h;

		if (!shown->resident_program || shown->resident_program != program)
			continue;
		shown->resident = shown->resident_program = 0;
		h = acc_held(c, &c->classes[i]);
		acc_instant(a, c, NULL, i, &h, &(struct happens){.event = EVENT_PROGRAM_GONE,
			.headroom_bytes = L1T_UNKNOWN});
	}
}

void acc_program_gone(struct accounting *a, uint64_t id)
{
	struct program *p = table_take(&a->programs, id);

	if (!p)
		return;
	for (size_t k = 0; a->sink->change && k < p->count && work_spend(10); k++)
		leave_cores(a, &p->placements[k], id);
	program_free(p);
}

void acc_forget_programs(struct accounting *a)
{
	for (size_t i = 0; i < a->programs.capacity; i++)
		if (a->programs.at[i].value)
			program_free(a->programs.at[i].value);
	table_free(&a->programs);
}
