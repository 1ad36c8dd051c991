/*
 * Placed regions by (program, chips), for live_table.h. The regions of a type lie together in an
 * array, since a new placement replaces them all.
 *
 * Must not know: buffers, devices.
 */
#include <stdlib.h>
#include <string.h>
#include "live_table.h"

enum { FIRST_SIZE = 64, FIRST_REGIONS = 4 };

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

/* Moves all placements to a table of this size. */
static int resize(struct l1tr_programs *p, uint32_t size)
{
	struct l1tr_programs other = *p;

	other.size = size;
	other.last = NULL;
	other.entries = calloc(size, sizeof(*p->entries));
	if (!other.entries)
		return -1;
	for (uint32_t i = 0; i < p->size; i++)
		if (p->entries[i].program)
			*find(&other, p->entries[i].program, p->entries[i].chips) = p->entries[i];
	free(p->entries);
	*p = other;
	return 0;
}

/* The placement, added if it is missing. NULL: no room. */
static struct l1tr_placement *get(struct l1tr_programs *p, uint32_t program, uint32_t chips)
{
	struct l1tr_placement *e = p->last;

	if (e && e->program == program && e->chips == chips)
		return e;
	if ((p->used + 1) * 2 > p->size) {
		uint32_t size = p->size ? p->size * 2 : FIRST_SIZE;

		if (size > LIVE_PROGRAMS_MAX * 2 || resize(p, size))
			return NULL;
	}
	e = find(p, program, chips);
	if (!e->program) {
		*e = (struct l1tr_placement){.program = program, .chips = chips};
		p->used++;
	}
	p->last = e;
	return e;
}

static int grow(struct l1tr_programs *p, struct l1tr_regions *r)
{
	uint32_t size = r->size ? r->size * 2 : FIRST_REGIONS;
	struct l1t_slot_region *placed;

	if (p->region_count + size > LIVE_REGIONS_MAX)
		return -1;
	placed = realloc(r->placed, size * sizeof(*placed));
	if (!placed)
		return -1;
	p->region_count += size - r->size;
	r->placed = placed;
	r->size = size;
	return 0;
}

/*
 * Takes the first of `count` > 0 regions and those that follow it in the same placement: same
 * program, chips and type. Returns how many, or -1: no room. Regions that come late from another
 * ring, from before the last placement, are ignored.
 */
static int take_regions(struct l1tr_programs *p, const void *const *events, uint32_t count)
{
	const struct l1t_slot_region *first = events[0], *s = first;
	unsigned what = first->head.kind - (unsigned)L1T_SLOT_REGION;
	struct l1tr_placement *e = first->program ? get(p, first->program, first->head.word) : NULL;
	struct l1tr_regions *r;
	uint32_t n = 0;

	if (!e)
		return first->program ? -1 : 1;
	r = &e->types[what / 4];
	if (first->head.ticks < r->cleared_ticks)
		return 1;
	if (what & L1T_REGION_FIRST) {
		r->count = 0;
		r->cleared_ticks = first->head.ticks;
	}
	do {
		if (r->count == r->size && grow(p, r))
			return -1;
		r->placed[r->count++] = *s;
		if (++n == count)
			break;
		s = events[n];
	} while (s->program == first->program && s->head.word == first->head.word &&
		 s->head.kind == (first->head.kind & ~(unsigned)L1T_REGION_FIRST));
	return (int)n;
}

int l1tr_programs_region(struct l1tr_programs *p, const struct l1t_slot_region *s)
{
	const void *event = s;

	return take_regions(p, &event, 1) < 0 ? -1 : 0;
}

/* 0, or -1: not all found room. */
static int take_all(struct l1tr_programs *p, const void *const *events, uint32_t count)
{
	int failed = 0;

	for (uint32_t i = 0; i < count;) {
		int n = take_regions(p, events + i, count - i);

		failed |= n < 0;
		i += n < 0 ? 1 : (uint32_t)n;
	}
	return failed ? -1 : 0;
}

static uint32_t count_older(const void *const *events, uint32_t count, uint64_t ticks)
{
	uint32_t n = 0;

	while (n < count && ((const struct l1t_slot_head *)events[n])->ticks < ticks)
		n++;
	return n;
}

void l1tr_programs_freed(struct l1tr_programs *p, const struct l1t_slot_regions_freed *s)
{
	struct l1tr_placement *e = p->size ? find(p, s->program, s->head.word) : NULL;

	if (!e || !e->program)
		return;
	for (unsigned type = 0; type < REGION_TYPES; type++)
		if (s->head.small & 1u << type && e->types[type].cleared_ticks < s->head.ticks) {
			e->types[type].count = 0;
			e->types[type].cleared_ticks = s->head.ticks;
		}
}

int l1tr_programs_batch(struct l1tr_programs *p, const struct l1t_batch *b)
{
	const void *const *regions = b->events[L1T_PLAIN_REGION];
	uint32_t count = b->counts[L1T_PLAIN_REGION];
	int failed = 0;

	for (uint32_t i = 0; i < b->counts[L1T_PLAIN_REGIONS_FREED]; i++) {
		const struct l1t_slot_regions_freed *s = b->events[L1T_PLAIN_REGIONS_FREED][i];
		uint32_t older = count_older(regions, count, s->head.ticks);

		failed |= take_all(p, regions, older);
		l1tr_programs_freed(p, s);
		regions += older;
		count -= older;
	}
	return failed | take_all(p, regions, count);
}

/*
 * Regions of the program may still come from rings that are not drained yet: it is dropped when the
 * round is settled.
 */
int l1tr_programs_gone(struct l1tr_programs *p, uint32_t program)
{
	if (p->gone_count == p->gone_size) {
		uint32_t size = p->gone_size ? p->gone_size * 2 : FIRST_SIZE;
		uint32_t *gone = realloc(p->gone, size * sizeof(*gone));

		if (!gone)
			return -1;
		p->gone = gone;
		p->gone_size = size;
	}
	p->gone[p->gone_count++] = program;
	return 0;
}

static void drop_placed(struct l1tr_programs *p, struct l1tr_placement *e)
{
	for (unsigned type = 0; type < REGION_TYPES; type++) {
		free(e->types[type].placed);
		p->region_count -= e->types[type].size;
	}
	memset(e, 0, sizeof(*e));
	p->used--;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

void l1tr_programs_settle(struct l1tr_programs *p)
{
	if (!p->gone_count)
		return;
	qsort(p->gone, p->gone_count, sizeof(*p->gone), by_number);
	for (uint32_t i = 0; i < p->size; i++) {
		struct l1tr_placement *e = &p->entries[i];

		if (e->program && bsearch(&e->program, p->gone, p->gone_count, sizeof(*p->gone),
					  by_number))
			drop_placed(p, e);
	}
	p->gone_count = 0;
	p->last = NULL;
	/* rehash: the holes would cut probes short */
	if (p->size && resize(p, p->size))
		l1tr_programs_free(p);
}

void l1tr_programs_free(struct l1tr_programs *p)
{
	for (uint32_t i = 0; i < p->size; i++)
		if (p->entries[i].program)
			drop_placed(p, &p->entries[i]);
	free(p->entries);
	free(p->gone);
	memset(p, 0, sizeof(*p));
}
