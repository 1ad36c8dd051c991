/*
 * Ids of buffers that have ended: see freed_ids.h.
 */
#include "freed_ids.h"
#include "l1t_record.h"

enum { PAGE_IDS = 256 };

/* Ids are unique within a type; all unknown types count as one. */
static uint64_t page_of(uint64_t id, uint64_t type)
{
	return id / PAGE_IDS << 3 | (type < 5 ? type : type == L1T_PERSISTENT ? 5 : 6);
}

enum freed freed_ids_get(const struct freed_ids *g, uint64_t id, uint64_t type)
{
	const uint8_t *page = table_get(&g->pages, page_of(id, type));

	return page ? (enum freed)(page[id % PAGE_IDS / 4] >> id % 4 * 2 & 3) : FREED_NOT;
}

void freed_ids_set(struct freed_ids *g, uint64_t id, uint64_t type, enum freed how)
{
	uint64_t number = page_of(id, type);
	unsigned shift = id % 4 * 2;
	uint8_t *byte;

	if (!g->last || g->last_number != number) {
		if (!how && !table_get(&g->pages, number))
			return;
		g->last = table_make(&g->pages, number, PAGE_IDS / 4);
		g->last_number = number;
	}
	byte = &g->last[id % PAGE_IDS / 4];
	*byte = (uint8_t)((*byte & ~(3u << shift)) | (unsigned)how << shift);
}

void freed_ids_free(struct freed_ids *g)
{
	table_free_values(&g->pages);
	g->last = NULL;
}
