/*
 * Trace hazards: buffers that were allocated after a capture and lie where its launches write. What
 * a mesh trace writes and where a buffer lies never change, so each buffer is checked once for each
 * mesh trace; after that its replays are counted. A buffer is one finding for all replays and
 * chips; it is reported when the buffer ends.
 *
 * Must not know: what a replay uses, how captures are kept.
 */
#include "accounting_state.h"
#include "captures.h"
#include "core_classes.h"
#include "grown_array.h"
#include "hazards.h"
#include "live_buffers.h"
#include "meshes.h"
#include "work_allowance.h"
#include "write_sets.h"
#include "xalloc.h"

static void keep_victim(struct write_set *w, const struct live_buffer *l)
{
	GROW(w->victims, w->victim_count, w->victim_capacity);
	w->victims[w->victim_count++] = (struct victim){l->b.alloc.id, l->b.alloc.type, l->order};
}

static bool has_bytes(const struct live_buffer *l)
{
	const struct l1t_alloc *b = &l->b.alloc;

	if (b->type == L1T_DRAM)
		return l->mesh && b->address != L1T_UNKNOWN && b->bytes_per_core != L1T_UNKNOWN &&
			b->address + b->bytes_per_core > b->address;
	return l->counted && (b->type == L1T_L1 || b->type == L1T_L1_SMALL);
}

/* Finds victims among the buffers that were allocated since the last check. */
static void find_victims(struct accounting *a, const struct opening *o,
	const struct mesh_trace *t, struct write_set *w)
{
	uint64_t known = w->checked_order > t->end_order ? w->checked_order : t->end_order;

	for (const struct live_buffer *l = a->newest; l && l->order > known &&
		work_spend(50 + (l->mesh ? l->mesh->chips.count : 0)); l = l->older)
		if (has_bytes(l) && acc_covers(l->mesh, o->info.chip) &&
			acc_is_written(o, t, w, &l->b.alloc))
			keep_victim(w, l);
	w->checked_order = a->newest && a->newest->order > known ? a->newest->order : known;
}

/* Of a buffer with an address of its own on each core: the first part, which stands for all. */
static struct live_buffer *whole_of(struct accounting *a, struct live_buffer *l)
{
	struct live_buffer *whole = acc_buffer(a, &(struct l1t_alloc){
		.id = l1t_buffer_of(&l->b.alloc), .type = l->b.alloc.type});

	return whole ? whole : l;
}

/* One replay overwrites the buffer, on this chip and perhaps on others. */
static void count(struct accounting *a, const struct opening *o, const struct mesh_trace *t,
	struct live_buffer *l)
{
	struct live_buffer *whole = whole_of(a, l);
	struct hazard *h = whole->hazard;

	if (!h) {
		h = xmalloc(sizeof(*h));
		*h = (struct hazard){.chip = o->info.chip, .trace = t->id, .time_ns = a->now_ns,
			.op = a->last_op, .address = l->b.alloc.address,
			.bytes = l->b.alloc.bytes_per_core};
		whole->hazard = h;
	}
	h->replays += h->last_op != a->last_op;
	h->last_op = a->last_op;
}

void acc_look_for_hazards(struct accounting *a, const struct opening *o, struct mesh_trace *t)
{
	struct write_set *w = acc_write_set_of(o, t);
	size_t left = 0;

	if (!w)
		return;
	find_victims(a, o, t, w);
	for (size_t i = 0; i < w->victim_count; i++) {
		const struct victim *v = &w->victims[i];
		struct live_buffer *l = acc_buffer(a, &(struct l1t_alloc){.id = v->id,
			.type = v->type});

		work_spend(30);
		if (!l || l->order != v->order)
			continue;       /* it ended; another buffer may have its id */
		count(a, o, t, l);
		w->victims[left++] = *v;
	}
	w->victim_count = left;
}
