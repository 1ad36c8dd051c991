/*
 * A hash table from a 64-bit key to a pointer; an entry stays until it is removed.
 *
 * Must not know: what the pointers point to.
 */
#ifndef ID_MAP_H
#define ID_MAP_H

#include <stddef.h>
#include <stdint.h>

struct table_entry {
	uint64_t key;
	void *value;            /* NULL: the entry is free */
};
/* Empty when all zeros. */
struct table {
	struct table_entry *at;
	size_t count, capacity;
};

/*
 * Where a key belongs. Ids may be chosen to collide, so each bit of a key changes half of the hash's
 * bits; but ids that follow each other, as most do, are neighbours.
 */
static inline size_t table_home(const struct table *t, uint64_t key)
{
	const unsigned neighbours = 8;
	uint64_t h = key / neighbours;

	h = (h ^ h >> 30) * 0xbf58476d1ce4e5b9u;
	h = (h ^ h >> 27) * 0x94d049bb133111ebu;
	return (size_t)(h ^ h >> 31 ^ key % neighbours) & (t->capacity - 1);
}

/* The entry after `at` that has this key or is free. */
size_t table_next(const struct table *t, uint64_t key, size_t at);

/* The entry that has this key, or gets it; the table has a capacity. */
static inline size_t table_find(const struct table *t, uint64_t key)
{
	size_t at = table_home(t, key);

	return !t->at[at].value || t->at[at].key == key ? at : table_next(t, key, at);
}

/* NULL: the key is not there. */
static inline void *table_get(const struct table *t, uint64_t key)
{
	return t->capacity ? t->at[table_find(t, key)].value : NULL;
}

/* Where the key's value is. If it points to NULL the key was added, and the caller gives it a value
 * before anything else is done with the table. */
void **table_place(struct table *t, uint64_t key);
/* Adds the key, or replaces its value; `value` is not NULL. */
void table_put(struct table *t, uint64_t key, void *value);
/* The value of this key; if there is none, adds `bytes` bytes of zeros. */
void *table_make(struct table *t, uint64_t key, size_t bytes);
/* Removes the key and returns its value, which it does not free; NULL: the key is not there. */
void *table_take(struct table *t, uint64_t key);
static inline void table_remove(struct table *t, uint64_t key)
{
	(void)table_take(t, key);
}
/* Empties the table; does not free the values. */
void table_free(struct table *t);
/* The same, and frees each value. */
void table_free_values(struct table *t);

#endif
