/*
 * What the cores of a class hold that not all cores of the chip do: per-core buffers and persistent
 * space.
 *
 * Must not know: classes, what is on all cores, where the ranges come from.
 */
#ifndef CLASS_SPACE_H
#define CLASS_SPACE_H

#include "range_counts.h"

struct class_space {
	struct range_counts l1, small, persistent;
};

/* The part for an enum l1t_memory that takes L1. */
struct range_counts *class_space_of(struct class_space *s, uint64_t type);
/* Bytes that are covered by one of the two: O(ranges of `own` * log(ranges of `all`)). */
uint64_t class_space_bytes(const struct range_counts *all, const struct range_counts *own);
/* Overwrites `to` without freeing it. */
void class_space_copy(struct class_space *to, const struct class_space *from);
void class_space_free(struct class_space *s);

#endif
