/*
 * For tests: a story told to the accounting record by record, and all rows it gave. Every story has
 * chips of 4x3 cores with 1,000,000 bytes: programs from 100,000, L1_SMALL from 950,000. Each
 * record comes 10 ns after the one before.
 *
 * Must not know: files, SQL, how the accounting works.
 */
#ifndef STORY_H
#define STORY_H

#include "accounting.h"

enum {
	GRID_X = 4, GRID_Y = 3, GRID_CORES = GRID_X * GRID_Y,
	L1_BYTES = 1000000, BASE = 100000, SMALL_BYTES = 50000, TOP = L1_BYTES - SMALL_BYTES,
	ALL_CORES = 1,          /* id of the set of all cores, told by story_begin() */
	LEFT_CORES = 2,         /* 0,0-1,2 */
	RIGHT_CORES = 3,        /* 2,0-3,2 */
	ONE_CORE = 4,           /* 0,0 */
	BOTH_CHIPS = 65536,     /* chips 0 and 1 */
};

struct class_core {
	uint64_t opening, class_id, x, y;
};

struct story {
	struct accounting *accounting;
	int64_t now_ns;         /* of the next record */
	uint32_t thread;
	struct account_opening *openings;
	struct class_core *class_cores;
	struct account_peak *peaks;
	struct account_change *changes;
	struct account_op *ops;
	struct account_buffer *buffers;
	struct account_finding *findings;
	size_t opening_count, class_core_count, peak_count, change_count, op_count, buffer_count,
		finding_count;
};

void story_begin(struct story *s);
/* Ends the trace. Fails the test when parts do not add up or a timeline and its peak differ. */
void story_end(struct story *s);
void story_free(struct story *s);

/* One record; the caller sets kind and fields, the story time and thread. */
void tell(struct story *s, struct l1t_record r);
void tell_cores(struct story *s, uint64_t id, unsigned x0, unsigned y0, unsigned x1, unsigned y1);
void tell_chips(struct story *s, uint64_t id, uint32_t first, uint32_t count);
void tell_open(struct story *s, uint64_t handle, uint64_t chips);
void tell_close(struct story *s, uint64_t handle);
void tell_alloc(struct story *s, uint64_t id, uint64_t handle, uint64_t type, uint64_t address,
	uint64_t bytes);
/* Not lockstep: on some cores only. */
void tell_alloc_on(struct story *s, uint64_t id, uint64_t handle, uint64_t type,
	uint64_t address, uint64_t bytes, uint64_t cores);
void tell_free(struct story *s, uint64_t id, uint64_t handle, uint64_t type);
void tell_region(struct story *s, uint64_t program, uint64_t chips, uint64_t flags,
	uint64_t address, uint64_t bytes, uint64_t cores);
void tell_launch(struct story *s, uint64_t program, uint64_t handle, uint64_t chips,
	uint64_t name);
void tell_gone(struct story *s, uint64_t program);
/* kind: L1T_CAPTURE_BEGIN, L1T_CAPTURE_END, L1T_REPLAY or L1T_RELEASE. */
void tell_trace(struct story *s, uint8_t kind, uint64_t handle, uint64_t trace);

/* Rows. They fail the test when there is none. */
const struct account_peak *peak_of(const struct story *s, uint64_t opening, uint64_t x, uint64_t y);
const struct account_op *op_of(const struct story *s, uint64_t op, uint64_t chip);
const struct account_buffer *buffer_of(const struct story *s, uint64_t id);
/* The core's last row of this event; NULL: none. */
const struct account_change *change_of(const struct story *s, uint64_t opening, uint64_t x,
	uint64_t y, const char *event);
/* How many rows the core's timeline has. */
size_t changes_of(const struct story *s, uint64_t opening, uint64_t x, uint64_t y);
size_t findings_of(const struct story *s, enum account_finding_kind kind);
/* Peak and its parts in one line: total = buffers + L1_SMALL + program + persistent. */
void assert_peak(const struct story *s, uint64_t opening, uint64_t x, uint64_t y,
	uint64_t buffer, uint64_t small, uint64_t program, uint64_t persistent);

#endif
