/*
 * Buffers that take space on their own cores only, at an address of their own on each.
 *
 * Must not know: hooks' signatures.
 *
 * A runtime whose allocators are opened in HYBRID mode has an allocator for each core. Such a buffer
 * is recorded in parts: the cores with one address are one.
 */
#ifndef TTM_PER_CORE_H
#define TTM_PER_CORE_H

#include <stdbool.h>
#include "l1trace.h"

/* True when this process may have such buffers: others need not be asked. */
extern bool ttm_per_core_on;

/* When recording begins. */
void ttm_per_core_look(void);

/* Records the buffer in its parts: all else is in *b, and given_bytes were reserved at
 * given_address, perhaps for it. False: it has no such addresses, and nothing was recorded. */
bool ttm_per_core_alloc(const void *buffer, const struct l1trace_buffer *b,
	uint64_t given_address, uint64_t given_bytes);

/* The same for its free. */
bool ttm_per_core_free(const void *buffer, uint64_t id, uint32_t device, uint8_t type);

#endif
