/*
 * What all launches of a mesh trace together write on a chip: their programs' regions, and the
 * buffers that were live when they were captured. It is kept with the mesh trace. A DRAM buffer
 * takes the same bytes of every DRAM bank.
 *
 * Must not know: whom that endangers, what a replay uses.
 */
#include <stdlib.h>
#include "accounting_state.h"
#include "captures.h"
#include "core_classes.h"
#include "coreset.h"
#include "footprints.h"
#include "live_buffers.h"
#include "meshes.h"
#include "per_core_buffers.h"
#include "range_counts.h"
#include "range_union.h"
#include "work_allowance.h"
#include "write_sets.h"
#include "xalloc.h"

static void add(struct range_union *c, const struct range *ranges, size_t count)
{
	work_spend_each(count, 2);
	if (c->count + count > c->capacity)
		range_union_reserve(c, (c->count + count) * 2);
	if (count)
		memcpy(c->ranges + c->count, ranges, count * sizeof(*ranges));
	c->count += count;
}

static struct write_set *find(const struct opening *o, struct mesh_trace *t)
{
	struct write_set *w;

	for (w = t->written; w && work_spend(3); w = w->next)
		if (w->opening == o->info.opening)
			return w;
	w = xmalloc(sizeof(*w));
	*w = (struct write_set){.opening = o->info.opening, .next = t->written};
	t->written = w;
	return w;
}

/* Buffers that were live at the launch before are in the set already: only newer ones are added. */
void acc_capture_dram(struct accounting *a, const struct opening *o, struct mesh_trace *t)
{
	struct write_set *w = find(o, t);

	for (const struct live_buffer *l = a->newest; l && l->order > w->dram_order &&
		work_spend(10 + (l->mesh ? l->mesh->chips.count : 0)); l = l->older) {
		struct range range = {l->b.alloc.address, l->b.alloc.address +
			l->b.alloc.bytes_per_core};

		if (l->b.alloc.type == L1T_DRAM && l->mesh && range.from < range.to &&
			l->b.alloc.address != L1T_UNKNOWN &&
			l->b.alloc.bytes_per_core != L1T_UNKNOWN &&
			acc_covers(l->mesh, o->info.chip))
			add(&w->dram, &range, 1);
	}
	if (a->newest && a->newest->order > w->dram_order)
		w->dram_order = a->newest->order;
}

static void add_launch(struct write_set *w, const struct captured *c, const struct snapshot *last)
{
	for (size_t p = 0; p < c->built->count && work_spend(5); p++)
		add(&w->l1, c->built->parts[p].ranges, c->built->parts[p].range_count);
	if (c->live == last)
		return;
	add(&w->l1, c->live->l1, c->live->l1_count);
	add(&w->small, c->live->small, c->live->small_count);
	for (size_t e = 0; e < c->live->extra_count; e++) {
		const struct per_core_buffer *x = &c->live->extra[e];
		struct range range = {x->from, x->to};

		if (x->type != L1T_PERSISTENT && !coreset_empty(&x->cores))
			add(x->type == L1T_L1 ? &w->l1 : &w->small, &range, 1);
	}
}

struct write_set *acc_write_set_of(const struct opening *o, struct mesh_trace *t)
{
	struct write_set *w = t->ended ? find(o, t) : NULL;
	const struct snapshot *last = NULL;

	if (!w || w->made)
		return w;
	for (size_t i = 0; i < t->count && work_spend(5); i++) {
		if (!acc_captured_on(&t->launches[i], o))
			continue;
		add_launch(w, &t->launches[i], last);
		last = t->launches[i].live;
	}
	work_spend_each(w->l1.count + w->small.count + w->dram.count, 80);
	range_union_make(&w->l1, w->l1.count);
	range_union_make(&w->small, w->small.count);
	range_union_make(&w->dram, w->dram.count);
	w->made = true;
	return w;
}

static bool overlaps(const struct range *ranges, size_t count, uint64_t from, uint64_t to)
{
	for (size_t i = 0; i < count; i++)
		if (ranges[i].from < to && from < ranges[i].to)
			return true;
	return false;
}

static bool meet(const struct coreset *a, const struct coreset *b)
{
	struct coreset both = coreset_and(a, b);

	return !coreset_empty(&both);
}

/* Whether a buffer on some cores only is written there. */
static bool is_written_on(const struct opening *o, const struct mesh_trace *t,
	const struct per_core_buffer *b)
{
	bool l1 = b->type == L1T_L1;

	for (size_t i = 0; i < t->count; i++) {
		const struct captured *c = &t->launches[i];

		if (!acc_captured_on(c, o))
			continue;
		if (!work_spend(10 + (l1 ? c->live->l1_count : c->live->small_count) +
				c->live->extra_count * 2 + (l1 ? c->built->count * 5 : 0)))
			break;
		if (overlaps(l1 ? c->live->l1 : c->live->small,
				l1 ? c->live->l1_count : c->live->small_count, b->from, b->to))
			return true;
		for (size_t e = 0; e < c->live->extra_count; e++) {
			const struct per_core_buffer *x = &c->live->extra[e];

			if (x->type == b->type && x->from < b->to && b->from < x->to &&
				meet(&x->cores, &b->cores))
				return true;
		}
		for (size_t p = 0; l1 && p < c->built->count; p++) {
			const struct part *part = &c->built->parts[p];

			work_spend(part->range_count);
			if (overlaps(part->ranges, part->range_count, b->from, b->to) &&
				meet(&part->cores, &b->cores))
				return true;
		}
	}
	return false;
}

bool acc_is_written(const struct opening *o, const struct mesh_trace *t, const struct write_set *w,
	const struct l1t_alloc *b)
{
	const struct range_union *c = b->type == L1T_L1 ? &w->l1 : b->type == L1T_DRAM ? &w->dram
		: &w->small;
	const struct per_core_buffer *extra;

	if (!range_union_of(c, b->address, b->address + b->bytes_per_core))
		return false;
	if (!(b->flags & L1T_ALLOC_PER_CORE) || b->type == L1T_DRAM)
		return true;
	extra = acc_extra_of(o->cohort, b->id, b->type);
	return extra && is_written_on(o, t, extra);
}

void acc_write_set_free(struct write_set *w)
{
	while (w) {
		struct write_set *next = w->next;

		range_union_free(&w->l1);
		range_union_free(&w->small);
		range_union_free(&w->dram);
		free(w->victims);
		free(w);
		w = next;
	}
}
