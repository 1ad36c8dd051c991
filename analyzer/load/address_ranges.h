/*
 * What lives at which addresses of one memory: finds all ranges that an address lies in.
 *
 * Must not know: what lives there.
 *
 * A treap, ordered by address and then by order of coming; each of its steps takes O(log n).
 */
#ifndef ADDRESS_RANGES_H
#define ADDRESS_RANGES_H

#include <stdint.h>

/* A member of what is in a map; its owner fills in the first three and keeps it as long. */
struct address_range {
	uint64_t from, to;      /* [from, to) */
	uint64_t order;         /* unlike that of any other in the map */
	uint64_t rank, most_to; /* the map's own: random; the highest `to` below here */
	struct address_range *low, *high;
};
struct address_ranges {
	struct address_range *top;
	uint64_t seed;
};

void address_ranges_add(struct address_ranges *m, struct address_range *r);
/* Takes out one that is in it. */
void address_ranges_take(struct address_ranges *m, struct address_range *r);
/* The ranges that `address` lies in, lowest first; at most `room` of them. Returns how many. */
unsigned address_ranges_find(const struct address_ranges *m, uint64_t address,
	struct address_range **out, unsigned room);

#endif
