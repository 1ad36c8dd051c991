/*
 * Where and how a buffer comes to be freed right now.
 *
 * Must not know: hooks, what is recorded of it.
 */
#ifndef TTM_FREEING_H
#define TTM_FREEING_H

#include "l1trace.h"

struct ttm_freeing {
	uint32_t callsite;
	enum l1trace_manner manner;
};

struct ttm_freeing ttm_freeing_now(void);

#endif
