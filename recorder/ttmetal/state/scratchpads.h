/*
 * Scratchpads: the runtime places them without calling anything that could be hooked, so what it
 * noted about a program's cores before and after is compared.
 *
 * Must not know: hooks' signatures.
 */
#ifndef TTM_SCRATCHPADS_H
#define TTM_SCRATCHPADS_H

#include "runtime_abi.h"

enum { TTM_ALLOCATORS_MAX = 96 };

struct scratchpads {
	bool looked;
	size_t count;
	struct abi_allocator allocators[TTM_ALLOCATORS_MAX];
};

struct placement;

/* `s` lives until the end of the placement. `is_told`: the runtime will tell of each kernel, so
 * nothing needs to be looked at before. */
void ttm_scratchpads_begin(struct placement *p, struct scratchpads *s, bool is_told);
/* The runtime turns to a kernel on these cores. */
void ttm_scratchpads_next(struct placement *p, const void *cores);
void ttm_scratchpads_end(struct placement *p);

#endif
