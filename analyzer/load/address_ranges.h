/*
 * The address ranges in one memory, which may overlap: finds all ranges that contain an address.
 *
 * Must not know: what the ranges are.
 *
 * A treap, ordered by start address and then by `order`: finding, and removing what was there when one was
 * found, take O(log n). A range is put into it when the next one is asked for: most traces of programs that
 * record no uses ask for none.
 */
#ifndef ADDRESS_RANGES_H
#define ADDRESS_RANGES_H

#include <stdbool.h>
#include <stdint.h>

/* One range of a map. The caller owns it, sets from, to and order, and keeps it while it is in the
 * map. */
struct address_range {
	uint64_t from, to;      /* [from, to) */
	uint64_t order;         /* different for each range in the map */
	uint64_t rank, most_to; /* set by the map: random; highest `to` in this subtree */
	struct address_range *low, *high;       /* in the tree, or the next and the one before that wait */
	bool waits;
};
/* Empty when all zeros; owns no memory. */
struct address_ranges {
	struct address_range *top;
	struct address_range *waiting;  /* not yet in the tree */
	uint64_t seed;
};

void address_ranges_add(struct address_ranges *m, struct address_range *r);
/* Removes `r`, which must be in the map. */
void address_ranges_take(struct address_ranges *m, struct address_range *r);
/* The ranges that `address` lies in, lowest first; at most `room` of them. Returns how many. */
unsigned address_ranges_find(struct address_ranges *m, uint64_t address,
	struct address_range **out, unsigned room);

#endif
