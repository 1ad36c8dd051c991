/*
 * A hash table from a 64-bit key to a pointer; entries are kept for good unless removed.
 *
 * Must not know: what is behind the pointers.
 */
#ifndef ID_MAP_H
#define ID_MAP_H

#include <stddef.h>
#include <stdint.h>

struct table_entry {
	uint64_t key;
	void *value;            /* NULL: free */
};
struct table {
	struct table_entry *at;
	size_t count, capacity;
};

void *table_get(const struct table *t, uint64_t key);
/* Replaces. */
void table_put(struct table *t, uint64_t key, void *value);
void table_remove(struct table *t, uint64_t key);
void table_free(struct table *t);

#endif
