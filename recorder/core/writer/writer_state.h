/*
 * The writer thread's parts, for its own files only.
 *
 * Must not know: the fast path of the threads that record.
 */
#ifndef L1TR_WRITER_STATE_H
#define L1TR_WRITER_STATE_H

#include "l1t_encoder.h"
#include "live_table.h"
#include "recording.h"
#include "timeline.h"

enum {
	ZSTD_LEVEL = 3,
	ZSTD_LEVEL_HURRIED = -50,       /* a third of the time, nearly twice the bytes */
};

/* A call that has not returned, at which the draining of a ring stopped. */
struct l1tr_stuck {
	uint64_t slot, head;            /* where; and how far the ring was when it was first seen */
	int64_t since_ns;
	uint32_t rounds;
};

struct l1tr_writer {
	struct l1tr_recording *r;
	struct l1t_encoder *encoder;
	struct l1tr_timeline timeline;
	struct l1tr_live_table live;
	struct l1t_batch batch;         /* being taken off a ring */
	int64_t mark_ns;                /* nothing older comes any more */
	uint64_t events;                /* taken from rings in all */
	uint64_t own_seq;               /* of records that no thread made */
	uint64_t pauses_done;           /* calls of pause and resume that were followed */
	int64_t line_due_ns;            /* since when a new line of time is due; 0: it is not */
	bool own_run;                   /* the encoder's last run is of such records */
	bool paused;
	bool without_rings;             /* they were taken from us, see bus.h: only records of our own */
	int64_t floor_ns;               /* time of the last pause or resume */
	uint64_t torn, torn_taken;      /* calls that never returned; those that are in records */
	struct l1tr_stuck stuck[L1T_RING_MAX];
	/* a block that could not be written yet; the encoder's until then */
	const uint8_t *unwritten;
	size_t unwritten_bytes;
	uint64_t lost_taken[L1T_RING_MAX];      /* of a ring's `lost`, how many are in records */
	uint64_t no_ring_taken;                 /* in records of the block at hand */
	uint64_t early_taken;                   /* of l1tr_process.lost_early */
	uint32_t rounds_for_free;               /* in a row that a free ring was waited for */
	int64_t spare_again_ns;                 /* a ring could not be made: not before this; 0: it could */
};

/* ---- writer.c: its work, by its thread ---- */

/* What the thread was started for is there: the files, if it is to make them. -1: it is to end. */
int l1tr_writer_begin(struct l1tr_writer *w, struct l1tr_recording *r);
/* `write`: the block, too, however little is in it. Returns the slots that the fullest ring gave. */
uint64_t l1tr_writer_round(struct l1tr_writer *w, bool write);
void l1tr_writer_end(struct l1tr_writer *w);

/* ---- spares.c ---- */

/* Makes rings as long as none is free; when that fails, again after a while. */
void l1tr_spares_keep(struct l1tr_writer *w);
/* There is something to make now. */
bool l1tr_spares_wanted(void);

/* ---- drain.c: rings to records ---- */

struct l1tr_round {
	uint64_t until_ticks;           /* leave events from here on; UINT64_MAX: take all */
	uint64_t slots;                 /* taken in this round */
	uint64_t fullest;               /* most slots taken from one ring */
	bool stopped;                   /* at a call that has not returned */
	bool failed;                    /* out of memory or the block could not be written */
};
/* Takes what all rings hold now; writes blocks as they fill. */
void l1tr_drain(struct l1tr_writer *w, struct l1tr_round *round);
/* Puts a record that no thread made into the block, at this time. 0, or -1. */
int l1tr_drain_add_own(struct l1tr_writer *w, struct l1t_record *record, int64_t time_ns);
/* Records of events that were dropped since the last time. 0, or -1. */
int l1tr_drain_losses(struct l1tr_writer *w);

/* ---- block_writer.c: records to blocks, blocks to the trace ---- */

/* Writes what the encoder holds, then gives the slots back. 0, or -1: try again later. */
int l1tr_block_write(struct l1tr_writer *w);
/* Once; what fails for another reason than memory has been said before. */
void l1tr_say_no_memory(const struct l1tr_writer *w);
/* Threads that record are about to wait for us. */
bool l1tr_is_hurried(const struct l1tr_writer *w);

/* ---- inherit.c: what a child's trace must know first ---- */
int l1tr_inherit_write(struct l1tr_writer *w);

/* ---- writer_pauses.c ---- */
/* Follows the calls of pause and resume from before these ticks; then the rings may be drained. */
void l1tr_writer_pauses_follow(struct l1tr_writer *w, uint64_t until_ticks);

#endif
