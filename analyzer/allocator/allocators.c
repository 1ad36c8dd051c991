/* The allocators of a run's devices: see allocators.h. */
#include <stdlib.h>
#include "allocators.h"
#include "grown_array.h"

static void add(struct allocators *all, int64_t handle, bool small, const struct range *bank)
{
	struct allocator *a;

	if (bank->from >= bank->to)
		return;
	GROW(all->at, all->count, all->capacity);
	a = &all->at[all->count++];
	*a = (struct allocator){.handle = handle, .small = small};
	bank_heap_init(&a->heap, bank->from, bank->to);
}

void allocators_open(struct allocators *all, const struct allocator_event *e)
{
	add(all, e->handle, false, &e->l1);
	add(all, e->handle, true, &e->l1_small);
}

struct allocator *allocators_of(const struct allocators *all, const struct allocator_event *e)
{
	for (size_t i = all->count; i-- > 0;)
		if (all->at[i].handle == e->handle && all->at[i].small == e->small)
			return &all->at[i];
	return NULL;
}

void allocators_free(struct allocators *all)
{
	for (size_t i = 0; i < all->count; i++)
		bank_heap_free(&all->at[i].heap);
	free(all->at);
	*all = (struct allocators){0};
}
