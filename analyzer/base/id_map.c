/*
 * A hash table with linear probing: see id_map.h.
 *
 * Must not know: what the pointers point to.
 */
#include <stdlib.h>
#include "id_map.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { NEIGHBOURS = 8 };

/*
 * Ids may be chosen to collide, so each bit of a key changes half of the hash's bits; but ids that
 * follow each other, as most do, are neighbours.
 */
static size_t home(const struct table *t, uint64_t id)
{
	uint64_t key = id / NEIGHBOURS;

	key = (key ^ key >> 30) * 0xbf58476d1ce4e5b9u;
	key = (key ^ key >> 27) * 0x94d049bb133111ebu;
	return (size_t)(key ^ key >> 31 ^ id % NEIGHBOURS) & (t->capacity - 1);
}

static size_t find(const struct table *t, uint64_t key)
{
	size_t at = home(t, key);

	while (t->at[at].value && t->at[at].key != key) {
		at = (at + 1) & (t->capacity - 1);
		work_spend(2);
	}
	return at;
}

void *table_get(const struct table *t, uint64_t key)
{
	return t->capacity ? t->at[find(t, key)].value : NULL;
}

static void grow(struct table *t)
{
	struct table grown = {.capacity = t->capacity ? t->capacity * 2 : 256, .count = t->count};

	grown.at = xcalloc(grown.capacity, sizeof(*grown.at));
	for (size_t i = 0; i < t->capacity; i++)
		if (t->at[i].value)
			grown.at[find(&grown, t->at[i].key)] = t->at[i];
	free(t->at);
	*t = grown;
}

void table_put(struct table *t, uint64_t key, void *value)
{
	size_t at = t->capacity ? find(t, key) : 0;

	/* replacing moves nothing: a caller may be walking the table */
	if (t->capacity && t->at[at].value) {
		t->at[at].value = value;
		return;
	}
	if (t->count * 2 >= t->capacity) {
		grow(t);
		at = find(t, key);
	}
	t->count++;
	t->at[at] = (struct table_entry){key, value};
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

void table_remove(struct table *t, uint64_t key)
{
	size_t at, next, mask = t->capacity - 1;

	if (!t->capacity)
		return;
	at = next = find(t, key);
	if (!t->at[at].value)
		return;
	t->count--;
	for (;;) {
		next = (next + 1) & mask;
		if (!t->at[next].value)
			break;
		if (((next - home(t, t->at[next].key)) & mask) < ((next - at) & mask))
			continue;
		t->at[at] = t->at[next];
		at = next;
	}
	t->at[at].value = NULL;
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
