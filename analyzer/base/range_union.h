/*
 * A sorted list of disjoint ranges, which quickly answers how many bytes of a range it covers.
 *
 * Must not know: what the ranges are.
 */
#ifndef RANGE_UNION_H
#define RANGE_UNION_H

#include "range_counts.h"

struct range_union {
	struct range *ranges;
	uint64_t *before;       /* bytes covered below each range */
	size_t count, capacity;
	uint64_t bytes;
};

/* Makes room for `count` ranges; keeps those that are there. */
void range_union_reserve(struct range_union *c, size_t count);
/* Makes the union of two lists, each sorted and disjoint. The caller has reserved room for both. */
void range_union_join(struct range_union *c, const struct range *a, size_t a_count,
	const struct range *b,
	size_t b_count);
/* Makes the union of the first `count` ranges, which the caller has written into c->ranges. */
void range_union_make(struct range_union *c, size_t count);
/* Bytes of [from, to) that are covered. */
uint64_t range_union_of(const struct range_union *c, uint64_t from, uint64_t to);
void range_union_free(struct range_union *c);

#endif
