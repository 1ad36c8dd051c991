/*
 * A table from keys that mostly count up to pointers that mostly are taken out soon: the latest wait in
 * a small array, and only what another one pushes out comes into the table.
 *
 * Must not know: what the pointers point to.
 */
#ifndef RECENT_MAP_H
#define RECENT_MAP_H

#include <stdbool.h>
#include "id_map.h"

enum { RECENT = 256 };

/* Empty when all zeros. */
struct recent_map {
	struct table_entry recent[RECENT];
	struct table old;
	uint64_t most[8];       /* the largest key in `old`, by its highest three bits */
};

static inline size_t recent_map_home(uint64_t key)
{
	/* parts of one buffer have the same low bits */
	return (key ^ key >> 40) % RECENT;
}

/* True: the key is not in `old`. */
static inline bool recent_map_is_new(const struct recent_map *m, uint64_t key)
{
	return !m->old.count || key > m->most[key >> 61];
}

/* NULL: the key is not there. */
static inline void *recent_map_get(const struct recent_map *m, uint64_t key)
{
	const struct table_entry *e = &m->recent[recent_map_home(key)];

	if (e->value && e->key == key)
		return e->value;
	return recent_map_is_new(m, key) ? NULL : table_get(&m->old, key);
}

/* Makes room in the array. */
void recent_map_push_out(struct recent_map *m, struct table_entry *e);

/* Adds a key that is not there; `value` is not NULL. */
static inline void recent_map_add(struct recent_map *m, uint64_t key, void *value)
{
	struct table_entry *e = &m->recent[recent_map_home(key)];

	if (e->value)
		recent_map_push_out(m, e);
	*e = (struct table_entry){key, value};
}

/* Removes the key and returns its value; NULL: the key is not there. */
static inline void *recent_map_take(struct recent_map *m, uint64_t key)
{
	struct table_entry *e = &m->recent[recent_map_home(key)];
	void *value = e->value;

	if (value && e->key == key) {
		e->value = NULL;
		return value;
	}
	return recent_map_is_new(m, key) ? NULL : table_take(&m->old, key);
}

/* Empties it; does not free the values. */
void recent_map_free(struct recent_map *m);

#endif
