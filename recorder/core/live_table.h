/*
 * What is live now: buffers, and the regions of programs. Kept by the writer as it drains, so that
 * a resume can announce it.
 *
 * Must not know: rings, files.
 */
#ifndef L1TR_LIVE_TABLE_H
#define L1TR_LIVE_TABLE_H

#include <stdbool.h>
#include "l1t_record.h"

struct l1tr_live_buffer {
	struct l1t_alloc alloc;
	bool used, written;     /* written: the trace has this allocation */
};

struct l1tr_live_program {
	uint64_t program;
	bool used;
	struct l1t_region *regions;
	size_t count, capacity;
};

struct l1tr_live_table {
	struct l1tr_live_buffer *buffers;       /* open addressing */
	size_t buffer_count, buffer_capacity;
	struct l1tr_live_program *programs;
	size_t program_count, program_capacity;
};

/*
 * Takes note of a record. While `paused` returns false for records that are not to be written:
 * what happens inside the pause, but not the end of something the trace knows.
 */
bool l1tr_live_see(struct l1tr_live_table *t, const struct l1t_record *r, bool paused);
/* Calls `announce` for every live buffer and region, flags set, and takes them as written. */
void l1tr_live_each(struct l1tr_live_table *t,
	void (*announce)(struct l1t_record *r, void *context), void *context);
void l1tr_live_clear(struct l1tr_live_table *t);

#endif
