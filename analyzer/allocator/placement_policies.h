/*
 * The rules by which blocks of a bank are given out: the runtime's own, and others to compare it with.
 * `frag --policy` takes their names.
 *
 * Must not know: what is placed.
 */
#ifndef PLACEMENT_POLICIES_H
#define PLACEMENT_POLICIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bank_heap;

struct placement_policy {
	const char *name;
	const char *says;       /* one line for people */
	/* Index of the free block to take `bytes` (> 0) from; h->count: none is large enough. */
	size_t (*choose)(const struct bank_heap *h, uint64_t bytes);
	bool low;               /* takes the lower end of it */
	bool moves;             /* what lives may be moved: only the sum of free bytes counts */
};

/* The policy of this name; NULL: there is none. The table begins with the runtime's own and ends
 * with a policy without a name. */
const struct placement_policy *placement_policy(const char *name);
extern const struct placement_policy placement_policies[];

#endif
