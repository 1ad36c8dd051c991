/*
 * Buffers: from allocation to free, or to what ended them instead.
 *
 * Must not know: programs.
 */
#include <stdlib.h>
#include <string.h>
#include "accounting_state.h"
#include "buffer_key.h"
#include "chip_bytes.h"
#include "findings.h"
#include "free_space.h"
#include "freed_ids.h"
#include "id_map.h"
#include "live_buffers.h"
#include "meshes.h"
#include "recent_map.h"
#include "work_allowance.h"
#include "xalloc.h"

static struct live_buffer *find(const struct accounting *a, uint64_t id, uint64_t type)
{
	return recent_map_get(&a->buffers, buffer_key(id, type));
}

struct live_buffer *acc_buffer(struct accounting *a, const struct l1t_alloc *alloc)
{
	return find(a, alloc->id, alloc->type);
}

static bool takes_l1(uint64_t type)
{
	return type == L1T_L1 || type == L1T_L1_SMALL || type == L1T_PERSISTENT;
}

/* DRAM counts only in the free space of its allocator. */
static void take_dram(struct accounting *a, struct live_buffer *l)
{
	const struct l1t_alloc *b = &l->b.alloc;

	l->in_dram = b->bytes_per_core != L1T_UNKNOWN && b->address != L1T_UNKNOWN &&
		b->address + b->bytes_per_core > b->address;
	if (l->in_dram)
		acc_change_space(a, l, 1);
}

/* Takes the buffer's bytes, if it has any that are known. */
static void count(struct accounting *a, struct live_buffer *l)
{
	const struct l1t_alloc *b = &l->b.alloc;

	if (b->type == L1T_DRAM && a->sink->space)
		take_dram(a, l);
	if (!takes_l1(b->type))
		return;
	if (b->bytes_per_core == L1T_UNKNOWN || b->address == L1T_UNKNOWN ||
		b->address + b->bytes_per_core < b->address) {
		acc_find(a, FINDING_OUTSIDE, l->mesh->chips.count ? l->mesh->chips.list[0] : L1T_UNKNOWN,
			l1t_buffer_of(b), 0, b->address, b->bytes_per_core);
		return;
	}
	l->counted = true;
	l->b.alloc_moment = ++a->moment;
	acc_change_bytes(a, l, 1);
	if (a->sink->space)
		acc_change_space(a, l, 1);
}

/* Ends a buffer, which the table has no more: gives its bytes back, reports its row, frees it. How
 * its id ended is kept. */
static void end(struct accounting *a, struct live_buffer *l, enum freed how, const char *reason)
{
	if (l->counted && how) {
		l->b.free_moment = ++a->moment;
		acc_change_bytes(a, l, -1);
	}
	if (a->sink->space && (l->counted || l->in_dram) && how)
		acc_change_space(a, l, -1);
	if (l->hazard)
		acc_give_hazard(a, l);
	l->b.reason = reason;
	l->b.free_ns = how ? a->now_ns : L1T_UNKNOWN;
	l->b.free_thread = how ? a->now_thread : L1T_UNKNOWN;
	if (a->sink->buffer)
		a->sink->buffer(a->context, &l->b);
	freed_ids_set(&a->gone, l->b.alloc.id, l->b.alloc.type, how);
	*(l->older ? &l->older->newer : &a->oldest) = l->newer;
	*(l->newer ? &l->newer->older : &a->newest) = l->older;
	l->newer = a->spare;
	a->spare = l;
}

static void forget(struct accounting *a, const struct live_buffer *l)
{
	recent_map_take(&a->buffers, buffer_key(l->b.alloc.id, l->b.alloc.type));
}

void acc_end_buffer(struct accounting *a, struct live_buffer *l)
{
	forget(a, l);
	end(a, l, FREED_BY_FREE, NULL);
}

/* Memory for a buffer: mostly that of one that has ended. */
static struct live_buffer *room(struct accounting *a)
{
	struct live_buffer *l = a->spare;

	if (!l)
		return xmalloc(sizeof(*l));
	a->spare = l->newer;
	return l;
}

/* Adds the buffer as the newest one. */
static struct live_buffer *begin(struct accounting *a, const struct l1t_alloc *alloc)
{
	struct live_buffer *l = room(a);

	*l = (struct live_buffer){.b = {.alloc = *alloc, .mesh = L1T_UNKNOWN,
		.chips = L1T_UNKNOWN, .alloc_ns = a->now_ns, .free_ns = L1T_UNKNOWN,
		.alloc_moment = L1T_UNKNOWN, .free_moment = L1T_UNKNOWN,
		.alloc_thread = a->now_thread, .free_thread = L1T_UNKNOWN},
		.mesh = acc_mesh(a, alloc->device), .order = ++a->next_order,
		.older = a->newest};
	*(a->newest ? &a->newest->newer : &a->oldest) = l;
	a->newest = l;
	return l;
}

void acc_alloc(struct accounting *a, const struct l1t_alloc *alloc)
{
	uint64_t key = buffer_key(alloc->id, alloc->type);
	struct live_buffer *l = recent_map_get(&a->buffers, key);

	if (l && (alloc->flags & L1T_ALLOC_ANNOUNCED))
		return;
	/* the id is given out again, so the buffer was freed and its free was lost */
	if (l)
		acc_end_buffer(a, l);
	l = begin(a, alloc);
	recent_map_add(&a->buffers, key, l);
	if (!l->mesh || !l->mesh->open)
		acc_find(a, FINDING_UNKNOWN_DEVICE, L1T_UNKNOWN, l1t_buffer_of(alloc), alloc->device, 0,
			0);
	if (l->mesh) {
		l->b.mesh = l->mesh->device.mesh;
		l->b.chips = l->mesh->device.chips;
		if (l->mesh->open)
			count(a, l);
	}
	if (alloc->flags & L1T_ALLOC_ANNOUNCED && a->held.count)
		l->b.tensor = (uintptr_t)table_take(&a->held, key);
	if (a->sink->allocated)
		a->sink->allocated(a->context, &l->b);
}

void acc_holds(struct accounting *a, const struct l1t_holds *h)
{
	struct live_buffer *l = find(a, h->buffer, h->type);

	if (l && h->buffer >> L1T_PART_SHIFT == 0)
		for (uint64_t part = 1; l && work_spend(3); part++) {
			l->b.tensor = h->tensor;
			l = acc_is_per_core(&l->b.alloc)
				? find(a, h->buffer | part << L1T_PART_SHIFT, h->type) : NULL;
		}
	else if (l)
		l->b.tensor = h->tensor;
	else if (h->tensor && h->tensor <= UINT32_MAX)
		table_put(&a->held, buffer_key(h->buffer, h->type), (void *)(uintptr_t)h->tensor);
}

void acc_purpose(struct accounting *a, const struct l1t_note *n)
{
	/* the runtime gives no two live buffers the same id, even if their types differ */
	for (uint64_t type = L1T_DRAM; type <= L1T_TRACE; type++) {
		struct live_buffer *l = find(a, n->a, type);

		if (!l)
			continue;
		l->b.purpose = n->b;
		if (a->sink->named)
			a->sink->named(a->context, &l->b);
	}
}

/* The number after `key` in the text of a note; unknown: it is not there. */
static uint64_t number_after(const struct l1t_record *r, const char *key)
{
	const char *at = memmem(r->blob, r->blob_bytes, key, strlen(key)), *end;
	uint64_t n = 0;

	if (!at)
		return L1T_UNKNOWN;
	end = (const char *)r->blob + r->blob_bytes;
	for (at += strlen(key); at < end && *at >= '0' && *at <= '9' && n < UINT32_MAX; at++)
		n = n * 10 + (uint64_t)(*at - '0');
	return n;
}

static bool is_same(uint64_t a, uint64_t b)
{
	return a == b || a == L1T_UNKNOWN || b == L1T_UNKNOWN;
}

/* A buffer with all of its parts. */
static void give(struct accounting *a, struct live_buffer *l, uint64_t name)
{
	const uint64_t id = l1t_buffer_of(&l->b.alloc), type = l->b.alloc.type;

	l->b.given = name;
	for (uint64_t part = 0; l && acc_is_per_core(&l->b.alloc) && work_spend(3); part++) {
		l = find(a, id | part << L1T_PART_SHIFT, type);
		if (l)
			l->b.given = name;
	}
}

void acc_given(struct accounting *a, const struct l1t_record *r)
{
	uint64_t type = number_after(r, "type="), mesh = number_after(r, "mesh=");

	/* mostly it was allocated just before */
	for (struct live_buffer *l = a->newest; l && work_spend(8); l = l->older)
		if (l->b.alloc.address == r->note.a && is_same(l->b.alloc.type, type) &&
			is_same(l->b.mesh, mesh)) {
			give(a, l, r->note.b);
			return;
		}
}

void acc_free(struct accounting *a, const struct l1t_free *f)
{
	struct live_buffer *l = recent_map_take(&a->buffers, buffer_key(f->id, f->type));

	if (l) {
		l->b.free_callsite = f->callsite;
		l->b.free_manner = f->manner;
		end(a, l, FREED_BY_FREE, NULL);
		return;
	}
	switch (freed_ids_get(&a->gone, f->id, f->type)) {
	case FREED_NOT:
		acc_find(a, FINDING_UNKNOWN_FREE, L1T_UNKNOWN, f->id, f->device, 0, 0);
		break;
	case FREED_BY_FREE:
		acc_find(a, FINDING_DOUBLE_FREE, L1T_UNKNOWN, f->id, f->device, 0, 0);
		break;
	case FREED_BY_CLOSE:
		break;  /* a destructor that runs after the close: no second free */
	}
}

void acc_close_buffers(struct accounting *a, const struct mesh *mesh)
{
	struct live_buffer *newer;

	for (struct live_buffer *l = a->oldest; l && work_spend(5); l = newer) {
		newer = l->newer;
		if (l->mesh != mesh)
			continue;
		forget(a, l);
		l->b.free_manner = L1T_BY_DEVICE_CLOSE;
		end(a, l, FREED_BY_CLOSE, "freed at device close");
	}
}

void acc_leave_buffers(struct accounting *a)
{
	recent_map_free(&a->buffers);
	while (a->oldest)
		end(a, a->oldest, FREED_NOT, "live at end");
}

static void free_list(struct live_buffer *l)
{
	while (l) {
		struct live_buffer *newer = l->newer;

		free(l->hazard);
		free(l);
		l = newer;
	}
}

void acc_forget_buffers(struct accounting *a)
{
	free_list(a->oldest);
	free_list(a->spare);
	table_free(&a->held);
	recent_map_free(&a->buffers);
	freed_ids_free(&a->gone);
}
