/*
 * What a program uses on each core: cores with the same regions are one part; regions that overlap
 * count once, and those that lie in a buffer (aliases) not at all. A footprint is made when its
 * program is launched, and shared with the mesh traces that captured it.
 *
 * Must not know: launches, replays.
 */
#include <stdlib.h>
#include "accounting_state.h"
#include "core_classes.h"
#include "coreset.h"
#include "footprints.h"
#include "meshes.h"
#include "program_regions.h"
#include "range_counts.h"
#include "work_allowance.h"
#include "xalloc.h"

void acc_let_go(struct footprint *b)
{
	if (!b || --b->refs)
		return;
	for (size_t i = 0; i < b->count; i++) {
		free(b->parts[i].ranges);
		free(b->parts[i].classes);
	}
	free(b->parts);
	free(b);
}

static void list_classes(const struct opening *o, struct part *part)
{
	size_t n = 0;

	free(part->classes);
	part->classes = xarray(o->class_count + 1, sizeof(*part->classes));
	for (size_t i = 0; i < o->class_count && work_spend(10); i++)
		if (coreset_has(&part->cores, coreset_first(&o->classes[i].cores)))
			part->classes[n++] = (uint32_t)i;
	part->class_count = n;
}

void acc_meet(struct accounting *a, struct opening *o, struct footprint *b)
{
	/* classes are split and never joined: if there are as many, they are the same */
	if (b->met && b->met == o->class_count)
		return;
	for (size_t i = 0; i < b->count; i++)
		acc_split(a, o, &b->parts[i].cores);
	for (size_t i = 0; i < b->count; i++)
		list_classes(o, &b->parts[i]);
	b->met = o->class_count;
}

const struct part *acc_part_of(const struct footprint *b, unsigned core)
{
	work_spend(b->count);
	for (size_t i = 0; i < b->count; i++)
		if (coreset_has(&b->parts[i].cores, core))
			return &b->parts[i];
	return NULL;
}

/* Cuts the parts so that each lies inside `cores` or outside; cores without a part get one. */
static struct part *cut_parts(struct part *parts, size_t *count, const struct coreset *cores)
{
	struct coreset left = *cores;
	size_t before = *count;
	struct part *grown = xrealloc(parts, before * 2 + 1, sizeof(*grown));

	work_spend_each(before, 20);
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

/* `room`: scratch memory for a range of each region. */
static void fill_part(struct part *part, const struct placement *p, const struct coreset *cores,
	struct range *room)
{
	unsigned core = coreset_first(&part->cores);

	for (size_t i = 0; i < p->count; i++) {
		const struct l1t_region *r = &p->regions[i];

		if (!is_local(r) || !coreset_has(&cores[i], core))
			continue;
		work_spend(20);
		room[part->range_count++] = (struct range){r->address, r->address + r->size_bytes};
		if (r->address + r->size_bytes > part->end)
			part->end = r->address + r->size_bytes;
	}
	part->range_count = span_merge(room, part->range_count);
	part->ranges = xarray(part->range_count, sizeof(*part->ranges));
	if (part->range_count)
		memcpy(part->ranges, room, part->range_count * sizeof(*room));
	part->footprint = span_bytes(part->ranges, part->range_count);
}

struct footprint *acc_footprint(struct accounting *a, struct opening *o, struct placement *p)
{
	struct coreset *cores, kernel;
	struct range *room;
	struct footprint *b;

	if (p->built && p->built->opening == o->info.opening)
		return p->built;
	acc_let_go(p->built);
	p->built = b = xcalloc(1, sizeof(*b));
	cores = xcalloc(p->count, sizeof(*cores));
	room = xarray(p->count, sizeof(*room));
	b->refs = 1;
	b->opening = o->info.opening;
	for (size_t i = 0; i < p->count + p->kernel_count && work_spend(100); i++) {
		struct coreset *set = i < p->count ? &cores[i] : &kernel;

		acc_cores(a, o, i < p->count ? p->regions[i].cores
			: p->kernel_cores[i - p->count], set);
		b->parts = cut_parts(b->parts, &b->count, set);
	}
	for (size_t i = 0; i < b->count && work_spend_each(p->count + 10, 3); i++)
		fill_part(&b->parts[i], p, cores, room);
	free(room);
	free(cores);
	return b;
}
