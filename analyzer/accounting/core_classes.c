/*
 * Core classes: what each holds at an instant, its peak and headroom, and when it splits.
 *
 * Must not know: where the instants come from.
 */
#include <stdlib.h>
#include "accounting_state.h"
#include "core_classes.h"
#include "coreset.h"
#include "findings.h"
#include "grown_array.h"
#include "range_counts.h"
#include "work_allowance.h"

static void give_class(struct accounting *a, const struct opening *o, const struct core_class *c,
	uint64_t parent)
{
	unsigned first = coreset_first(&c->cores);
	struct account_class row = {.opening = o->info.opening, .chip = o->info.chip,
		.class_id = c->id, .parent = parent, .core_x = first % o->info.grid_x,
		.core_y = first / o->info.grid_x, .time_ns = a->now_ns};

	if (a->sink->class_begins)
		a->sink->class_begins(a->context, &row);
	if (!a->sink->class_core)
		return;
	for (unsigned i = 0; i < o->cores; i++)
		if (coreset_has(&c->cores, i) && work_spend(20))
			a->sink->class_core(a->context, o->info.opening, c->id, i % o->info.grid_x,
				i / o->info.grid_x);
}

static struct core_class *room(struct opening *o)
{
	GROW(o->classes, o->class_count, o->class_capacity);
	return &o->classes[o->class_count];
}

void acc_first_class(struct accounting *a, struct opening *o)
{
	struct core_class *c;

	if (!o->cores)
		return;
	c = room(o);
	memset(c, 0, sizeof(*c));
	c->id = ++a->next_class;
	for (unsigned i = 0; i < o->cores; i++)
		coreset_add(&c->cores, i);
	c->headroom = L1T_UNKNOWN;
	c->peak.time_ns = o->info.open_ns;
	o->class_count++;
	give_class(a, o, c, 0);
}

void acc_split(struct accounting *a, struct opening *o, const struct coreset *cores)
{
	size_t before = o->class_count;

	for (size_t i = 0; i < before && work_spend(10); i++) {
		struct coreset in = coreset_and(&o->classes[i].cores, cores);
		uint64_t parent = o->classes[i].id;
		struct core_class *part;

		if (coreset_empty(&in) || coreset_equal(&in, &o->classes[i].cores))
			continue;
		part = room(o);
		*part = o->classes[i];
		ranges_by_type_copy(&part->own, &o->classes[i].own);
		work_spend(part->own.l1.count + part->own.small.count + part->own.persistent.count);
		part->cores = in;
		part->id = ++a->next_class;
		o->classes[i].cores = coreset_minus(&o->classes[i].cores, &in);
		o->classes[i].id = ++a->next_class;
		o->class_count++;
		give_class(a, o, &o->classes[i], parent);
		give_class(a, o, part, parent);
	}
}

static bool is_within(const struct core_class *c, const struct coreset *cores)
{
	return coreset_has(cores, coreset_first(&c->cores));
}

void acc_change_own(struct opening *o, const struct per_core_buffer *b, int sign)
{
	for (size_t i = 0; i < o->class_count && work_spend(10); i++) {
		struct range_counts *own = ranges_of_type(&o->classes[i].own, b->type);

		if (!is_within(&o->classes[i], &b->cores))
			continue;
		work_spend(50 + own->count);
		range_counts_change(own, b->from, b->to, sign);
	}
}

bool acc_is_own(struct opening *o, const struct coreset *cores, uint64_t type, uint64_t from,
	uint64_t to)
{
	if (!o->extra_count)
		return false;
	for (size_t i = 0; i < o->class_count && work_spend(20); i++)
		if ((!cores || is_within(&o->classes[i], cores)) &&
			range_counts_within(ranges_of_type(&o->classes[i].own, type), from, to))
			return true;
	return false;
}

struct held acc_held(const struct opening *o, const struct core_class *c)
{
	struct held h = {.buffer = o->lockstep.l1.covered, .small = o->lockstep.small.covered,
		.lowest = range_counts_lowest(&o->lockstep.l1)};
	const struct range_counts *persistent = &c->own.persistent;
	uint64_t lowest;

	if (!o->extra_count)
		return h;
	h.buffer = ranges_union_bytes(&o->lockstep.l1, &c->own.l1);
	h.small = ranges_union_bytes(&o->lockstep.small, &c->own.small);
	h.persistent = persistent->covered;
	lowest = range_counts_lowest(&c->own.l1);
	if (lowest < h.lowest)
		h.lowest = lowest;
	/* the last edge is the end of the highest range */
	if (persistent->count)
		h.persistent_end = persistent->at[persistent->count - 1].from;
	return h;
}

static void give_change(struct accounting *a, const struct opening *o, struct core_class *c,
	const struct held *h, const struct happens *what)
{
	unsigned core = coreset_first(&c->cores);
	struct account_change row = {.opening = o->info.opening, .chip = o->info.chip,
		.class_id = c->id, .core_x = core % o->info.grid_x, .core_y = core / o->info.grid_x,
		.time_ns = a->now_ns, .event = what->event, .buffer_bytes = h->buffer,
		.l1_small_bytes = h->small, .program_bytes = what->program_bytes,
		.persistent_bytes = h->persistent, .resident_bytes = c->resident,
		.total_bytes = h->buffer + h->small + h->persistent + what->program_bytes,
		.headroom_bytes = what->headroom_bytes, .op = what->op, .name = what->name};

	if (!what->runs && row.buffer_bytes == c->last.buffer_bytes &&
		row.l1_small_bytes == c->last.l1_small_bytes &&
		row.persistent_bytes == c->last.persistent_bytes &&
		row.resident_bytes == c->last.resident_bytes)
		return;
	c->last = row;
	a->sink->change(a->context, &row);
}

void acc_instant(struct accounting *a, struct opening *o, struct core_class *c,
	const struct held *h, const struct happens *what)
{
	uint64_t total = h->buffer + h->small + h->persistent + what->program_bytes;

	if (h->small > c->peak.most_l1_small_bytes)
		c->peak.most_l1_small_bytes = h->small;
	if (total > c->peak.peak_bytes) {
		c->peak.peak_bytes = total;
		c->peak.time_ns = a->now_ns;
		c->peak.buffer_bytes = h->buffer;
		c->peak.l1_small_bytes = h->small;
		c->peak.persistent_bytes = h->persistent;
		c->peak.program_bytes = what->program_bytes;
		c->peak.op = what->op;
		c->peak.name = what->name;
		c->peak.captured_op = c->peak.captured_name = 0;
		if (o->info.l1_bytes != L1T_UNKNOWN && o->info.unreserved_base != L1T_UNKNOWN &&
			total > o->info.l1_bytes - o->info.unreserved_base)
			acc_find(a, FINDING_OVER_CAPACITY, o->info.chip, what->op, 0, 0, total);
	}
	if (a->sink->change)
		give_change(a, o, c, h, what);
}

/* Whether no class can get a new peak: without per-core buffers all classes hold the same. */
static bool makes_no_peak(const struct opening *o)
{
	return !o->extra_count && o->lockstep.l1.covered + o->lockstep.small.covered <= o->least_peak &&
		o->lockstep.small.covered <= o->least_small;
}

void acc_instant_all(struct accounting *a, struct opening *o, enum account_event event)
{
	const struct happens what = {.event = event, .headroom_bytes = L1T_UNKNOWN};
	uint64_t least_peak = UINT64_MAX, least_small = UINT64_MAX;

	if (!a->sink->change && makes_no_peak(o)) {
		work_spend(20);
		return;
	}
	for (size_t i = 0; i < o->class_count && work_spend(20); i++) {
		struct core_class *c = &o->classes[i];
		struct held h = acc_held(o, c);

		acc_instant(a, o, c, &h, &what);
		if (c->peak.peak_bytes < least_peak)
			least_peak = c->peak.peak_bytes;
		if (c->peak.most_l1_small_bytes < least_small)
			least_small = c->peak.most_l1_small_bytes;
	}
	o->least_peak = least_peak;
	o->least_small = least_small;
}

void acc_instant_on(struct accounting *a, struct opening *o, const struct coreset *cores,
	enum account_event event)
{
	const struct happens what = {.event = event, .headroom_bytes = L1T_UNKNOWN};

	for (size_t i = 0; i < o->class_count && work_spend(10); i++) {
		struct held h;

		if (!is_within(&o->classes[i], cores))
			continue;
		h = acc_held(o, &o->classes[i]);
		acc_instant(a, o, &o->classes[i], &h, &what);
	}
}

void acc_free_classes(struct opening *o)
{
	for (size_t i = 0; i < o->class_count; i++)
		ranges_by_type_free(&o->classes[i].own);
	free(o->classes);
}

/* Finds the class of each core; NULL: it has none. */
static void find_classes(const struct opening *o, const struct core_class *of[CORES_MAX])
{
	for (size_t i = 0; i < o->class_count; i++) {
		struct coreset left = o->classes[i].cores;
		unsigned core;

		while ((core = coreset_first(&left)) < CORES_MAX) {
			left.words[core / 64] &= left.words[core / 64] - 1;
			of[core] = &o->classes[i];
		}
	}
}

void acc_give_peaks(struct accounting *a, struct opening *o)
{
	const struct core_class *of[CORES_MAX] = {0};

	find_classes(o, of);
	if (a->sink->opening)
		a->sink->opening(a->context, &o->info);
	for (unsigned core = 0; a->sink->peak && core < o->cores; core++) {
		const struct core_class *c = of[core];
		struct account_peak row;

		if (!c)
			continue;
		row = c->peak;
		row.opening = o->info.opening;
		row.chip = o->info.chip;
		row.class_id = c->id;
		row.core_x = core % o->info.grid_x;
		row.core_y = core / o->info.grid_x;
		row.headroom_bytes = c->headroom;
		a->sink->peak(a->context, &row);
	}
}
