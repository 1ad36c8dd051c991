/*
 * What the circular buffers are that a program places: their indices, pages and data formats.
 *
 * Must not know: hooks' signatures.
 */
#ifndef TTM_PLACED_CBS_H
#define TTM_PLACED_CBS_H

#include <stddef.h>
#include "runtime_abi.h"

enum { TTM_CB_INDEX_UNKNOWN = 255 };

/* A circular buffer that is being placed. */
struct ttm_cb {
	const void *program;
	size_t number;                  /* among the program's */
	uint32_t cores;                 /* core range set */
	const struct l1trace_range *range;      /* the first of its ranges */
	uint64_t size_bytes;
};
/* Records what it is. Returns the lowest of its indices. */
uint8_t ttm_record_cb(const struct ttm_cb *cb);

#endif
