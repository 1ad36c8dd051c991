/*
 * The reader's parts, for its own files only: scanning blocks out of a file, the rings of a live
 * file, and the window in which records are put in order.
 */
#ifndef L1T_READER_PARTS_H
#define L1T_READER_PARTS_H

#include "l1t_decoder.h"
#include "l1t_live.h"
#include "l1t_reader.h"

/* ---- reader_file.c: blocks of a trace file, one after the other, whatever lies between ---- */

struct l1t_scan {
	int fd;
	uint64_t size, at;
	uint64_t session;               /* of the file; 0 until a sound header was seen */
	uint64_t next_number;
	int partial_end_is_normal;      /* a live file holds what a cut last block had */
	uint8_t *buffer;
	size_t buffer_capacity;
	struct l1t_decoder *decoder;
	struct l1t_read_status *status;
};

/* Reads [offset, offset + bytes) whole. 0, or -1 with errno (0 when the file ends before). */
int l1t_read_at(int fd, void *buffer, size_t bytes, uint64_t offset);
void l1t_note_damage(struct l1t_read_status *s, uint64_t offset, uint64_t bytes, int live);
/* 1: *header and *block are the next whole block, *block the caller's; 0: end; -1: no memory or I/O. */
int l1t_scan_next(struct l1t_scan *s, struct l1t_block_header *header, struct l1t_block **block);

/* ---- reader_live.c: what is left in the rings ---- */

struct l1t_ring_ends {
	uint64_t end_slot[L1T_RING_MAX];        /* by ring: what the trace holds already */
};

/*
 * Reads <path>.live when it is there and belongs to `session` (0: to any). Returns 1 and a block
 * of what the rings hold beyond `ends`, 0 when there is nothing, -1 out of memory or I/O error.
 */
int l1t_live_exists(const char *path, uint64_t *session);
/* Bytes of the trace whose events are certainly off the rings; 0 when there is no live file. */
uint64_t l1t_live_settled(const char *path);
int l1t_live_read(const char *path, uint64_t session, const struct l1t_ring_ends *ends,
	struct l1t_read_status *status, struct l1t_block **block);

/* ---- reader_merge.c: one window of records, in order ---- */

struct l1t_ref {
	int64_t time_ns;
	uint64_t seq;
	uint32_t thread;
	uint32_t index;
	struct l1t_block *block;
};

struct l1t_window {
	struct l1t_ref *refs, *scratch;
	size_t count, next, capacity;
};

/* Adds all records of the block, and sorts. Takes the block; -1 when out of memory. */
int l1t_window_add(struct l1t_window *w, struct l1t_block *block);
/* The oldest record, or NULL. Valid until the next pop. */
const struct l1t_ref *l1t_window_first(const struct l1t_window *w);
void l1t_window_pop(struct l1t_window *w);
void l1t_window_free(struct l1t_window *w);

#endif
