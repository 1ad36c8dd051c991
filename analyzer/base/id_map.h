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
/* What is kept by this key; if nothing is, so many bytes of zeros from now on. */
void *table_make(struct table *t, uint64_t key, size_t bytes);
void table_remove(struct table *t, uint64_t key);
void table_free(struct table *t);
/* The same where values are memory of their own. */
void table_free_values(struct table *t);

#endif
