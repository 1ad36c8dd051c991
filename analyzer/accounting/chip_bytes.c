/*
 * A buffer's bytes on the chips of its mesh: see chip_bytes.h.
 *
 * What is a finding of each chip, in their order, is not accounted for chips that share a cohort: they
 * are parted before, for good, and accounted one after the other.
 *
 * Must not know: what begins and ends buffers, programs.
 */
#include "accounting_state.h"
#include "chip_bytes.h"
#include "cohorts.h"
#include "core_classes.h"
#include "coreset.h"
#include "live_buffers.h"
#include "meshes.h"
#include "overlaps.h"
#include "per_core_buffers.h"
#include "range_counts.h"
#include "work_allowance.h"

static void change_lockstep(struct cohort *c, const struct l1t_alloc *b, int sign, uint64_t *taken)
{
	struct range_counts *s = ranges_of_type(&c->lockstep, b->type);

	work_spend(50 + s->count);
	*taken = b->bytes_per_core - range_counts_change(s, b->address,
		b->address + b->bytes_per_core, sign);
}

/* Whether the class holds more than fits, if it holds this more. */
static bool is_over(const struct cohort *c, size_t index, uint64_t more)
{
	struct held h = acc_held(c, &c->classes[index]);

	return sum_of(held_bytes(&h), more) > acc_capacity(c);
}

/* Whether no class holds more than fits, if each holds this more. It may be so where this is false. */
static bool all_fit(const struct cohort *c, uint64_t more)
{
	return sum_of(sum_of(c->lockstep.l1.covered, c->lockstep.small.covered),
		sum_of(c->most_own, more)) <= acc_capacity(c);
}

static bool any_is_over(const struct cohort *c)
{
	for (size_t i = 0; !all_fit(c, 0) && i < c->class_count && work_spend(20); i++)
		if (is_over(c, i, 0))
			return true;
	return false;
}

static bool found_is_over(const struct cohort *c, size_t count, uint64_t more)
{
	for (size_t i = 0; !all_fit(c, more) && i < count && work_spend(20); i++)
		if (is_over(c, c->found[i], more))
			return true;
	return false;
}

/* On all cores. False: nothing was done, the chips must be parted. */
static bool take_lockstep(struct accounting *a, struct cohort *c, const struct live_buffer *l)
{
	const struct l1t_alloc *b = &l->b.alloc;
	uint64_t taken;
	bool is_shared;

	change_lockstep(c, b, 1, &taken);
	is_shared = taken || (c->extra_count && acc_is_own_of_any(c, b->type, b->address,
			b->address + b->bytes_per_core));
	if (c->count > 1 && (is_shared || any_is_over(c))) {
		change_lockstep(c, b, -1, &taken);
		return false;
	}
	if (is_shared)
		acc_find_overlap(a, c->any, l, taken);
	acc_instant_all(a, c, EVENT_ALLOC);
	return true;
}

/* The buffer's cores on the cohort's chips. False: there are findings of each chip. */
static bool cores_of(struct accounting *a, const struct cohort *c, const struct l1t_alloc *b,
	bool *known, struct coreset *out)
{
	uint64_t found = a->found;

	a->hushed = c->count > 1;
	*known = acc_cores(a, c->any, b->cores, out);
	a->hushed = false;
	return c->count == 1 || a->found == found;
}

/* On its cores. False: nothing was done, the chips must be parted. */
static bool take_per_core(struct accounting *a, struct cohort *c, const struct live_buffer *l)
{
	const struct l1t_alloc *b = &l->b.alloc;
	struct per_core_buffer e = {.id = b->id, .type = b->type, .from = b->address,
		.to = b->address + b->bytes_per_core};
	uint64_t lockstep_bytes;
	bool known, is_shared;
	size_t n;

	if (!cores_of(a, c, b, &known, &e.cores))
		return false;
	if (!known)
		return true;
	/* what a class holds is on all of its cores: before it is split the answer is the same */
	n = acc_classes_at(c, &e.cores);
	lockstep_bytes = range_counts_within(ranges_of_type(&c->lockstep, b->type), e.from, e.to);
	is_shared = lockstep_bytes || acc_is_own_of_found(c, n, b->type, e.from, e.to);
	if (c->count > 1 && (is_shared || found_is_over(c, n, b->bytes_per_core)))
		return false;
	if (acc_split(a, c, &e.cores))
		n = acc_classes_at(c, &e.cores);
	acc_add_extra(c, &e, n);
	if (is_shared)
		acc_find_overlap(a, c->any, l, lockstep_bytes);
	acc_instant_of_found(a, c, n, EVENT_ALLOC);
	return true;
}

static void take(struct accounting *a, struct opening *o, struct cohort *c,
	const struct live_buffer *l)
{
	bool per_core = acc_is_per_core(&l->b.alloc);

	if (per_core ? take_per_core(a, c, l) : take_lockstep(a, c, l))
		return;
	acc_part_cohort(a, c);
	(void)(per_core ? take_per_core(a, o->cohort, l) : take_lockstep(a, o->cohort, l));
}

/* What is held after a free was held before: it makes no peak. */
static void give_back(struct accounting *a, struct cohort *c, const struct live_buffer *l)
{
	const struct l1t_alloc *b = &l->b.alloc;
	struct coreset cores;
	uint64_t taken;

	if (!acc_is_per_core(b)) {
		change_lockstep(c, b, -1, &taken);
		if (a->sink->change)
			acc_instant_all(a, c, EVENT_FREE);
	} else if (acc_drop_extra(c, b->id, b->type, &cores) && a->sink->change) {
		acc_instant_of_found(a, c, acc_classes_at(c, &cores), EVENT_FREE);
	}
}

void acc_change_bytes(struct accounting *a, const struct live_buffer *l, int sign)
{
	const struct chips *s = &l->mesh->chips;
	uint64_t left = s->low;
	size_t cohorts = 0;

	for (size_t i = 0; i < s->count && (left || s->high) && work_spend(20); i++) {
		uint64_t bit = acc_bit(s->list[i]);
		struct opening *o = acc_open_chip(a, s->list[i]);
		struct cohort *c;

		if (!o || (bit && !(left & bit)))
			continue;
		c = acc_cohort_within(a, o, s->low);
		if (sign > 0)
			take(a, o, c, l);
		else
			give_back(a, c, l);
		o->cohort->version = ++a->next_version;
		left &= ~o->cohort->chips;
		cohorts++;
	}
	if (a->unnumbered)
		acc_number_all(a, s);
	if (cohorts > 1)
		acc_join_cohorts(a, l->mesh);
}
