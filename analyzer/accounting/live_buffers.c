/*
 * Buffers: from allocation to free, or to what ended them instead; and which of them share bytes
 * (an overlap).
 *
 * Must not know: programs.
 */
#include <stdlib.h>
#include "accounting_state.h"
#include "buffer_key.h"
#include "core_classes.h"
#include "coreset.h"
#include "findings.h"
#include "free_space.h"
#include "freed_ids.h"
#include "grown_array.h"
#include "id_map.h"
#include "live_buffers.h"
#include "meshes.h"
#include "range_counts.h"
#include "work_allowance.h"
#include "xalloc.h"

static struct live_buffer *find(const struct accounting *a, uint64_t id, uint64_t type)
{
	return table_get(&a->buffers, buffer_key(id, type));
}

struct live_buffer *acc_buffer(struct accounting *a, const struct l1t_alloc *alloc)
{
	return find(a, alloc->id, alloc->type);
}

static bool takes_l1(uint64_t type)
{
	return type == L1T_L1 || type == L1T_L1_SMALL || type == L1T_PERSISTENT;
}

static bool is_per_core(const struct l1t_alloc *b)
{
	return b->type == L1T_PERSISTENT || (b->flags & L1T_ALLOC_PER_CORE);
}

static const struct per_core_buffer *extra_of(const struct opening *o, const struct l1t_alloc *b)
{
	work_spend(o->extra_count);
	for (size_t i = 0; i < o->extra_count; i++)
		if (o->extra[i].id == b->id && o->extra[i].type == b->type)
			return &o->extra[i];
	return NULL;
}

/* Takes its bytes on its cores. NULL: they are not known. *is_shared: others hold some of them. */
static const struct per_core_buffer *add_extra(struct accounting *a, struct opening *o,
	const struct l1t_alloc *b, bool *is_shared)
{
	struct per_core_buffer *e;

	GROW(o->extra, o->extra_count, o->extra_capacity);
	e = &o->extra[o->extra_count];
	*e = (struct per_core_buffer){.id = b->id, .type = b->type, .from = b->address,
		.to = b->address + b->bytes_per_core};
	if (!acc_cores(a, o, b->cores, &e->cores))
		return NULL;
	acc_split(a, o, &e->cores);
	*is_shared = range_counts_within(ranges_of_type(&o->lockstep, b->type), e->from, e->to) ||
		acc_is_own(o, &e->cores, b->type, e->from, e->to);
	acc_change_own(o, e, 1);
	o->extra_count++;
	return e;
}

/* Gives the bytes back and says on which cores. False: it has none. */
static bool drop_extra(struct opening *o, const struct l1t_alloc *b, struct coreset *cores)
{
	size_t i = 0;

	work_spend(o->extra_count);
	while (i < o->extra_count && (o->extra[i].id != b->id || o->extra[i].type != b->type))
		i++;
	if (i == o->extra_count)
		return false;
	*cores = o->extra[i].cores;
	acc_change_own(o, &o->extra[i], -1);
	o->extra[i] = o->extra[--o->extra_count];
	return true;
}

/* True when two buffers of one type reserve the same byte on some core of the chip. */
static bool share(const struct opening *o, const struct l1t_alloc *x, const struct l1t_alloc *y)
{
	const struct per_core_buffer *ex = extra_of(o, x), *ey = extra_of(o, y);
	struct coreset both;

	if (x->address >= y->address + y->bytes_per_core ||
		y->address >= x->address + x->bytes_per_core)
		return false;
	/* a buffer on unknown cores, or on none, shares nothing */
	if ((is_per_core(x) && (!ex || coreset_empty(&ex->cores))) ||
		(is_per_core(y) && (!ey || coreset_empty(&ey->cores))))
		return false;
	if (!ex || !ey)
		return true;
	both = coreset_and(&ex->cores, &ey->cores);
	return !coreset_empty(&both);
}

/* Finds bytes that are allocated twice: by one allocator, or by those of a mesh and its submesh. */
static void look_for_overlap(struct accounting *a, const struct opening *o,
	const struct live_buffer *l, uint64_t lockstep_bytes)
{
	const struct l1t_alloc *b = &l->b.alloc;
	const struct live_buffer *with = NULL;
	uint64_t bytes = 0;

	for (const struct live_buffer *other = a->newest; other; other = other->older) {
		const struct l1t_alloc *y = &other->b.alloc;
		uint64_t from, to;

		if (!work_spend(5 + (other->counted ? other->mesh->chip_count : 0)))
			break;
		if (other == l || !other->counted || y->type != b->type ||
			!acc_covers(other->mesh, o->info.chip) || !share(o, b, y))
			continue;
		from = y->address > b->address ? y->address : b->address;
		to = y->address + y->bytes_per_core < b->address + b->bytes_per_core
			? y->address + y->bytes_per_core : b->address + b->bytes_per_core;
		if (to - from > bytes)
			bytes = to - from;
		/* two buffers of one allocator are the worse finding */
		if (!with || (with->mesh != l->mesh && other->mesh == l->mesh))
			with = other;
		/* the bytes shared with lockstep buffers are known: the newest one is enough */
		if (with->mesh == l->mesh && !is_per_core(b) && !o->extra_count)
			break;
	}
	if (with)
		acc_find(a, with->mesh == l->mesh ? FINDING_OVERLAP : FINDING_SUBMESH_OVERLAP,
			o->info.chip, l1t_buffer_of(b), l1t_buffer_of(&with->b.alloc), b->address,
			lockstep_bytes > bytes ? lockstep_bytes : bytes);
}

/* On all cores. */
static void account_lockstep(struct accounting *a, struct opening *o, const struct live_buffer *l,
	int sign)
{
	const struct l1t_alloc *b = &l->b.alloc;
	struct range_counts *s = ranges_of_type(&o->lockstep, b->type);
	uint64_t end = b->address + b->bytes_per_core;
	uint64_t taken;

	work_spend(50 + s->count);
	taken = b->bytes_per_core - range_counts_change(s, b->address, end, sign);
	if (sign > 0 && (taken || acc_is_own(o, NULL, b->type, b->address, end)))
		look_for_overlap(a, o, l, taken);
	acc_instant_all(a, o, sign > 0 ? EVENT_ALLOC : EVENT_FREE);
}

/* On its cores. */
static void account_per_core(struct accounting *a, struct opening *o, const struct live_buffer *l,
	int sign)
{
	const struct l1t_alloc *b = &l->b.alloc;
	const struct per_core_buffer *e;
	struct coreset cores;
	bool is_shared = false;

	if (sign < 0) {
		if (drop_extra(o, b, &cores))
			acc_instant_on(a, o, &cores, EVENT_FREE);
		return;
	}
	e = add_extra(a, o, b, &is_shared);
	if (!e)
		return;
	if (is_shared)
		look_for_overlap(a, o, l, range_counts_within(ranges_of_type(&o->lockstep, b->type),
			e->from, e->to));
	acc_instant_on(a, o, &e->cores, EVENT_ALLOC);
}

/* Adds or takes away the buffer's bytes on each chip of its mesh, and accounts the instant. */
static void account(struct accounting *a, struct live_buffer *l, int sign)
{
	for (size_t i = 0; i < l->mesh->chip_count && work_spend(20); i++) {
		struct opening *o = acc_open_chip(a, l->mesh->chips[i]);

		if (!o)
			continue;
		o->version++;
		if (is_per_core(&l->b.alloc))
			account_per_core(a, o, l, sign);
		else
			account_lockstep(a, o, l, sign);
	}
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
		acc_find(a, FINDING_OUTSIDE, l->mesh->chip_count ? l->mesh->chips[0] : L1T_UNKNOWN,
			l1t_buffer_of(b), 0, b->address, b->bytes_per_core);
		return;
	}
	l->counted = true;
	l->b.alloc_moment = ++a->moment;
	account(a, l, 1);
	acc_change_space(a, l, 1);
}

/* Ends a buffer, which the table has no more: gives its bytes back, reports its row, frees it. How
 * its id ended is kept. */
static void end(struct accounting *a, struct live_buffer *l, enum freed how, const char *reason)
{
	if (l->counted && how) {
		l->b.free_moment = ++a->moment;
		account(a, l, -1);
		acc_change_space(a, l, -1);
	}
	if (l->in_dram && how)
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
	table_remove(&a->buffers, buffer_key(l->b.alloc.id, l->b.alloc.type));
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
	void **place = table_place(&a->buffers, key);
	struct live_buffer *l = *place;

	if (l && (alloc->flags & L1T_ALLOC_ANNOUNCED))
		return;
	/* the id is given out again, so the buffer was freed and its free was lost */
	if (l) {
		acc_end_buffer(a, l);
		place = table_place(&a->buffers, key);
	}
	*place = l = begin(a, alloc);
	if (!l->mesh || !l->mesh->open)
		acc_find(a, FINDING_UNKNOWN_DEVICE, L1T_UNKNOWN, l1t_buffer_of(alloc), alloc->device, 0,
			0);
	if (l->mesh) {
		l->b.mesh = l->mesh->device.mesh;
		l->b.chips = l->mesh->device.chips;
		if (l->mesh->open)
			count(a, l);
	}
	if (a->sink->allocated)
		a->sink->allocated(a->context, &l->b);
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

void acc_free(struct accounting *a, const struct l1t_free *f)
{
	struct live_buffer *l = table_take(&a->buffers, buffer_key(f->id, f->type));

	if (l) {
		l->b.free_callsite = f->callsite;
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
		end(a, l, FREED_BY_CLOSE, "freed at device close");
	}
}

void acc_leave_buffers(struct accounting *a)
{
	table_free(&a->buffers);
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
	table_free(&a->buffers);
	freed_ids_free(&a->gone);
}
