/*
 * One bank of memory, whose blocks are given out by a rule of placement_policies.h.
 *
 * Must not know: traces, buffers, SQL.
 *
 * What the runtime does (TT-Metal's FreeListOpt with its policy FIRST, which all bank managers ask
 * for): it keeps its free blocks in lists by size class, each sorted by address. It takes the
 * outermost block that fits of each class, and of these the outermost: for L1, which grows down,
 * the highest block that fits. The buffer gets the upper end of it. Size classes change how fast
 * that block is found, never which one it is. A block that is given back joins its free neighbours.
 */
#ifndef BANK_HEAP_H
#define BANK_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "range_counts.h"

struct bank_heap {
	uint64_t from, to;      /* addresses of the bank: [from, to) */
	struct range *free;      /* free blocks, by address; no two touch */
	size_t count, capacity;
	uint64_t free_bytes;
	uint64_t last;          /* address of the last block that was given out; `to` at first */
};

struct placement_policy;

void bank_heap_init(struct bank_heap *h, uint64_t from, uint64_t to);
void bank_heap_free(struct bank_heap *h);
/* Takes a block by the policy's rule. True: *address is the block's; false: nothing fits. */
bool bank_heap_take(struct bank_heap *h, const struct placement_policy *p, uint64_t bytes,
	uint64_t *address);
/* Takes the block [from, from + bytes); false: not all of it is free. */
bool bank_heap_take_at(struct bank_heap *h, uint64_t from, uint64_t bytes);
/* Gives back a block that was taken. */
void bank_heap_give(struct bank_heap *h, const struct placement_policy *p, uint64_t from,
	uint64_t bytes);
/* Bytes of the largest block that can be taken. */
uint64_t bank_heap_largest(const struct bank_heap *h, const struct placement_policy *p);
/* The lowest address that is taken; UINT64_MAX: none. */
uint64_t bank_heap_lowest(const struct bank_heap *h, const struct placement_policy *p);

#endif
