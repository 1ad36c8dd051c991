/*
 * The event streams that recorders are measured with; README.md describes them.
 *
 * Must not know: who records.
 */
#ifndef STREAM_H
#define STREAM_H

#include <stddef.h>
#include <stdint.h>

enum stream_kind {
	STREAM_ALLOC,
	STREAM_FREE,
	STREAM_REGION,
	STREAM_LAUNCH,
	STREAM_ALLOC_ON_CORE,   /* churn: `index` is the core, `program` the owner */
};

enum {
	STREAM_OWNERS = 64,
	STREAM_FIRST = 2,       /* in flags, as for recorders: first region of a placement */
};

struct stream_event {
	uint64_t id, address;
	uint32_t bytes_per_core, program;
	uint32_t gap_ns;                /* time since the previous event */
	uint8_t kind, flags, index;
};

/* Makes `count` events; the caller frees them. NULL: out of memory. */
struct stream_event *stream_decode_loop(size_t count, uint64_t seed);
struct stream_event *stream_churn(size_t count, uint64_t seed);
/* The decode loop's circular buffers alone, each on all 64 cores. */
struct stream_event *stream_regions(size_t count, uint64_t seed);

#endif
