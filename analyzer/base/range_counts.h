/*
 * A set of address ranges that counts how often each byte is covered.
 *
 * Must not know: what the ranges are.
 */
#ifndef RANGE_COUNTS_H
#define RANGE_COUNTS_H

#include <stddef.h>
#include <stdint.h>

/* [at[i].from, at[i + 1].from) is covered at[i].count times; the last one has count 0. */
struct span_edge {
	uint64_t from;
	uint32_t count;
};
struct range_counts {
	struct span_edge *at;
	size_t count, capacity;
	uint64_t covered;       /* bytes covered at least once */
};
struct range {
	uint64_t from, to;
};

static inline uint64_t range_bytes(const struct range *r)
{
	return r->to - r->from;
}

/* Adds or (sign < 0) takes away [from, to). Returns how many bytes were not covered, or are no more. */
uint64_t range_counts_change(struct range_counts *s, uint64_t from, uint64_t to, int sign);
/* Bytes of [from, to) that are covered. */
uint64_t range_counts_within(const struct range_counts *s, uint64_t from, uint64_t to);
/* Smallest covered address; UINT64_MAX when there is none. */
static inline uint64_t range_counts_lowest(const struct range_counts *s)
{
	/* below the first edge nothing is covered, so it is there because bytes after it are */
	return s->count ? s->at[0].from : UINT64_MAX;
}
/* Covered ranges, merged. `out` has room for range_counts_ranges_max(). Returns how many. */
size_t range_counts_ranges(const struct range_counts *s, struct range *out);
size_t range_counts_ranges_max(const struct range_counts *s);
/* Overwrites `to` without freeing it. */
void range_counts_copy(struct range_counts *to, const struct range_counts *from);
void range_counts_free(struct range_counts *s);

/* Sorts ranges and joins those that touch or overlap, in place. Returns how many are left. */
size_t span_merge(struct range *ranges, size_t count);
/* Sum of the bytes of ranges that do not overlap. */
uint64_t span_bytes(const struct range *ranges, size_t count);

#endif
