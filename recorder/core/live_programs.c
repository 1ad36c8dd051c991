/*
 * Placed regions by (program, chips), for live_table.h.
 *
 * Must not know: buffers, devices.
 */
#include <stdlib.h>
#include <string.h>
#include "live_table.h"

enum { FIRST_SIZE = 64 };

static uint32_t home(const struct l1tr_programs *p, uint32_t program, uint32_t chips)
{
	uint64_t key = (uint64_t)chips << 32 | program;

	return (uint32_t)(key * 0x9e3779b97f4a7c15u >> 32) & (p->size - 1);
}

static struct l1tr_placement *find(const struct l1tr_programs *p, uint32_t program, uint32_t chips)
{
	uint32_t i = home(p, program, chips);

	while (p->entries[i].program &&
		(p->entries[i].program != program || p->entries[i].chips != chips))
		i = (i + 1) & (p->size - 1);
	return &p->entries[i];
}

static int grow(struct l1tr_programs *p)
{
	struct l1tr_programs bigger = *p;

	if (p->size >= LIVE_PROGRAMS_MAX * 2)
		return -1;
	bigger.size = p->size ? p->size * 2 : FIRST_SIZE;
	bigger.entries = calloc(bigger.size, sizeof(*p->entries));
	if (!bigger.entries)
		return -1;
	for (uint32_t i = 0; i < p->size; i++)
		if (p->entries[i].program)
			*find(&bigger, p->entries[i].program, p->entries[i].chips) = p->entries[i];
	free(p->entries);
	*p = bigger;
	return 0;
}

static uint32_t new_region(struct l1tr_programs *p)
{
	uint32_t at = p->free_region;

	if (at) {
		p->free_region = p->regions[at - 1].next;
		return at;
	}
	if (p->region_count == p->region_size) {
		uint32_t size = p->region_size ? p->region_size * 2 : FIRST_SIZE;
		struct l1tr_placed *regions = size > LIVE_REGIONS_MAX ? NULL
			: realloc(p->regions, size * sizeof(*regions));

		if (!regions)
			return 0;
		p->regions = regions;
		p->region_size = size;
	}
	return ++p->region_count;
}

static unsigned type_of(const struct l1tr_placed *r)
{
	return (r->region.head.kind - (unsigned)L1T_SLOT_REGION) / 4;
}

/* Takes the regions of these types (bits) from before `ticks` off the placement. */
static void clear(struct l1tr_programs *p, struct l1tr_placement *e, unsigned types, uint64_t ticks)
{
	uint32_t *link = &e->first;

	for (unsigned type = 0; type < 3; type++)
		if (types & 1u << type && e->cleared_ticks[type] < ticks)
			e->cleared_ticks[type] = ticks;
	while (*link) {
		uint32_t at = *link;
		struct l1tr_placed *r = &p->regions[at - 1];

		if (!(types & 1u << type_of(r)) || r->region.head.ticks >= ticks) {
			link = &r->next;
			continue;
		}
		*link = r->next;
		r->next = p->free_region;
		p->free_region = at;
	}
}

int l1tr_programs_region(struct l1tr_programs *p, const struct l1t_slot_region *s, unsigned type,
	int first)
{
	struct l1tr_placement *e;
	uint32_t at;

	if (!s->program)
		return 0;
	if ((p->used + 1) * 2 > p->size && grow(p))
		return -1;
	e = find(p, s->program, s->head.word);
	if (!e->program) {
		*e = (struct l1tr_placement){.program = s->program, .chips = s->head.word};
		p->used++;
	}
	if (first)
		clear(p, e, 1u << type, s->head.ticks);
	else if (s->head.ticks < e->cleared_ticks[type])
		return 0;
	at = new_region(p);
	if (!at)
		return -1;
	p->regions[at - 1] = (struct l1tr_placed){*s, e->first};
	e->first = at;
	return 0;
}

void l1tr_programs_freed(struct l1tr_programs *p, const struct l1t_slot_regions_freed *s)
{
	struct l1tr_placement *e = p->size ? find(p, s->program, s->head.word) : NULL;

	if (e && e->program)
		clear(p, e, s->head.small, s->head.ticks);
}

/* Regions of it may still come from rings that were not drained yet: it goes when settled. */
void l1tr_programs_gone(struct l1tr_programs *p, uint32_t program)
{
	if (!program || ((p->used + 1) * 2 > p->size && grow(p)))
		return;
	if (p->gone_count == p->gone_size) {
		uint32_t size = p->gone_size ? p->gone_size * 2 : FIRST_SIZE;
		uint32_t *gone = realloc(p->gone, size * sizeof(*gone));

		if (!gone)
			return;
		p->gone = gone;
		p->gone_size = size;
	}
	p->gone[p->gone_count++] = program;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Placements of programs that are gone go, and the table is made anew without them. */
void l1tr_programs_settle(struct l1tr_programs *p)
{
	struct l1tr_placement *entries;

	if (!p->gone_count)
		return;
	entries = calloc(p->size, sizeof(*entries));
	if (!entries)
		return;
	qsort(p->gone, p->gone_count, sizeof(*p->gone), by_number);
	for (uint32_t i = 0; i < p->size; i++) {
		struct l1tr_placement *e = &p->entries[i];

		if (!e->program || !bsearch(&e->program, p->gone, p->gone_count, sizeof(*p->gone),
					    by_number))
			continue;
		clear(p, e, 7, UINT64_MAX);
		e->program = 0;
		p->used--;
	}
	struct l1tr_programs fresh = *p;

	fresh.entries = entries;
	for (uint32_t i = 0; i < p->size; i++)
		if (p->entries[i].program)
			*find(&fresh, p->entries[i].program, p->entries[i].chips) = p->entries[i];
	free(p->entries);
	p->entries = entries;
	p->gone_count = 0;
}

void l1tr_programs_free(struct l1tr_programs *p)
{
	free(p->entries);
	free(p->regions);
	free(p->gone);
}
