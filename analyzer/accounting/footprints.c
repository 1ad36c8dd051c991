/*
 * What a program uses on each core: cores with the same regions are one part; regions that overlap
 * count once, and those that lie in a buffer (aliases) not at all. A footprint is made when its
 * program is launched, and shared by chips with the same grid and by the mesh traces that captured
 * it.
 *
 * Must not know: launches, replays.
 */
#include <stdlib.h>
#include "accounting_state.h"
#include "cohorts.h"
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
	for (size_t i = 0; i < b->count; i++)
		free(b->parts[i].ranges);
	free(b->parts);
	free(b);
}

static void fit_free(struct fit *f)
{
	for (size_t i = 0; i < f->built->count; i++)
		free(f->parts[i].classes);
	free(f->parts);
	acc_let_go(f->built);
	free(f);
}

void acc_forget_fits(struct placement *p)
{
	while (p->fits) {
		struct fit *next = p->fits->next;

		fit_free(p->fits);
		p->fits = next;
	}
}

void acc_regions_change(struct placement *p)
{
	if (!p->fits || p->made_of)
		return;
	work_spend_each(p->count, 5);
	p->made_of = xarray(p->count, sizeof(*p->made_of));
	p->made_count = p->count;
	if (p->count)
		memcpy(p->made_of, p->regions, p->count * sizeof(*p->made_of));
}

bool acc_same_regions(const struct l1t_region *x, const struct l1t_region *y, size_t count)
{
	work_spend_each(count, 5);
	for (size_t i = 0; i < count; i++)
		if (x[i].type != y[i].type || x[i].flags != y[i].flags ||
			x[i].address != y[i].address || x[i].size_bytes != y[i].size_bytes ||
			x[i].cores != y[i].cores)
			return false;
	return true;
}

void acc_settle_fits(struct placement *p)
{
	bool same = p->made_of && p->made_count == p->count &&
		acc_same_regions(p->made_of, p->regions, p->count);

	if (!p->made_of)
		return;
	/* what was found is found again */
	for (const struct fit *f = p->fits; f && same && work_spend(1); f = f->next)
		same = f->built->clean;
	if (!same)
		acc_forget_fits(p);
	free(p->made_of);
	p->made_of = NULL;
}

static void list_classes(struct cohort *c, const struct part *part, struct fit_part *out)
{
	out->class_count = acc_classes_at(c, &part->cores);
	out->classes = xrealloc(out->classes, out->class_count, sizeof(*out->classes));
	if (out->class_count)
		memcpy(out->classes, c->found, out->class_count * sizeof(*out->classes));
	out->least_peak = out->least_small = 0;
	out->most_headroom = L1T_UNKNOWN;
}

bool acc_meet_classes(struct accounting *a, struct cohort *c, struct fit *f, bool may_split)
{
	const struct footprint *b = f->built;

	for (size_t i = 0; i < b->count; i++) {
		if (!may_split && acc_would_split(c, &b->parts[i].cores))
			return false;
		acc_split(a, c, &b->parts[i].cores);
	}
	for (size_t i = 0; i < b->count; i++)
		list_classes(c, &b->parts[i], &f->parts[i]);
	f->met = c->class_count;
	return true;
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

static struct footprint *build(struct accounting *a, const struct opening *o,
	const struct placement *p)
{
	struct footprint *b = xcalloc(1, sizeof(*b));
	struct coreset *cores = xcalloc(p->count, sizeof(*cores)), kernel;
	struct range *room = xarray(p->count, sizeof(*room));

	b->grid_x = o->info.grid_x;
	b->grid_y = o->info.grid_y;
	for (size_t i = 0; i < p->count + p->kernel_count && work_spend(100); i++) {
		struct coreset *set = i < p->count ? &cores[i] : &kernel;

		acc_cores(a, o, i < p->count ? p->regions[i].cores
			: p->kernel_cores[i - p->count], set);
		/* mostly all regions are on the same cores */
		if (b->count != 1 || !coreset_equal(set, &b->parts[0].cores))
			b->parts = cut_parts(b->parts, &b->count, set);
	}
	for (size_t i = 0; i < b->count && work_spend_each(p->count + 10, 3); i++)
		fill_part(&b->parts[i], p, cores, room);
	free(room);
	free(cores);
	return b;
}

/* Fits of cohorts that are no more are found here, if there are many. */
static void forget_old(const struct accounting *a, struct placement *p)
{
	struct fit **at = &p->fits;
	size_t fits = 0, cohorts = 0;

	for (const struct fit *f = p->fits; f && work_spend(2); f = f->next)
		fits++;
	for (const struct cohort *c = a->cohorts; c && work_spend(2); c = c->next)
		cohorts++;
	while (fits > 8 + cohorts * 2 && *at) {
		struct fit *f = *at;
		const struct cohort *c = a->cohorts;

		while (c && c->number != f->cohort && work_spend(2))
			c = c->next;
		if (c || !f->built->clean) {
			at = &f->next;
			continue;
		}
		*at = f->next;
		fit_free(f);
	}
}

/* A footprint without findings that was made for other chips with such a grid; NULL: there is none. */
static struct footprint *like(const struct placement *p, const struct opening *o)
{
	for (const struct fit *f = p->fits; f && work_spend(2); f = f->next)
		if (f->built->clean && f->built->grid_x == o->info.grid_x &&
			f->built->grid_y == o->info.grid_y)
			return f->built;
	return NULL;
}

static struct fit *new_fit(struct accounting *a, struct cohort *c, struct placement *p)
{
	bool is_shared = c->count > 1;
	uint64_t found = a->found;
	struct footprint *b;
	struct fit *f;

	forget_old(a, p);
	b = like(p, c->any);
	if (!b) {
		a->hushed = is_shared;
		b = build(a, c->any, p);
		a->hushed = false;
		b->clean = a->found == found;
	}
	b->refs++;
	if (!b->clean)
		acc_part_cohort(a, c);
	if (!b->clean && is_shared) {
		acc_let_go(b);
		return NULL;
	}
	f = xcalloc(1, sizeof(*f));
	*f = (struct fit){.cohort = c->number, .built = b, .next = p->fits,
		.parts = xcalloc(b->count, sizeof(*f->parts))};
	p->fits = f;
	return f;
}

struct fit *acc_look_for_fit(struct accounting *a, struct cohort *c, struct placement *p)
{
	acc_settle_fits(p);
	for (struct fit *f = p->fits; f && work_spend(1); f = f->next)
		if (f->cohort == c->number)
			return f;
	return new_fit(a, c, p);
}
