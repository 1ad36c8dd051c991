/*
 * Turns records into blocks: header and zstd frame, ready to be written.
 *
 * Must not know: files, rings, clocks.
 *
 * Use: init once; for each block: for each run of records of one thread begin_run, then add;
 * finish gives the bytes and empties the encoder. Not thread safe; no state outside the struct.
 */
#ifndef L1T_ENCODER_H
#define L1T_ENCODER_H

#include "l1t_batch.h"
#include "l1t_record.h"
#include "l1t_wire.h"

/* The origin of a run of records, from which a reader joins trace and live file. */
struct l1t_run {
	uint32_t ring;          /* ring of the live file + 1; 0: not from a ring */
	uint32_t thread;
	uint64_t first_slot;    /* seq of its first record; that of each next one is one higher */
	uint64_t end_slot;      /* ring position after its last record */
};

struct l1t_encoder;

/* level: of zstd. NULL: out of memory. */
struct l1t_encoder *l1t_encoder_new(int level);
/* Sets the level of blocks that are finished from now on. */
void l1t_encoder_set_level(struct l1t_encoder *e, int level);
void l1t_encoder_free(struct l1t_encoder *e);
/*
 * All return 0, or -1 when out of memory (the block is then as it was before the call). add returns
 * 1 when the block has reached its usual size and has to be finished: L1T_BLOCK_RECORDS is the
 * most.
 */
int l1t_encoder_begin_run(struct l1t_encoder *e, const struct l1t_run *run);
void l1t_encoder_end_run(struct l1t_encoder *e, uint64_t end_slot);
int l1t_encoder_add(struct l1t_encoder *e, const struct l1t_record *record);
/*
 * Adds an event from a ring's slots (l1t_live.h), complete. One that is not sound is left out: 0.
 */
int l1t_encoder_add_slot(struct l1t_encoder *e, const void *event, int64_t time_ns);
/* Adds many such events, which is faster; no more than are missing to L1T_BLOCK_RECORDS. */
int l1t_encoder_add_batch(struct l1t_encoder *e, const struct l1t_batch *batch);
uint32_t l1t_encoder_records(const struct l1t_encoder *e);
/* 1: the block has reached its usual size and should be finished. */
int l1t_encoder_full(const struct l1t_encoder *e);
/*
 * Closes the block. *bytes points at header + frame inside the encoder, valid until the next call.
 * Reads number, session and mark_ns of *h and fills in the rest. Returns the length, 0 when out of
 * memory.
 */
size_t l1t_encoder_finish(struct l1t_encoder *e, struct l1t_block_header *h,
	const uint8_t **bytes);

#endif
