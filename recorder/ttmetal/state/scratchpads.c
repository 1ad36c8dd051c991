/*
 * Compares a program's allocators at three times: before the placing, whenever the runtime begins
 * with the next kernel, and after the placing. What has grown are scratchpads.
 *
 * Must not know: hooks' signatures.
 *
 * In releases that reserve program space the reservation has the kernel's cores. In others the
 * allocators' own core ranges are taken, which may be too wide where they overlap.
 */
#include "placement.h"
#include "programs.h"
#include "scratchpads.h"

static const struct abi_allocator *find(const struct scratchpads *s, const struct abi_allocator *a)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct l1trace_range *r = &s->allocators[i].cores;

		if (s->allocators[i].vector == a->vector && r->x0 == a->cores.x0 &&
			r->y0 == a->cores.y0 && r->x1 == a->cores.x1 && r->y1 == a->cores.y1)
			return &s->allocators[i];
	}
	return NULL;
}

/*
 * The part placed since in the allocator: it begins at the old end if the last range was extended.
 */
static bool growth(const struct scratchpads *before, const struct abi_allocator *now,
	uint64_t *start)
{
	const struct abi_allocator *old = find(before, now);
	uint64_t old_end = old ? old->end : 0;

	if (now->end <= old_end)
		return false;
	*start = now->start > old_end ? now->start : old_end;
	return true;
}

static void record_growth(struct placement *p, const struct scratchpads *now)
{
	for (size_t i = 0; i < now->count; i++) {
		const struct abi_allocator *a = &now->allocators[i];
		uint64_t start;

		if (growth(p->scratchpads, a, &start))
			ttm_placement_part(p, a->cores, start, a->end - start);
	}
	ttm_placement_cores(p, NULL);
}

/* How many words may be the program's, which is smaller: another program may lie behind it. */
static size_t words_of(const void *program)
{
	enum { ALIGNMENT_WORDS = 2 };
	size_t n = ALIGNMENT_WORDS;

	while (n < ABI_PROGRAM_WORDS_MAX && !ttm_program_known((const uint64_t *)program + n))
		n += ALIGNMENT_WORDS;
	return n;
}

static void look(const struct placement *p, struct scratchpads *s)
{
	s->count = abi_program_allocators(p->program, words_of(p->program), s->allocators,
		TTM_ALLOCATORS_MAX);
}

/* Reading the allocators takes microseconds, and some releases come here at every launch. */
void ttm_scratchpads_begin(struct placement *p, struct scratchpads *s, bool is_told)
{
	p->scratchpads = s;
	s->looked = !is_told && (ttm_program_first_scratchpads(p->program) ||
		ttm_placed_end(p->program) != L1TRACE_UNKNOWN);
	if (s->looked)
		look(p, s);
}

void ttm_scratchpads_next(struct placement *p, const void *cores)
{
	struct scratchpads now;

	look(p, &now);
	if (p->scratchpads->looked)
		record_growth(p, &now);
	now.looked = true;
	*p->scratchpads = now;
	ttm_placement_cores(p, cores);
}

void ttm_scratchpads_end(struct placement *p)
{
	struct scratchpads now;

	if (!p->scratchpads->looked)
		return;
	look(p, &now);
	record_growth(p, &now);
}
