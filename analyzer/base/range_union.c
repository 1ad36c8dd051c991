/*
 * A sorted list of ranges with sums: see range_union.h.
 */
#include <stdlib.h>
#include "range_union.h"
#include "xalloc.h"

void range_union_reserve(struct range_union *c, size_t count)
{
	if (count <= c->capacity)
		return;
	c->ranges = xrealloc(c->ranges, count, sizeof(*c->ranges));
	c->before = xrealloc(c->before, count, sizeof(*c->before));
	c->capacity = count;
}

static void sum(struct range_union *c)
{
	c->bytes = 0;
	for (size_t i = 0; i < c->count; i++) {
		c->before[i] = c->bytes;
		c->bytes += c->ranges[i].to - c->ranges[i].from;
	}
}

void range_union_join(struct range_union *c, const struct range *a, size_t a_count,
	const struct range *b,
	size_t b_count)
{
	size_t i = 0, k = 0, n = 0;

	while (i < a_count || k < b_count) {
		const struct range *next = k == b_count || (i < a_count && a[i].from <= b[k].from)
			? &a[i++] : &b[k++];

		if (n && next->from <= c->ranges[n - 1].to) {
			if (next->to > c->ranges[n - 1].to)
				c->ranges[n - 1].to = next->to;
		} else {
			c->ranges[n++] = *next;
		}
	}
	c->count = n;
	sum(c);
}

void range_union_make(struct range_union *c, size_t count)
{
	c->count = count ? span_merge(c->ranges, count) : 0;
	sum(c);
}

static uint64_t below(const struct range_union *c, uint64_t address)
{
	size_t low = 0, high = c->count;
	const struct range *r;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c->ranges[middle].from < address)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return 0;
	r = &c->ranges[low - 1];
	return c->before[low - 1] + (address < r->to ? address : r->to) - r->from;
}

uint64_t range_union_of(const struct range_union *c, uint64_t from, uint64_t to)
{
	return from < to ? below(c, to) - below(c, from) : 0;
}

void range_union_free(struct range_union *c)
{
	free(c->ranges);
	free(c->before);
	*c = (struct range_union){0};
}
