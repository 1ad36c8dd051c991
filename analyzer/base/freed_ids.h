/*
 * Ids of buffers that have ended, and how they ended: two bits for each id, since ids mostly count
 * up.
 *
 * Must not know: which buffers are live.
 */
#ifndef FREED_IDS_H
#define FREED_IDS_H

#include "id_map.h"

enum freed { FREED_NOT, FREED_BY_FREE, FREED_BY_CLOSE };

struct freed_ids {
	struct table pages;
	uint64_t last_number;   /* of the page that was written last */
	uint8_t *last;          /* that page; NULL: none yet */
};

/* FREED_NOT also for an id that was never set. */
enum freed freed_ids_get(const struct freed_ids *g, uint64_t id, uint64_t type);
void freed_ids_set(struct freed_ids *g, uint64_t id, uint64_t type, enum freed how);
void freed_ids_free(struct freed_ids *g);

#endif
