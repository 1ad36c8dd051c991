/*
 * Buffers: from allocation to free, or to what ended them instead.
 *
 * Must not know: programs.
 */
#include <stdlib.h>
#include "acc.h"

/* Ids are unique among the live ones of a type. */
static uint64_t key_of(uint64_t id, uint64_t type)
{
	return (id << 3 | id >> 61) ^ (type < 5 ? type : 7);
}

/* Stand for buffers that are gone; ids are kept so that a second free is told. */
static struct live_buffer freed, closed;

static bool is_gone(const struct live_buffer *l)
{
	return l == &freed || l == &closed;
}

bool acc_is_live(const struct live_buffer *l)
{
	return l && !is_gone(l);
}

static bool takes_l1(uint64_t type)
{
	return type == L1T_L1 || type == L1T_L1_SMALL || type == L1T_PERSISTENT;
}

static bool is_per_core(const struct l1t_alloc *b)
{
	return b->type == L1T_PERSISTENT || (b->flags & L1T_ALLOC_PER_CORE);
}

static void change_extra(struct accounting *a, struct opening *o, const struct live_buffer *l,
	int sign)
{
	const struct l1t_alloc *b = &l->b.alloc;

	if (sign < 0) {
		for (size_t i = 0; i < o->extra_count; i++)
			if (o->extra[i].id == b->id && o->extra[i].type == b->type) {
				o->extra[i] = o->extra[--o->extra_count];
				return;
			}
		return;
	}
	if (o->extra_count == o->extra_capacity) {
		size_t capacity = o->extra_capacity ? o->extra_capacity * 2 : 16;
		struct per_core_buffer *grown = realloc(o->extra, capacity * sizeof(*grown));

		if (!grown) {
			acc_no_memory(a);
			return;
		}
		o->extra = grown;
		o->extra_capacity = capacity;
	}
	o->extra[o->extra_count] = (struct per_core_buffer){.id = b->id, .type = b->type,
		.from = b->address, .to = b->address + b->bytes_per_core};
	if (!acc_cores(a, o, b->cores, &o->extra[o->extra_count].cores))
		return;
	acc_split(a, o, &o->extra[o->extra_count].cores);
	o->extra_count++;
}

/* Adds or takes away what the buffer reserves, on each chip of its mesh, and looks at the instant. */
static void account(struct accounting *a, struct live_buffer *l, int sign)
{
	const struct l1t_alloc *b = &l->b.alloc;

	if (!takes_l1(b->type) || !l->mesh)
		return;
	if (b->bytes_per_core == L1T_UNKNOWN || b->address == L1T_UNKNOWN ||
		b->address + b->bytes_per_core < b->address) {
		if (sign > 0)
			acc_find(a, FINDING_OUTSIDE, l->mesh->chips[0], b->id, 0, b->address,
				b->bytes_per_core);
		return;
	}
	for (size_t i = 0; i < l->mesh->chip_count; i++) {
		struct opening *o = acc_open_chip(a, l->mesh->chips[i]);
		struct spans *s;

		if (!o)
			continue;
		s = b->type == L1T_L1_SMALL ? &o->small : &o->l1;
		if (is_per_core(b)) {
			change_extra(a, o, l, sign);
		} else {
			uint64_t before = s->covered;

			if (spans_change(s, b->address, b->address + b->bytes_per_core, sign))
				acc_no_memory(a);
			if (sign > 0 && s->covered - before != b->bytes_per_core)
				acc_find(a, FINDING_OVERLAP, o->info.chip, b->id, 0, b->address,
					b->bytes_per_core - (s->covered - before));
		}
		acc_instant_all(a, o, sign > 0 ? "alloc" : "free");
	}
}

/* Gives the row and lets go of the buffer; its id stays. */
static void end(struct accounting *a, struct live_buffer *l, const char *reason)
{
	l->b.reason = reason;
	l->b.free_ns = reason && reason[0] == 'l' ? L1T_UNKNOWN : a->now_ns;
	if (a->sink->buffer)
		a->sink->buffer(a->context, &l->b);
	table_put(&a->buffers, key_of(l->b.alloc.id, l->b.alloc.type), reason ? &closed : &freed);
	free(l);
}

struct live_buffer *acc_buffer(struct accounting *a, const struct l1t_alloc *alloc)
{
	struct live_buffer *l = table_get(&a->buffers, key_of(alloc->id, alloc->type));

	return acc_is_live(l) ? l : NULL;
}

void acc_end_buffer(struct accounting *a, struct live_buffer *l)
{
	account(a, l, -1);
	end(a, l, NULL);
}

void acc_alloc(struct accounting *a, const struct l1t_alloc *alloc)
{
	uint64_t key = key_of(alloc->id, alloc->type);
	struct live_buffer *l = table_get(&a->buffers, key);

	if (acc_is_live(l)) {
		if (alloc->flags & L1T_ALLOC_ANNOUNCED)
			return;
		/* its free was lost: the id is given out anew, so it is gone */
		acc_end_buffer(a, l);
	}
	l = calloc(1, sizeof(*l));
	if (!l || table_put(&a->buffers, key, l)) {
		free(l);
		acc_no_memory(a);
		return;
	}
	*l = (struct live_buffer){.b = {.alloc = *alloc, .mesh = L1T_UNKNOWN,
		.chips = L1T_UNKNOWN, .alloc_ns = a->now_ns, .free_ns = L1T_UNKNOWN},
		.mesh = acc_mesh(a, alloc->device), .order = ++a->next_order};
	if (!l->mesh || !l->mesh->open) {
		acc_find(a, FINDING_UNKNOWN_DEVICE, L1T_UNKNOWN, alloc->id, alloc->device, 0, 0);
		if (!l->mesh)
			return;
	}
	l->b.mesh = l->mesh->device.mesh;
	l->b.chips = l->mesh->device.chips;
	if (l->mesh->open)
		account(a, l, 1);
}

void acc_free(struct accounting *a, const struct l1t_free *f)
{
	struct live_buffer *l = table_get(&a->buffers, key_of(f->id, f->type));

	if (!l) {
		acc_find(a, FINDING_UNKNOWN_FREE, L1T_UNKNOWN, f->id, f->device, 0, 0);
		return;
	}
	if (l == &freed)
		acc_find(a, FINDING_DOUBLE_FREE, L1T_UNKNOWN, f->id, f->device, 0, 0);
	/* after a close the runtime may still run destructors: that is no second free */
	if (is_gone(l))
		return;
	acc_end_buffer(a, l);
}

static int by_allocation(const void *x, const void *y)
{
	const struct live_buffer *a = *(struct live_buffer *const *)x;
	const struct live_buffer *b = *(struct live_buffer *const *)y;

	return a->order < b->order ? -1 : a->order > b->order;
}

void acc_end_buffers(struct accounting *a, struct mesh *mesh, const char *reason)
{
	struct live_buffer **found = malloc((a->buffers.count + 1) * sizeof(*found));
	size_t n = 0;

	if (!found) {
		acc_no_memory(a);
		return;
	}
	for (size_t i = 0; i < a->buffers.capacity; i++) {
		struct live_buffer *l = a->buffers.at[i].value;

		if (acc_is_live(l) && l->mesh == mesh)
			found[n++] = l;
	}
	qsort(found, n, sizeof(*found), by_allocation);
	for (size_t i = 0; i < n; i++) {
		if (reason[0] != 'l')
			account(a, found[i], -1);
		end(a, found[i], reason);
	}
	free(found);
}

void acc_forget_buffers(struct accounting *a)
{
	for (size_t i = 0; i < a->buffers.capacity; i++)
		if (acc_is_live(a->buffers.at[i].value))
			free(a->buffers.at[i].value);
	table_free(&a->buffers);
}
