/*
 * A sorted list of ranges that can be asked quickly how much of a range it covers.
 *
 * Must not know: what the ranges are.
 */
#ifndef COVER_H
#define COVER_H

#include "spans.h"

struct cover {
	struct span *ranges;
	uint64_t *before;       /* bytes covered below each range */
	size_t count, capacity;
	uint64_t bytes;
};

/* Room for so many ranges; what is in it stays. -1: out of memory. */
int cover_reserve(struct cover *c, size_t count);
/* The union of two lists, each sorted and disjoint, in room that is reserved. */
void cover_join(struct cover *c, const struct span *a, size_t a_count, const struct span *b,
	size_t b_count);
/* Sorts, joins and counts the first `count` ranges that the caller has written. */
void cover_make(struct cover *c, size_t count);
/* Bytes of [from, to) that are covered. */
uint64_t cover_of(const struct cover *c, uint64_t from, uint64_t to);
void cover_free(struct cover *c);

#endif
