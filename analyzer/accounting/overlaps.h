/*
 * Bytes that are allocated twice: by one allocator, or by those of a mesh and its submesh.
 *
 * Must not know: programs.
 */
#ifndef OVERLAPS_H
#define OVERLAPS_H

#include "core_classes.h"
#include "live_buffers.h"

/* The buffer shares bytes with others on this chip, with buffers of all cores this many: reports it. */
void acc_find_overlap(struct accounting *a, const struct opening *o, const struct live_buffer *l,
	uint64_t lockstep_bytes);

#endif
