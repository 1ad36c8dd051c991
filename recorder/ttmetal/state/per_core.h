/*
 * Buffers that take space on their own cores only, at an address of their own on each.
 *
 * Must not know: hooks' signatures.
 *
 * A runtime whose allocators are opened in HYBRID mode has an allocator for each core. Such a
 * buffer is recorded in parts: the cores with the same address are one part.
 */
#ifndef TTM_PER_CORE_H
#define TTM_PER_CORE_H

#include <stdbool.h>
#include "l1trace.h"

/* Whether this process may have such buffers; if not, nothing is read of others. */
extern bool ttm_per_core_on;

/* Called when recording begins. */
void ttm_per_core_look(void);

/*
 * Records the buffer in its parts. *b has everything else; given_bytes were reserved at
 * given_address, perhaps for this buffer. False: it has no such addresses, and nothing was
 * recorded.
 */
bool ttm_per_core_alloc(const void *buffer, const struct l1trace_buffer *b,
	uint64_t given_address, uint64_t given_bytes);

/* The same for a free. */
bool ttm_per_core_free(const void *buffer, uint64_t id, uint32_t device, uint8_t type);

#endif
