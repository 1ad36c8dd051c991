/*
 * A hash table with linear probing: see id_map.h.
 *
 * Must not know: what the pointers point to.
 */
#include <stdlib.h>
#include "id_map.h"
#include "work_allowance.h"
#include "xalloc.h"

size_t table_next(const struct table *t, uint64_t key, size_t at)
{
	do {
		at = (at + 1) & (t->capacity - 1);
		work_spend(2);
	} while (t->at[at].value && t->at[at].key != key);
	return at;
}

static void grow(struct table *t)
{
	struct table grown = {.capacity = t->capacity ? t->capacity * 2 : 256, .count = t->count};

	grown.at = xcalloc(grown.capacity, sizeof(*grown.at));
	for (size_t i = 0; i < t->capacity; i++)
		if (t->at[i].value)
			grown.at[table_find(&grown, t->at[i].key)] = t->at[i];
	free(t->at);
	*t = grown;
}

void **table_place(struct table *t, uint64_t key)
{
	size_t at = t->capacity ? table_find(t, key) : 0;

	/* replacing moves nothing: a caller may be walking the table */
	if (t->capacity && t->at[at].value)
		return &t->at[at].value;
	if (t->count * 2 >= t->capacity) {
		grow(t);
		at = table_find(t, key);
	}
	t->count++;
	t->at[at].key = key;
	return &t->at[at].value;
}

void table_put(struct table *t, uint64_t key, void *value)
{
	*table_place(t, key) = value;
}

void *table_make(struct table *t, uint64_t key, size_t bytes)
{
	void *value = table_get(t, key);

	if (!value) {
		value = xcalloc(1, bytes);
		table_put(t, key, value);
	}
	return value;
}

void *table_take(struct table *t, uint64_t key)
{
	size_t at, next, mask = t->capacity - 1;
	void *value;

	if (!t->capacity)
		return NULL;
	at = next = table_find(t, key);
	value = t->at[at].value;
	if (!value)
		return NULL;
	t->count--;
	for (;;) {
		next = (next + 1) & mask;
		if (!t->at[next].value)
			break;
		if (((next - table_home(t, t->at[next].key)) & mask) < ((next - at) & mask))
			continue;
		t->at[at] = t->at[next];
		at = next;
	}
	t->at[at].value = NULL;
	return value;
}

void table_free(struct table *t)
{
	free(t->at);
	*t = (struct table){0};
}

void table_free_values(struct table *t)
{
	for (size_t i = 0; i < t->capacity; i++)
		free(t->at[i].value);
	table_free(t);
}
