/*
 * Which chips share a cohort: see cohorts.h.
 *
 * Must not know: buffers, programs.
 */
#include <stdlib.h>
#include "accounting_state.h"
#include "opening_rows.h"
#include "cohorts.h"
#include "core_classes.h"
#include "coreset.h"
#include "meshes.h"
#include "per_core_buffers.h"
#include "range_counts.h"
#include "work_allowance.h"
#include "xalloc.h"

enum {
	COHORT_NS = 1000, CLASS_NS = 200,       /* work of copying or comparing */
	WAIT_MAX = 256,         /* events between two tries to join chips that differ */
	KINDS_MAX = 4,          /* cohorts that others are compared with */
};

static struct opening *member(const struct accounting *a, uint64_t chips)
{
	return a->open_low[__builtin_ctzll(chips)];
}

static struct cohort *add(struct accounting *a, struct cohort *c)
{
	c->number = ++a->next_cohort;
	c->next = a->cohorts;
	a->cohorts = c;
	return c;
}

void acc_begin_cohort(struct accounting *a, struct opening *o)
{
	struct cohort *c = add(a, xcalloc(1, sizeof(*c)));

	c->chips = o->info.chip < LOW_CHIPS ? (uint64_t)1 << o->info.chip : 0;
	c->count = 1;
	c->any = o;
	c->lowest_own = UINT64_MAX;
	o->cohort = c;
	acc_first_class(a, c);
	acc_number_classes(a, o);
}

static void cohort_free(struct cohort *c)
{
	ranges_by_type_free(&c->lockstep);
	free(c->extra);
	table_free(&c->extra_at);
	acc_free_classes(c);
	free(c);
}

static void drop(struct accounting *a, struct cohort *c)
{
	struct cohort **at = &a->cohorts;

	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	cohort_free(c);
}

/* Some of its chips have gone. */
static void has_fewer(struct accounting *a, struct cohort *c)
{
	struct opening *o = c->any = member(a, c->chips);

	c->count = (size_t)__builtin_popcountll(c->chips);
	if (c->count > 1 || !o->own)
		return;
	for (size_t i = 0; i < c->class_count; i++)
		acc_reach(&c->classes[i].reached, &o->own[i]);
	free(o->own);
	o->own = NULL;
}

void acc_end_cohort(struct accounting *a, struct opening *o)
{
	struct cohort *c = o->cohort;

	o->cohort = NULL;
	free(o->own);
	o->own = NULL;
	if (c->count == 1) {
		drop(a, c);
		return;
	}
	c->chips &= ~((uint64_t)1 << o->info.chip);
	has_fewer(a, c);
}

static void copy_classes(struct cohort *to, const struct cohort *from)
{
	work_spend_each(from->class_count, CLASS_NS);
	to->classes = xarray(from->class_count, sizeof(*to->classes));
	to->found = xarray(from->class_count, sizeof(*to->found));
	to->class_count = to->class_capacity = from->class_count;
	for (size_t i = 0; i < from->class_count; i++) {
		to->classes[i] = from->classes[i];
		ranges_by_type_copy(&to->classes[i].own, &from->classes[i].own);
	}
	if (!from->class_count)
		return;
	to->class_of = xarray(from->any->cores, sizeof(*to->class_of));
	memcpy(to->class_of, from->class_of, from->any->cores * sizeof(*to->class_of));
}

struct cohort *acc_leave_cohort(struct accounting *a, struct cohort *c, uint64_t chips)
{
	struct cohort *n = add(a, xcalloc(1, sizeof(*n)));

	work_spend(COHORT_NS + c->lockstep.l1.count + c->lockstep.small.count);
	ranges_by_type_copy(&n->lockstep, &c->lockstep);
	acc_copy_extra(n, c);
	copy_classes(n, c);
	n->version = c->version;
	n->least_peak = c->least_peak;
	n->least_small = c->least_small;
	n->most_own = c->most_own;
	n->most_own_small = c->most_own_small;
	n->lowest_own = c->lowest_own;
	n->chips = chips;
	c->chips &= ~chips;
	for (uint64_t left = chips; left; left &= left - 1)
		member(a, left)->cohort = n;
	has_fewer(a, n);
	has_fewer(a, c);
	return n;
}

void acc_part_cohort(struct accounting *a, struct cohort *c)
{
	while (c->count > 1)
		acc_leave_cohort(a, c, c->chips & -c->chips)->alone = true;
	c->alone = true;
}

static void keep_own(struct opening *o)
{
	const struct cohort *c = o->cohort;

	if (o->own)
		return;
	work_spend_each(c->class_count, CLASS_NS);
	o->own = xcalloc(c->class_count, sizeof(*o->own));
	for (size_t i = 0; i < c->class_count; i++)
		o->own[i].peak.headroom_bytes = L1T_UNKNOWN;
}

void acc_keep_own(struct opening *o)
{
	if (o->cohort->count > 1)
		keep_own(o);
}

static bool same_ranges(const struct range_counts *x, const struct range_counts *y)
{
	if (x->count != y->count || x->covered != y->covered)
		return false;
	work_spend(x->count);
	for (size_t i = 0; i < x->count; i++)
		if (x->at[i].from != y->at[i].from || x->at[i].count != y->at[i].count)
			return false;
	return true;
}

static bool same_cores(const struct account_opening *x, const struct account_opening *y)
{
	return x->grid_x == y->grid_x && x->grid_y == y->grid_y && x->l1_bytes == y->l1_bytes &&
		x->unreserved_base == y->unreserved_base && x->l1_small_bytes == y->l1_small_bytes;
}

/* Whether all that is accounted from now on is the same on the chips of both. */
static bool same(const struct cohort *x, const struct cohort *y)
{
	work_spend(50);
	if (x->alone || y->alone || !x->chips || !y->chips || x->class_count != y->class_count ||
		x->extra_count != y->extra_count || !same_cores(&x->any->info, &y->any->info) ||
		!same_ranges(&x->lockstep.l1, &y->lockstep.l1) ||
		!same_ranges(&x->lockstep.small, &y->lockstep.small))
		return false;
	work_spend_each(x->extra_count, 40);
	if (x->extra_count && memcmp(x->extra, y->extra, x->extra_count * sizeof(*x->extra)))
		return false;
	work_spend_each(x->class_count, 40);
	/* with the same buffers on the same classes these hold the same of their own */
	for (size_t i = 0; i < x->class_count; i++)
		if (!coreset_equal(&x->classes[i].cores, &y->classes[i].cores))
			return false;
	return true;
}

static bool same_reached(const struct cohort *x, const struct cohort *y)
{
	for (size_t i = 0; i < x->class_count; i++)
		if (memcmp(&x->classes[i].reached, &y->classes[i].reached, sizeof(struct reached)))
			return false;
	return true;
}

/* What the cohort reached becomes what each of its chips reached, and the cohort has reached nothing. */
static void give_reached(struct accounting *a, struct cohort *c)
{
	for (uint64_t left = c->chips; left; left &= left - 1) {
		struct opening *o = member(a, left);

		keep_own(o);
		for (size_t i = 0; i < c->class_count; i++)
			acc_reach(&o->own[i], &c->classes[i].reached);
	}
	for (size_t i = 0; i < c->class_count; i++)
		c->classes[i].reached = (struct reached){.peak.headroom_bytes = L1T_UNKNOWN};
	c->least_peak = c->least_small = 0;
}

/* The chips of `from` join `c`. What is kept by the cohort's number and version is made anew. */
static void join(struct accounting *a, struct cohort *c, struct cohort *from)
{
	if (!same_reached(c, from)) {
		give_reached(a, c);
		give_reached(a, from);
	}
	for (uint64_t left = from->chips; left; left &= left - 1)
		member(a, left)->cohort = c;
	c->chips |= from->chips;
	c->count += from->count;
	c->number = ++a->next_cohort;
	c->version = ++a->next_version;
	drop(a, from);
}

/* Joins cohorts of these chips. False: no two of those that were compared are alike. */
static bool join_all(struct accounting *a, const struct chips *s)
{
	struct cohort *kinds[KINDS_MAX];
	size_t count = 0;
	bool joined = false;

	for (size_t i = 0; i < s->count && work_spend(10); i++) {
		struct opening *o = acc_open_chip(a, s->list[i]);
		struct cohort *c = o ? o->cohort : NULL;
		size_t k = 0;

		while (c && k < count && kinds[k] != c && !same(kinds[k], c))
			k++;
		if (!c || (k < count && kinds[k] == c))
			continue;
		if (k < count) {
			join(a, kinds[k], c);
			joined = true;
		} else if (count < KINDS_MAX) {
			kinds[count++] = c;
		}
	}
	return joined;
}

void acc_join_cohorts(struct accounting *a, struct mesh *m)
{
	if (!a->shares)
		return;
	if (m->until_join) {
		m->until_join--;
		return;
	}
	if (join_all(a, &m->chips))
		m->join_wait = 0;
	else
		m->join_wait = m->join_wait < WAIT_MAX / 2 ? m->join_wait * 2 + 1 : WAIT_MAX;
	m->until_join = m->join_wait;
}

void acc_number_all(struct accounting *a, const struct chips *s)
{
	a->unnumbered = false;
	for (size_t i = 0; i < s->count; i++) {
		struct opening *o = acc_open_chip(a, s->list[i]);

		if (o)
			acc_number_classes(a, o);
	}
}

void acc_forget_cohorts(struct accounting *a)
{
	while (a->cohorts) {
		struct cohort *next = a->cohorts->next;

		cohort_free(a->cohorts);
		a->cohorts = next;
	}
}
