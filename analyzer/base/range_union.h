/*
 * A sorted list of ranges that can be asked quickly how much of a range it covers.
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

/* Room for so many ranges; what is in it stays. */
void range_union_reserve(struct range_union *c, size_t count);
/* The union of two lists, each sorted and disjoint, in room that is reserved. */
void range_union_join(struct range_union *c, const struct range *a, size_t a_count,
	const struct range *b,
	size_t b_count);
/* Sorts, joins and counts the first `count` ranges that the caller has written. */
void range_union_make(struct range_union *c, size_t count);
/* Bytes of [from, to) that are covered. */
uint64_t range_union_of(const struct range_union *c, uint64_t from, uint64_t to);
void range_union_free(struct range_union *c);

#endif
