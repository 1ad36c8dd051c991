/*
 * The placing of one program's regions while it is under way: from the entry into one of the
 * runtime's allocate functions to its end.
 *
 * Must not know: hooks' signatures.
 */
#ifndef TTM_PLACEMENT_H
#define TTM_PLACEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include "l1trace.h"
#include "placed_cbs.h"
#include "runtime_abi.h"

enum { TTM_GROUP_MAX = 160, TTM_PLACED_CHIPS_MAX = ABI_CHIPS_MAX };

struct placement {
	struct placement *outer;
	const void *program, *device;
	enum l1trace_region_type type;
	bool recorded;
	uint8_t order;                  /* order of the next region */
	uint64_t end;                   /* highest address so far */

	/* One dataflow buffer: its core ranges are marked one by one. */
	bool has_cores;                 /* `cores` has all of them */
	uint32_t cores;
	const void *cores_at;           /* the runtime's core range set of it */
	uint64_t address, size_bytes;   /* size 0: no region is open */
	size_t range_count;
	struct l1trace_range ranges[TTM_GROUP_MAX];

	/* Chips that have regions already, local ones (`begun`) or only aliases. */
	uint32_t chip_count;
	struct placed_chip {
		uint32_t chips, cbs;
		bool begun;
	} chips[TTM_PLACED_CHIPS_MAX];
	uint8_t cb_index[ABI_CB_INDICES];       /* of the circular buffers of the first of them */

	struct scratchpads *scratchpads;
};

/* Makes it this thread's current placement. */
void ttm_placement_begin(struct placement *p, const void *program, const void *device,
	enum l1trace_region_type type, bool recorded);
/* Ends it, by return or by unwinding. */
void ttm_placement_end(struct placement *p);

/* A circular buffer was placed. */
void ttm_placed_cb(const void *program, const void *cores, uint64_t address, uint64_t size_bytes,
	bool global, const void *device);
/* The cores of the regions that follow; NULL: taken from their parts. */
void ttm_placement_cores(struct placement *p, const void *cores);
/* A region on one core range. Consecutive parts with the same address and size are one region. */
void ttm_placement_part(struct placement *p, struct l1trace_range cores, uint64_t address,
	uint64_t size_bytes);

/* The end of the regions that this thread placed last for the program; L1TRACE_UNKNOWN: none. */
uint64_t ttm_placed_end(const void *program);

#endif
