/*
 * Ids of buffers that have ended: see gone.h.
 */
#include <stdlib.h>
#include "gone.h"
#include "l1t_record.h"

enum { PAGE_IDS = 256 };

/* Ids are unique within a type; types that are not known share one. */
static uint64_t page_of(uint64_t id, uint64_t type)
{
	return id / PAGE_IDS << 3 | (type < 5 ? type : type == L1T_PERSISTENT ? 5 : 6);
}

enum gone gone_get(const struct gone_ids *g, uint64_t id, uint64_t type)
{
	const uint8_t *page = table_get(&g->pages, page_of(id, type));

	return page ? (enum gone)(page[id % PAGE_IDS / 4] >> id % 4 * 2 & 3) : GONE_NOT;
}

int gone_set(struct gone_ids *g, uint64_t id, uint64_t type, enum gone how)
{
	uint8_t *page = table_get(&g->pages, page_of(id, type)), *byte;
	unsigned shift = id % 4 * 2;

	if (!page) {
		if (!how)
			return 0;
		page = calloc(1, PAGE_IDS / 4);
		if (!page || table_put(&g->pages, page_of(id, type), page)) {
			free(page);
			return -1;
		}
	}
	byte = &page[id % PAGE_IDS / 4];
	*byte = (uint8_t)((*byte & ~(3u << shift)) | (unsigned)how << shift);
	return 0;
}

void gone_free(struct gone_ids *g)
{
	for (size_t i = 0; i < g->pages.capacity; i++)
		free(g->pages.at[i].value);
	table_free(&g->pages);
}
