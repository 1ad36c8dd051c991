/*
 * The rules by which blocks are given out, by name: see placement_policies.h.
 *
 * Must not know: traces, buffers, SQL.
 */
#include <string.h>
#include "bank_heap.h"
#include "placement_policies.h"

static size_t highest(const struct bank_heap *h, uint64_t bytes)
{
	for (size_t i = h->count; i-- > 0;)
		if (range_bytes(&h->free[i]) >= bytes)
			return i;
	return h->count;
}

static size_t lowest(const struct bank_heap *h, uint64_t bytes)
{
	size_t i = 0;

	while (i < h->count && range_bytes(&h->free[i]) < bytes)
		i++;
	return i;
}

/* The smallest block that fits; of equal ones the highest. */
static size_t smallest(const struct bank_heap *h, uint64_t bytes)
{
	size_t best = h->count;

	for (size_t i = h->count; i-- > 0;)
		if (range_bytes(&h->free[i]) >= bytes &&
			(best == h->count || range_bytes(&h->free[i]) < range_bytes(&h->free[best])))
			best = i;
	return best;
}

static size_t largest(const struct bank_heap *h, uint64_t bytes)
{
	size_t best = h->count;

	for (size_t i = h->count; i-- > 0;)
		if (range_bytes(&h->free[i]) >= bytes &&
			(best == h->count || range_bytes(&h->free[i]) > range_bytes(&h->free[best])))
			best = i;
	return best;
}

/* The first that fits on the way down from the last block that was given out, then from the top. */
static size_t next(const struct bank_heap *h, uint64_t bytes)
{
	for (size_t i = h->count; i-- > 0;)
		if (h->free[i].from < h->last && range_bytes(&h->free[i]) >= bytes)
			return i;
	return highest(h, bytes);
}

/* Classes are powers of two; all sizes below 2 KiB are one class. */
static unsigned size_class(uint64_t bytes)
{
	unsigned n = 0;

	for (bytes >>= 11; bytes; bytes >>= 1)
		n++;
	return n;
}

/* The highest block that fits, of the smallest class that has one. */
static size_t segregated(const struct bank_heap *h, uint64_t bytes)
{
	size_t best = h->count;

	for (size_t i = h->count; i-- > 0;)
		if (range_bytes(&h->free[i]) >= bytes && (best == h->count ||
			size_class(range_bytes(&h->free[i])) < size_class(range_bytes(&h->free[best]))))
			best = i;
	return best;
}

const struct placement_policy placement_policies[] = {
	{"runtime", "what TT-Metal does: the highest block that fits, its upper end",
		highest, false, false},
	{"top-down", "the same, by its common name", highest, false, false},
	{"first-fit", "the same: the first that fits on the way down", highest, false, false},
	{"best-fit", "the smallest block that fits, its upper end", smallest, false, false},
	{"worst-fit", "the largest block, its upper end", largest, false, false},
	{"next-fit", "the first that fits on the way down from the last one given out", next, false,
		false},
	{"segregated", "the highest of the smallest size class (powers of two) that has one",
		segregated, false, false},
	{"bottom-up", "the lowest block that fits, its lower end, where programs lie", lowest, true,
		false},
	{"compacting", "all that lives may be moved: the best that any policy could do", NULL,
		false, true},
	{NULL, NULL, NULL, false, false},
};

const struct placement_policy *placement_policy(const char *name)
{
	for (const struct placement_policy *p = placement_policies; p->name; p++)
		if (!strcmp(p->name, name))
			return p;
	return NULL;
}
