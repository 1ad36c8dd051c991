/*
 * The writer thread's parts: rounds, draining rings into blocks, writing blocks to the trace.
 *
 * Must not know: what events mean, but for the live table.
 */
#ifndef L1TR_WRITER_H
#define L1TR_WRITER_H

#include "l1t_encoder.h"
#include "live_table.h"
#include "state.h"

struct l1tr_writer {
	struct l1tr_recording *r;
	struct l1t_encoder *encoder;
	struct l1tr_live_table live;
	uint64_t drained[L1T_RING_MAX];         /* slots in a block, written or not */
	uint64_t lost_seen[L1T_RING_MAX];       /* of ring->lost, in a block */
	uint64_t lost_no_ring_seen;
	uint64_t trace_end;                     /* of whole blocks in the file */
	uint64_t number;                        /* of the next block */
	uint64_t events;
	struct l1t_anchor before, now;          /* a line between two rounds */
	int64_t mark_ns;                        /* no event older than this is still to come */
	int64_t last_block_mono;
	const uint8_t *unwritten;               /* a block that the disk did not take */
	size_t unwritten_bytes;
	uint32_t own_seq;                       /* of records of thread 0 */
	bool paused, failed_once;
};

/* drain.c: moves what was committed up to now into blocks. False: some call is in the middle. */
bool l1tr_drain(struct l1tr_writer *w);
/* Adds a record of the recorder itself. */
void l1tr_own_record(struct l1tr_writer *w, struct l1t_record *r, int64_t time_ns);
int64_t l1tr_to_ns(const struct l1tr_writer *w, uint64_t ticks);
/* Some ring is so full, or so many are to be handed on, that the block should not wait. */
bool l1tr_rings_press(const struct l1tr_writer *w);

/* trace_file.c: writes the open block, gives its slots back. False: the disk did not take it. */
bool l1tr_write_block(struct l1tr_writer *w, int64_t mark_ns);

#endif
