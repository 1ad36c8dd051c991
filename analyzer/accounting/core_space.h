/*
 * What cores hold, by type: what is on all cores of a chip, or what a class of them holds besides.
 *
 * Must not know: chips, classes, where the ranges come from.
 */
#ifndef CORE_SPACE_H
#define CORE_SPACE_H

#include "range_counts.h"

struct core_space {
	struct range_counts l1, small, persistent;
};

/* The part of a type of memory that takes L1. */
struct range_counts *core_space_of(struct core_space *s, uint64_t type);
/* Bytes that are covered by one of the two: O(ranges of `own` * log(ranges of `all`)). */
uint64_t core_space_bytes(const struct range_counts *all, const struct range_counts *own);
/* Overwrites `to` without freeing it. */
void core_space_copy(struct core_space *to, const struct core_space *from);
void core_space_free(struct core_space *s);

#endif
