/*
 * What cores hold, by type: what is on all cores of a chip, or what a class of them holds besides.
 *
 * Must not know: chips, classes, where the ranges come from.
 */
#ifndef RANGES_BY_TYPE_H
#define RANGES_BY_TYPE_H

#include "l1t_record.h"
#include "range_counts.h"

struct ranges_by_type {
	struct range_counts l1, small, persistent;
};

/* The part of a type of memory that takes L1. */
static inline struct range_counts *ranges_of_type(struct ranges_by_type *s, uint64_t type)
{
	return type == L1T_PERSISTENT ? &s->persistent : type == L1T_L1_SMALL ? &s->small : &s->l1;
}

/* Bytes that are covered by one of the two: O(ranges of `own` * log(ranges of `all`)). */
uint64_t ranges_union_bytes(const struct range_counts *all, const struct range_counts *own);
/* Overwrites `to` without freeing it. */
void ranges_by_type_copy(struct ranges_by_type *to, const struct ranges_by_type *from);
void ranges_by_type_free(struct ranges_by_type *s);

#endif
