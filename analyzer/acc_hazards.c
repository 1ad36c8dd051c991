/*
 * Trace hazards: buffers allocated after a capture that lie where its launches write, on the same
 * cores. What the launches write all together is kept with the trace.
 *
 * Must not know: what a replay uses, how captures are kept.
 */
#include <stdlib.h>
#include "acc.h"

/* Appends ranges; without room nothing is appended. */
static void add(struct accounting *a, struct cover *c, const struct span *ranges, size_t count)
{
	if (c->count + count > c->capacity &&
		cover_reserve(c, (c->count + count) * 2)) {
		acc_no_memory(a);
		return;
	}
	if (count)
		memcpy(c->ranges + c->count, ranges, count * sizeof(*ranges));
	c->count += count;
}

/* Made once, at the first replay on this chip: what its launches write, on any core. */
static struct written *written_of(struct accounting *a, const struct opening *o,
	struct mesh_trace *t)
{
	const struct snapshot *last = NULL;
	struct written *w;

	for (w = t->written; w; w = w->next)
		if (w->opening == o->info.opening)
			return w;
	w = calloc(1, sizeof(*w));
	if (!w) {
		acc_no_memory(a);
		return NULL;
	}
	*w = (struct written){.opening = o->info.opening, .next = t->written};
	t->written = w;
	for (size_t i = 0; i < t->count; i++) {
		const struct captured *c = &t->launches[i];

		if (c->opening != o->info.opening)
			continue;
		for (size_t p = 0; p < c->built->count; p++)
			add(a, &w->l1, c->built->parts[p].ranges, c->built->parts[p].range_count);
		if (c->live == last)
			continue;
		last = c->live;
		add(a, &w->l1, c->live->l1, c->live->l1_count);
		add(a, &w->small, c->live->small, c->live->small_count);
		for (size_t e = 0; e < c->live->extra_count; e++) {
			const struct per_core_buffer *x = &c->live->extra[e];
			struct span range = {x->from, x->to};

			if (x->type != L1T_PERSISTENT && !coreset_empty(&x->cores))
				add(a, x->type == L1T_L1 ? &w->l1 : &w->small, &range, 1);
		}
	}
	cover_make(&w->l1, w->l1.count);
	cover_make(&w->small, w->small.count);
	return w;
}

static bool overlaps(const struct span *ranges, size_t count, uint64_t from, uint64_t to)
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

/* The same for a buffer on some cores only: whether it is written there. */
static bool is_written_on(const struct opening *o, const struct mesh_trace *t,
	const struct per_core_buffer *b)
{
	bool l1 = b->type == L1T_L1;

	for (size_t i = 0; i < t->count; i++) {
		const struct captured *c = &t->launches[i];

		if (c->opening != o->info.opening)
			continue;
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

			if (overlaps(part->ranges, part->range_count, b->from, b->to) &&
				meet(&part->cores, &b->cores))
				return true;
		}
	}
	return false;
}

static bool is_written(const struct opening *o, const struct mesh_trace *t,
	const struct written *w, const struct l1t_alloc *b)
{
	if (!cover_of(b->type == L1T_L1 ? &w->l1 : &w->small, b->address,
			b->address + b->bytes_per_core))
		return false;
	if (!(b->flags & L1T_ALLOC_PER_CORE))
		return true;
	for (size_t i = 0; i < o->extra_count; i++)
		if (o->extra[i].id == b->id && o->extra[i].type == b->type)
			return is_written_on(o, t, &o->extra[i]);
	return false;
}

/* Buffers allocated after the capture that lie where its programs write. */
void acc_look_for_hazards(struct accounting *a, const struct opening *o, struct mesh_trace *t)
{
	const struct written *w = t->ended ? written_of(a, o, t) : NULL;

	for (const struct live_buffer *l = a->newest; w && l && l->order > t->end_order;
		l = l->older) {
		const struct l1t_alloc *b = &l->b.alloc;

		if (l->counted && (b->type == L1T_L1 || b->type == L1T_L1_SMALL) &&
			acc_covers(l->mesh, o->info.chip) && is_written(o, t, w, b))
			acc_find(a, FINDING_TRACE_HAZARD, o->info.chip, l1t_buffer_of(b), t->id, b->address,
				b->bytes_per_core);
	}
}

void acc_written_free(struct written *w)
{
	while (w) {
		struct written *next = w->next;

		cover_free(&w->l1);
		cover_free(&w->small);
		free(w);
		w = next;
	}
}
