/*
 * The key of a live buffer in a table. Ids are unique among the live buffers of a type; all unknown
 * types count as one.
 *
 * Must not know: what is kept of a buffer.
 */
#ifndef BUFFER_KEY_H
#define BUFFER_KEY_H

#include <stdint.h>

static inline uint64_t buffer_key(uint64_t id, uint64_t type)
{
	return id ^ (type < 5 ? type : 7) << 61;
}

#endif
