/*
 * Streams made by hand, one call for each record, a microsecond apart; and the rows that both the
 * naive replay and l1analyze must print. Must not know: how anybody counts.
 */
#ifndef ORACLE_HAND_MADE_H
#define ORACLE_HAND_MADE_H

#include "analyze.h"
#include "stream.h"

struct hand_made {
	struct stream stream;
	int64_t now;            /* each record advances by 1000 */
	uint32_t thread;        /* of the next records; 1 at first */
	uint64_t core_sets;     /* defined so far */
};

enum {
	/* every device: grid_x cores in one row, with these sizes */
	HAND_L1 = 1000, HAND_BASE = 100, HAND_L1_SMALL = 100,
};

void hand_begin(struct hand_made *h);
/* A set of cores of row 0, both ends included. */
uint64_t hand_cores(struct hand_made *h, unsigned x0, unsigned x1);
/* chip_bits: one bit for each chip; the mesh is the handle's number. */
void hand_device(struct hand_made *h, uint64_t device, unsigned chip_bits, uint64_t grid_x);
/* Announced: after a resume. */
void hand_device_again(struct hand_made *h, uint64_t device, unsigned chip_bits, uint64_t grid_x);
void hand_close(struct hand_made *h, uint64_t device);
void hand_alloc(struct hand_made *h, uint64_t id, uint64_t device, uint64_t type,
	uint64_t address, uint64_t bytes);
/* Takes space on these cores only. */
void hand_alloc_on(struct hand_made *h, uint64_t id, uint64_t device, uint64_t type,
	uint64_t address, uint64_t bytes, uint64_t cores);
void hand_announce(struct hand_made *h, uint64_t id, uint64_t device, uint64_t address,
	uint64_t bytes);
void hand_free(struct hand_made *h, uint64_t id, uint64_t device, uint64_t type);
/* flags: enum l1t_flag of regions. */
void hand_region(struct hand_made *h, uint64_t program, unsigned chip_bits, uint64_t cores,
	uint64_t address, uint64_t bytes, uint64_t flags);
void hand_launch(struct hand_made *h, uint64_t program, uint64_t device, unsigned chip_bits,
	uint64_t flags);
void hand_launch_named(struct hand_made *h, uint64_t program, uint64_t device, unsigned chip_bits,
	uint64_t string);
void hand_kernel(struct hand_made *h, uint64_t program, unsigned chip_bits, uint64_t cores,
	uint64_t text_bytes);
void hand_gone(struct hand_made *h, uint64_t program);
void hand_mesh_trace(struct hand_made *h, unsigned kind, uint64_t device, uint64_t trace);
/* A string, and a mark of it: L1T_MARK_BEGIN or L1T_MARK_END. */
void hand_string(struct hand_made *h, uint64_t id, const char *text);
void hand_mark(struct hand_made *h, unsigned kind, uint64_t string);
/* The next record has the time of the one before. */
void hand_at_once(struct hand_made *h);
/* Pause and resume. The next records are the recorder's own, at the time of the resume + 1000. */
void hand_pause(struct hand_made *h);

/* Fails the test unless both print these rows, each followed by a newline. */
void hand_expect(const struct hand_made *h, enum verb verb, const char *rows);
/* The same, for a window. */
void hand_expect_in(const struct hand_made *h, enum verb verb, const struct window *w,
	const char *rows);
void hand_end(struct hand_made *h);

#endif
