/*
 * Buffers and persistent space on some cores only: see per_core_buffers.h.
 *
 * Must not know: when they are allocated, programs.
 */
#include "accounting_state.h"
#include "buffer_key.h"
#include "core_classes.h"
#include "coreset.h"
#include "grown_array.h"
#include "id_map.h"
#include "per_core_buffers.h"
#include "range_counts.h"
#include "work_allowance.h"
#include "xalloc.h"

/* The table has numbers in the place of pointers. */
static void *numbered(size_t index)
{
	return (void *)(uintptr_t)(index + 1);
}

static size_t index_of(const struct cohort *c, uint64_t id, uint64_t type)
{
	uintptr_t number = (uintptr_t)table_get(&c->extra_at, buffer_key(id, type));

	return number ? number - 1 : c->extra_count;
}

static void note_place(struct cohort *c, size_t index)
{
	const struct per_core_buffer *b = &c->extra[index];

	table_put(&c->extra_at, buffer_key(b->id, b->type), numbered(index));
}

/* Adds or (sign < 0) takes away what is on its cores, whose classes are in c->found. */
static void change_own(struct cohort *c, const struct per_core_buffer *b, size_t count, int sign)
{
	for (size_t i = 0; i < count && work_spend(10); i++) {
		struct core_class *k = &c->classes[c->found[i]];
		struct range_counts *own = ranges_of_type(&k->own, b->type);

		work_spend(50 + own->count);
		range_counts_change(own, b->from, b->to, sign);
		if (sign > 0)
			acc_most_own(c, k);
	}
}

void acc_add_extra(struct cohort *c, const struct per_core_buffer *b, size_t count)
{
	change_own(c, b, count, 1);
	GROW(c->extra, c->extra_count, c->extra_capacity);
	c->extra[c->extra_count] = *b;
	note_place(c, c->extra_count++);
}

bool acc_drop_extra(struct cohort *c, uint64_t id, uint64_t type, struct coreset *cores)
{
	size_t at = index_of(c, id, type);

	if (at == c->extra_count)
		return false;
	*cores = c->extra[at].cores;
	change_own(c, &c->extra[at], acc_classes_at(c, cores), -1);
	table_remove(&c->extra_at, buffer_key(id, type));
	if (at != --c->extra_count) {
		c->extra[at] = c->extra[c->extra_count];
		note_place(c, at);
	}
	if (!c->extra_count) {
		c->most_own = c->most_own_small = 0;
		c->lowest_own = UINT64_MAX;
	}
	return true;
}

const struct per_core_buffer *acc_extra_of(const struct cohort *c, uint64_t id, uint64_t type)
{
	size_t at = index_of(c, id, type);

	return at < c->extra_count ? &c->extra[at] : NULL;
}

static bool is_own(struct core_class *k, uint64_t type, uint64_t from, uint64_t to)
{
	return range_counts_within(ranges_of_type(&k->own, type), from, to);
}

bool acc_is_own_of_found(struct cohort *c, size_t count, uint64_t type, uint64_t from, uint64_t to)
{
	for (size_t i = 0; c->extra_count && i < count && work_spend(20); i++)
		if (is_own(&c->classes[c->found[i]], type, from, to))
			return true;
	return false;
}

bool acc_is_own_of_any(struct cohort *c, uint64_t type, uint64_t from, uint64_t to)
{
	for (size_t i = 0; c->extra_count && i < c->class_count && work_spend(20); i++)
		if (is_own(&c->classes[i], type, from, to))
			return true;
	return false;
}

void acc_copy_extra(struct cohort *to, const struct cohort *from)
{
	if (!from->extra_count)
		return;
	work_spend_each(from->extra_count, 60);
	to->extra = xarray(from->extra_count, sizeof(*to->extra));
	to->extra_capacity = from->extra_count;
	memcpy(to->extra, from->extra, from->extra_count * sizeof(*to->extra));
	while (to->extra_count < from->extra_count)
		note_place(to, to->extra_count++);
}
