/*
 * A set of address ranges, each counted: which bytes are covered, how many, from where.
 *
 * Must not know: what the ranges are.
 */
#ifndef SPANS_H
#define SPANS_H

#include <stddef.h>
#include <stdint.h>

/* [at[i].from, at[i + 1].from) is covered at[i].count times; the last one has count 0. */
struct span_edge {
	uint64_t from;
	uint32_t count;
};
struct spans {
	struct span_edge *at;
	size_t count, capacity;
	uint64_t covered;       /* bytes covered at least once */
};
struct span {
	uint64_t from, to;
};

/* Adds or (sign < 0) takes away [from, to). -1: out of memory. */
int spans_change(struct spans *s, uint64_t from, uint64_t to, int sign);
/* Bytes of [from, to) that are covered. */
uint64_t spans_within(const struct spans *s, uint64_t from, uint64_t to);
/* Smallest covered address; UINT64_MAX when there is none. */
uint64_t spans_lowest(const struct spans *s);
/* Covered ranges, merged. `out` has room for spans_ranges_max(). Returns how many. */
size_t spans_ranges(const struct spans *s, struct span *out);
size_t spans_ranges_max(const struct spans *s);
int spans_copy(struct spans *to, const struct spans *from);
void spans_free(struct spans *s);

/* Sorts ranges and joins those that touch or overlap, in place. Returns how many are left. */
size_t span_merge(struct span *ranges, size_t count);
uint64_t span_bytes(const struct span *ranges, size_t count);

#endif
