/*
 * The state of the writer thread, for the writer's own files only.
 *
 * Must not know: the fast path of the threads that record.
 */
#ifndef L1TR_WRITER_STATE_H
#define L1TR_WRITER_STATE_H

#include "event_times.h"
#include "l1t_encoder.h"
#include "live_table.h"
#include "recording.h"
#include "timeline.h"
#include "unfinished.h"

enum {
	ZSTD_LEVEL = 3,
	ZSTD_LEVEL_HURRIED = -50,       /* a third of the time, nearly twice the bytes */
};

struct l1tr_writer {
	struct l1tr_recording *r;
	struct l1t_encoder *encoder;
	struct l1tr_timeline timeline;
	struct l1tr_event_times times;
	struct l1tr_live_table live;
	struct l1t_batch batch;         /* events that are being taken off a ring */
	int64_t mark_ns;                /* no older event can appear any more */
	uint64_t events;                /* taken from all rings so far */
	uint64_t own_seq;               /* number of the next record that no thread made */
	uint64_t pauses_done;           /* calls of pause and resume already followed */
	int64_t line_due_ns;            /* a new line of the timeline is due since then; 0: none */
	bool own_run;                   /* the encoder's last run holds such records */
	bool paused;
	bool is_calm;                   /* no ring would fill within many times what a block takes */
	bool without_rings;             /* we lost the rings, see bus.h: write own records only */
	int64_t floor_ns;               /* time of the last pause or resume */
	uint64_t torn, torn_taken;      /* calls that never returned; how many are recorded */
	struct l1tr_unfinished unfinished[L1T_RING_MAX];
	/* a block that could not be written yet; it belongs to the encoder */
	const uint8_t *unwritten;
	size_t unwritten_bytes;
	uint64_t lost_taken[L1T_RING_MAX];      /* how many of a ring's `lost` are recorded */
	uint64_t no_ring_taken;                 /* recorded in the current block */
	uint64_t early_taken;                   /* how many of lost_early are recorded */
	uint32_t rounds_for_free;               /* rounds in a row that waited for a free ring */
	int64_t spare_again_ns;                 /* no ring could be made: next try; 0: it could */
};

/* ---- writer.c: what the thread does ---- */

/*
 * Prepares what the thread was started for: the files, if it has to make them. -1: the thread ends.
 */
int l1tr_writer_begin(struct l1tr_writer *w, struct l1tr_recording *r);
/* `write`: also writes the block, however small. Returns the slots that the fullest ring gave. */
uint64_t l1tr_writer_round(struct l1tr_writer *w, bool write);
void l1tr_writer_end(struct l1tr_writer *w);

/* ---- spares.c ---- */

/* Makes rings as long as none is free; after a failure, tries again later. */
void l1tr_spares_keep(struct l1tr_writer *w);
/* Whether a ring is to be made now. */
bool l1tr_spares_wanted(void);

/* ---- drain.c: rings to records ---- */

struct l1tr_round {
	uint64_t until_ticks;           /* leaves events from here on; UINT64_MAX: takes all */
	uint64_t slots;                 /* taken in this round */
	uint64_t fullest;               /* most slots taken from one ring */
	bool stopped;                   /* at a call that has not returned */
	bool failed;                    /* out of memory, or the block could not be written */
};
/* Takes what all rings hold now; writes blocks as they fill. */
void l1tr_drain(struct l1tr_writer *w, struct l1tr_round *round);
/* Puts a record that no thread made into the block, with this time. 0, or -1. */
int l1tr_drain_add_own(struct l1tr_writer *w, struct l1t_record *record, int64_t time_ns);
/* Records how many events were dropped since the last call. 0, or -1. */
int l1tr_drain_losses(struct l1tr_writer *w);

/* ---- shared_time.c ---- */

/*
 * The ticks of a record's time: its own, or those of the thread's event before or after it, of which
 * it says more. NULL: that event is not known, or not complete.
 */
uint64_t l1tr_shared_ticks(const struct l1t_record *r, uint64_t own_ticks,
	const struct l1t_slot_head *before, const struct l1t_slot_head *after);

/* ---- block_writer.c: records to blocks, blocks to the trace ---- */

/* Writes what the encoder holds, then gives the slots back. 0, or -1: try again later. */
int l1tr_block_write(struct l1tr_writer *w);
/* Warns once; other failures than of memory were reported by the caller. */
void l1tr_say_no_memory(const struct l1tr_writer *w);
/* Whether threads that record will soon have to wait for us. */
bool l1tr_is_hurried(const struct l1tr_writer *w);

/* ---- inherit.c: what a child's trace must know first ---- */
int l1tr_inherit_write(struct l1tr_writer *w);

/* ---- writer_pauses.c ---- */
/* Follows the pauses and resumes from before these ticks; then the rings may be drained. */
void l1tr_writer_pauses_follow(struct l1tr_writer *w, uint64_t until_ticks);

#endif
