/*
 * Scratchpads: the runtime places them without a call that could be hooked. So its notes about a
 * program's cores before and after are compared.
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

/*
 * `s` lives until the end of the placement. `is_told`: the runtime will announce each kernel, so
 * the allocators need not be read before.
 */
void ttm_scratchpads_begin(struct placement *p, struct scratchpads *s, bool is_told);
/* The runtime begins with a kernel on these cores. */
void ttm_scratchpads_next(struct placement *p, const void *cores);
void ttm_scratchpads_end(struct placement *p);

#endif
