/*
 * Where in the user's program a hook was reached from: the place for Python frames.
 *
 * Must not know: TT-Metal.
 */
#ifndef TTM_CALLSITE_H
#define TTM_CALLSITE_H

#include <stdint.h>

/* The call site of what this thread does now, as l1trace_callsite() numbers them; 0: not known. */
static inline uint32_t ttm_callsite(void)
{
	return 0;
}

#endif
