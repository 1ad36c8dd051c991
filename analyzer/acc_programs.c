/*
 * Programs: where their regions lie, and which cores have the same ones.
 *
 * Must not know: launches, replays.
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

/* Kernels of a program share few core range sets: each is kept once. False: it was there. */
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
	uint64_t chips[64];
	size_t n = acc_chips(a, k->chips, chips, 64);

	for (size_t i = 0; i < n; i++) {
		struct placement *p = acc_placement(a, k->program, chips[i]);

		if (p && add_kernel_cores(p, k->cores))
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
			: p->kernel_cores[i - p->count], set);
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
