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

/* NULL: the key is not there. */
void *table_get(const struct table *t, uint64_t key);
/* Adds the key, or replaces its value; `value` is not NULL. */
void table_put(struct table *t, uint64_t key, void *value);
/* The value of this key; if there is none, adds `bytes` bytes of zeros. */
void *table_make(struct table *t, uint64_t key, size_t bytes);
/* Does not free the value. */
void table_remove(struct table *t, uint64_t key);
/* Empties the table; does not free the values. */
void table_free(struct table *t);
/* The same, and frees each value. */
void table_free_values(struct table *t);

#endif
