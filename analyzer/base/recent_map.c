/*
 * A table whose latest entries wait in a small array: see recent_map.h.
 *
 * Must not know: what the pointers point to.
 */
#include <string.h>
#include "recent_map.h"

void recent_map_push_out(struct recent_map *m, struct table_entry *e)
{
	uint64_t *most = &m->most[e->key >> 61];

	if (!m->old.count)
		memset(m->most, 0, sizeof(m->most));
	if (e->key > *most)
		*most = e->key;
	table_put(&m->old, e->key, e->value);
}

void recent_map_free(struct recent_map *m)
{
	table_free(&m->old);
	memset(m->recent, 0, sizeof(m->recent));
}
