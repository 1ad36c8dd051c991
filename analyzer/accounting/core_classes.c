/*
 * Core classes: what each holds at an instant, what it has reached, and when it splits.
 *
 * Must not know: where the instants come from, which chips are in a cohort.
 */
#include <stdlib.h>
#include "accounting_state.h"
#include "opening_rows.h"
#include "core_classes.h"
#include "coreset.h"
#include "findings.h"
#include "grown_array.h"
#include "range_counts.h"
#include "reached.h"
#include "work_allowance.h"
#include "xalloc.h"

/* With more classes than this it is quicker to look at the cores of a small set than at all classes. */
enum { FEW_CLASSES = 8 };

static struct core_class *room(struct cohort *c)
{
	size_t before = c->class_capacity;

	GROW(c->classes, c->class_count, c->class_capacity);
	if (c->class_capacity != before)
		c->found = xrealloc(c->found, c->class_capacity, sizeof(*c->found));
	return &c->classes[c->class_count];
}

/* The class has these cores. */
static void set_cores(struct cohort *c, size_t index, const struct coreset *cores)
{
	struct core_class *k = &c->classes[index];
	unsigned core;

	k->cores = *cores;
	k->first = coreset_first(cores);
	k->size = 0;
	for (struct coreset left = *cores; (core = coreset_take(&left)) < CORES_MAX; k->size++)
		c->class_of[core] = (uint16_t)index;
}

void acc_first_class(struct accounting *a, struct cohort *c)
{
	struct coreset all = {{0}};
	struct core_class *k;

	if (!c->any->cores)
		return;
	c->class_of = xcalloc(c->any->cores, sizeof(*c->class_of));
	k = room(c);
	*k = (struct core_class){.reached.peak.headroom_bytes = L1T_UNKNOWN,
		.shown = a->sink->change ? xcalloc(1, sizeof(*k->shown)) : NULL};
	coreset_add_run(&all, 0, c->any->cores - 1);
	set_cores(c, 0, &all);
	c->class_count++;
}

/* Looks at each core of the set. */
static bool splits_by_core(const struct cohort *c, const struct coreset *cores)
{
	struct coreset left = *cores;
	unsigned core, count = 0, covered = 0;

	while ((core = coreset_take(&left)) < CORES_MAX) {
		const struct core_class *k = &c->classes[c->class_of[core]];

		count++;
		if (k->first == core)
			covered += k->size;
		else if (!coreset_has(cores, k->first))
			return true;
	}
	work_spend(20 + count);
	return covered != count;
}

static bool splits(const struct core_class *k, const struct coreset *cores, struct coreset *in)
{
	*in = coreset_and(&k->cores, cores);
	return !coreset_empty(in) && !coreset_equal(in, &k->cores);
}

bool acc_would_split(const struct cohort *c, const struct coreset *cores)
{
	struct coreset in;

	if (c->class_count > FEW_CLASSES)
		return splits_by_core(c, cores);
	for (size_t i = 0; i < c->class_count; i++)
		if (splits(&c->classes[i], cores, &in))
			return true;
	return false;
}

/* Makes a class of the cores `in` of a class. */
static void split(struct accounting *a, struct cohort *c, size_t index, const struct coreset *in)
{
	struct core_class *part = room(c), *k = &c->classes[index];
	struct coreset rest = coreset_minus(&k->cores, in);

	*part = *k;
	part->parent = (uint32_t)index;
	ranges_by_type_copy(&part->own, &k->own);
	work_spend(part->own.l1.count + part->own.small.count + part->own.persistent.count);
	if (k->shown) {
		part->shown = xmalloc(sizeof(*part->shown));
		*part->shown = *k->shown;
	}
	set_cores(c, c->class_count, in);
	set_cores(c, index, &rest);
	c->class_count++;
	/* with more than one chip, numbers are given when all have been split */
	if (a->shares)
		a->unnumbered = true;
	else
		acc_number_classes(a, c->any);
}

/* What chips reached on their own, they reached on both parts. */
static void split_own(struct opening *o, const struct cohort *c, size_t before)
{
	if (!o->own)
		return;
	o->own = xrealloc(o->own, c->class_count, sizeof(*o->own));
	for (size_t i = before; i < c->class_count; i++)
		o->own[i] = o->own[c->classes[i].parent];
}

bool acc_split(struct accounting *a, struct cohort *c, const struct coreset *cores)
{
	size_t before = c->class_count;
	struct coreset in;

	if (before > FEW_CLASSES && !splits_by_core(c, cores))
		return false;
	for (size_t i = 0; i < before && work_spend(10); i++)
		if (splits(&c->classes[i], cores, &in))
			split(a, c, i, &in);
	for (uint64_t left = c->class_count > before ? c->chips : 0; left; left &= left - 1)
		split_own(a->open_low[__builtin_ctzll(left)], c, before);
	return c->class_count > before;
}

/* The classes of a set of few cores, in order; more than FEW_CLASSES: not all were looked for. */
static size_t classes_of_cores(struct cohort *c, const struct coreset *cores)
{
	struct coreset left = *cores;
	unsigned core;
	size_t n = 0;

	while (n <= FEW_CLASSES && (core = coreset_first(&left)) < CORES_MAX) {
		uint32_t index = c->class_of[core];
		size_t at = n++;

		for (; at && c->found[at - 1] > index; at--)
			c->found[at] = c->found[at - 1];
		c->found[at] = index;
		left = coreset_minus(&left, &c->classes[index].cores);
	}
	work_spend_each(n, 20);
	return n;
}

size_t acc_classes_at(struct cohort *c, const struct coreset *cores)
{
	size_t n = 0;

	if (c->class_count > FEW_CLASSES) {
		n = classes_of_cores(c, cores);
		if (n <= FEW_CLASSES)
			return n;
		n = 0;
	}
	work_spend_each(c->class_count, 10);
	for (size_t i = 0; i < c->class_count; i++) {
		struct coreset in = coreset_and(&c->classes[i].cores, cores);

		if (!coreset_empty(&in))
			c->found[n++] = (uint32_t)i;
	}
	return n;
}

struct held acc_held(const struct cohort *c, const struct core_class *k)
{
	struct held h = {.buffer = c->lockstep.l1.covered, .small = c->lockstep.small.covered,
		.lowest = range_counts_lowest(&c->lockstep.l1)};
	const struct range_counts *persistent = &k->own.persistent;
	uint64_t lowest;

	if (!c->extra_count)
		return h;
	h.buffer = ranges_union_bytes(&c->lockstep.l1, &k->own.l1);
	h.small = ranges_union_bytes(&c->lockstep.small, &k->own.small);
	h.persistent = persistent->covered;
	lowest = range_counts_lowest(&k->own.l1);
	if (lowest < h.lowest)
		h.lowest = lowest;
	/* the last edge is the end of the highest range */
	if (persistent->count)
		h.persistent_end = persistent->at[persistent->count - 1].from;
	return h;
}

uint64_t acc_capacity(const struct cohort *c)
{
	const struct account_opening *i = &c->any->info;

	return i->l1_bytes == L1T_UNKNOWN || i->unreserved_base == L1T_UNKNOWN ? UINT64_MAX
		: i->l1_bytes - i->unreserved_base;
}

bool acc_instant(struct accounting *a, struct cohort *c, struct opening *only, size_t index,
	const struct held *h, const struct happens *what)
{
	struct core_class *k = &c->classes[index];
	struct reached *r = only ? &only->own[index] : &k->reached;
	uint64_t total = held_bytes(h) + what->program_bytes;

	if (h->small > r->peak.most_l1_small_bytes)
		r->peak.most_l1_small_bytes = h->small;
	/* headroom is unknown, which is no less than anything, where no program runs */
	if (what->headroom_bytes < r->peak.headroom_bytes)
		r->peak.headroom_bytes = what->headroom_bytes;
	if (total > r->peak.peak_bytes && total > k->reached.peak.peak_bytes) {
		bool over = total > acc_capacity(c);

		if (over && !only && c->count > 1)
			return false;
		acc_set_peak(r, total, h, what, a->now_ns, ++a->next_instant);
		if (over)
			acc_find(a, FINDING_OVER_CAPACITY, (only ? only : c->any)->info.chip, what->op,
				0, 0, total);
	}
	if (a->sink->change)
		acc_give_change(a, c, index, h, what);
	return true;
}

/* Whether no class can get a new peak. */
static bool makes_no_peak(const struct cohort *c)
{
	uint64_t small = c->lockstep.small.covered;

	return sum_of(sum_of(c->lockstep.l1.covered, small), c->most_own) <= c->least_peak &&
		sum_of(small, c->most_own_small) <= c->least_small;
}

void acc_most_own(struct cohort *c, const struct core_class *k)
{
	uint64_t lowest = range_counts_lowest(&k->own.l1), small = k->own.small.covered;
	uint64_t bytes = sum_of(sum_of(k->own.l1.covered, small), k->own.persistent.covered);

	if (bytes > c->most_own)
		c->most_own = bytes;
	if (small > c->most_own_small)
		c->most_own_small = small;
	if (lowest < c->lowest_own)
		c->lowest_own = lowest;
}

void acc_instant_all(struct accounting *a, struct cohort *c, enum account_event event)
{
	const struct happens what = {.event = event, .headroom_bytes = L1T_UNKNOWN};
	uint64_t least_peak = UINT64_MAX, least_small = UINT64_MAX;

	if (!a->sink->change && makes_no_peak(c)) {
		work_spend(20);
		return;
	}
	c->most_own = c->most_own_small = 0;
	c->lowest_own = UINT64_MAX;
	for (size_t i = 0; i < c->class_count && work_spend(20); i++) {
		struct core_class *k = &c->classes[i];
		struct held h = acc_held(c, k);

		(void)acc_instant(a, c, NULL, i, &h, &what);
		if (k->reached.peak.peak_bytes < least_peak)
			least_peak = k->reached.peak.peak_bytes;
		if (k->reached.peak.most_l1_small_bytes < least_small)
			least_small = k->reached.peak.most_l1_small_bytes;
		acc_most_own(c, k);
	}
	c->least_peak = least_peak;
	c->least_small = least_small;
}

void acc_instant_of_found(struct accounting *a, struct cohort *c, size_t count,
	enum account_event event)
{
	const struct happens what = {.event = event, .headroom_bytes = L1T_UNKNOWN};

	for (size_t i = 0; i < count && work_spend(10); i++) {
		struct held h = acc_held(c, &c->classes[c->found[i]]);

		(void)acc_instant(a, c, NULL, c->found[i], &h, &what);
	}
}

void acc_free_classes(struct cohort *c)
{
	for (size_t i = 0; i < c->class_count; i++) {
		ranges_by_type_free(&c->classes[i].own);
		free(c->classes[i].shown);
	}
	free(c->classes);
	free(c->class_of);
	free(c->found);
}
