/*
 * What the sink gets of an opening and its classes: see opening_rows.h.
 *
 * Must not know: where the instants come from.
 */
#include "accounting_state.h"
#include "opening_rows.h"
#include "core_classes.h"
#include "coreset.h"
#include "grown_array.h"
#include "work_allowance.h"

static void give_class(struct accounting *a, const struct opening *o, size_t index, uint64_t parent)
{
	const struct core_class *k = &o->cohort->classes[index];
	struct account_class row = {.opening = o->info.opening, .chip = o->info.chip,
		.class_id = o->numbers[index], .parent = parent,
		.core_x = k->first % o->info.grid_x, .core_y = k->first / o->info.grid_x,
		.time_ns = a->now_ns};

	if (a->sink->class_begins)
		a->sink->class_begins(a->context, &row);
	if (!a->sink->class_core)
		return;
	for (unsigned i = 0; i < o->cores; i++)
		if (coreset_has(&k->cores, i) && work_spend(20))
			a->sink->class_core(a->context, o->info.opening, row.class_id,
				i % o->info.grid_x, i / o->info.grid_x);
}

void acc_number_classes(struct accounting *a, struct opening *o)
{
	const struct cohort *c = o->cohort;

	while (o->numbered < c->class_count) {
		size_t index = o->numbered, from = c->classes[index].parent;
		uint64_t parent = index ? o->numbers[from] : 0;

		GROW(o->numbers, o->numbered, o->numbers_capacity);
		o->numbers[o->numbered++] = ++a->next_class;
		/* what is left of the class that was split is another one, too */
		if (index) {
			o->numbers[from] = ++a->next_class;
			give_class(a, o, from, parent);
		}
		give_class(a, o, index, parent);
	}
}

void acc_give_change(struct accounting *a, const struct cohort *c, size_t index,
	const struct held *h, const struct happens *what)
{
	const struct core_class *k = &c->classes[index];
	const struct opening *o = c->any;
	struct account_change *last = &k->shown->last;
	struct account_change row = {.opening = o->info.opening, .chip = o->info.chip,
		.class_id = o->numbers[index], .core_x = k->first % o->info.grid_x,
		.core_y = k->first / o->info.grid_x,
		.time_ns = a->now_ns, .event = what->event, .buffer_bytes = h->buffer,
		.l1_small_bytes = h->small, .program_bytes = what->program_bytes,
		.persistent_bytes = h->persistent, .resident_bytes = k->shown->resident,
		.total_bytes = held_bytes(h) + what->program_bytes,
		.headroom_bytes = what->headroom_bytes, .op = what->op, .name = what->name};

	if (!what->runs && row.buffer_bytes == last->buffer_bytes &&
		row.l1_small_bytes == last->l1_small_bytes &&
		row.persistent_bytes == last->persistent_bytes &&
		row.resident_bytes == last->resident_bytes)
		return;
	*last = row;
	a->sink->change(a->context, &row);
}

void acc_give_peaks(struct accounting *a, const struct opening *o)
{
	const struct cohort *c = o->cohort;

	if (a->sink->opening)
		a->sink->opening(a->context, &o->info);
	for (unsigned core = 0; a->sink->peak && core < o->cores; core++) {
		size_t index = c->class_of[core];
		struct reached all = c->classes[index].reached;

		if (o->own)
			acc_reach(&all, &o->own[index]);
		if (!all.peak.peak_bytes)
			all.peak.time_ns = o->info.open_ns;
		all.peak.opening = o->info.opening;
		all.peak.chip = o->info.chip;
		all.peak.class_id = o->numbers[index];
		all.peak.core_x = core % o->info.grid_x;
		all.peak.core_y = core / o->info.grid_x;
		a->sink->peak(a->context, &all.peak);
	}
}
