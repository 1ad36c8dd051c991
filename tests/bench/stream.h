/*
 * The event stream that recorders are measured with: a decode loop of 32 layers of 14 operations.
 * Each operation has one output buffer and 2 to 7 circular buffers over all cores; addresses come
 * from a first-fit allocator, top down; inputs are freed; gaps between calls are log-normal with
 * a mean of 1,244 ns.
 *
 * Must not know: who records.
 */
#ifndef STREAM_H
#define STREAM_H

#include <stddef.h>
#include <stdint.h>

enum stream_kind { STREAM_ALLOC, STREAM_FREE, STREAM_REGION, STREAM_LAUNCH };

struct stream_event {
	uint64_t id, address;
	uint32_t bytes_per_core, program;
	uint32_t gap_ns;
	uint8_t kind, flags, index;
};

/* `count` events of the decode loop; the caller frees them. NULL: out of memory. */
struct stream_event *stream_decode_loop(size_t count, uint64_t seed);

#endif
