/*
 * The reader's parts, for its own files only: scanning blocks out of a file, the rings of a live
 * file, and the window in which records are put in order.
 */
#ifndef L1T_READER_PARTS_H
#define L1T_READER_PARTS_H

#include "l1t_decoder.h"
#include "l1t_live.h"
#include "l1t_reader.h"
#include "l1t_skim.h"

/* ---- reader_file.c: blocks of a trace file, one after the other, with anything between ---- */

struct l1t_scan_place {
	uint64_t number, offset;
};

struct l1t_scan {
	int fd;
	uint64_t size, at;
	uint64_t stored_bytes;          /* of the size, without holes */
	uint64_t cut_at;                /* where the last block was cut; 0: it was not */
	uint64_t session;               /* of the file; 0 until a sound header was seen */
	uint64_t next_number;
	struct l1t_scan_place *places;  /* sound blocks by number; NULL until one was missing */
	size_t place_count, place_next;
	int partial_end_is_normal;      /* a live file holds what a cut last block had */
	uint64_t raw_left, records_left;        /* may still be unpacked: l1t_limits.h */
	int over;                       /* the next block would exceed it */
	uint8_t *buffer;
	size_t buffer_capacity;
	struct l1t_decoder *decoder;
	struct l1t_read_status *status;
};

/* Reads all of [offset, offset + bytes). 0, or -1 with errno (0: the file ends before). */
int l1t_read_at(int fd, void *buffer, size_t bytes, uint64_t offset);
void l1t_note_damage(struct l1t_read_status *s, uint64_t offset, uint64_t bytes, int live);
/*
 * 1: *header and *block are the next sound block, *block is the caller's; 0: end; -1: no memory or
 * I/O.
 */
void l1t_scan_free(struct l1t_scan *s);
/* The file has grown: there may be blocks after its old end. */
void l1t_scan_more(struct l1t_scan *s, uint64_t size);
/* Sets what may be unpacked, when the size is known or has changed. */
void l1t_scan_allow(struct l1t_scan *s);
int l1t_scan_next(struct l1t_scan *s, struct l1t_block_header *header, struct l1t_block **block);

/* ---- reader_ahead.c: a thread that reads blocks before they are asked for ---- */

struct l1t_ahead;

/* How far a file was read when a block was found, and what was found wrong in it until then. */
struct l1t_ahead_seen {
	uint64_t at;
	struct l1t_read_status status;  /* only what a file shows: damage, and numbers of blocks */
};

/* Takes the scan over until it is freed. NULL: there is no such thread, the scan is as before. */
struct l1t_ahead *l1t_ahead_new(struct l1t_scan *scan);
/*
 * As l1t_scan_next(). What the file shows up to that block is in *seen, and in the status that the
 * scan had. `spare`: a block whose memory may be used again; NULL: none.
 */
int l1t_ahead_next(struct l1t_ahead *a, struct l1t_block *spare, struct l1t_block_header *header,
	struct l1t_block **block, struct l1t_ahead_seen *seen);
/* Ends the thread and gives the scan back. */
void l1t_ahead_free(struct l1t_ahead *a);

/* ---- reader_skim.c: of which records are only counted ---- */

/* Blocks of which records may still wait for their turn. */
struct l1t_skim_waiting {
	uint64_t bytes;                 /* that they would take if they were whole */
	int64_t last_ns;                /* their latest record */
};

struct l1t_skimming {
	struct l1t_skim skim;
	int unsure;                     /* reading all may give other records, or other times */
	struct l1t_skim_waiting older, younger;
};
/* Tells of a block that was read, and counts it; all records before ready_ns were ready before. */
void l1t_skimming_block(struct l1t_skimming *s, const struct l1t_block *block, int64_t ready_ns,
	struct l1t_read_status *status);

/* ---- reader_live.c: what is left in the rings ---- */

struct l1t_ring_ends {
	uint64_t end_slot[L1T_RING_MAX];        /* of each ring: what the trace already holds */
	int64_t last_ns[L1T_RING_MAX];          /* latest time in the block that says this */
	uint32_t thread[L1T_RING_MAX];          /* its owner then; 0: unknown */
	uint64_t lost[L1T_RING_MAX];            /* events that its records of losses count */
	int ended;                              /* the trace has the recorder's end */
};
/* Adds what a block holds. */
void l1t_ring_ends_add(struct l1t_ring_ends *ends, const struct l1t_block *block);

/* 1: there is a live file, of *session; 0: there is none; -1: it cannot be read. */
int l1t_live_exists(const char *path, uint64_t *session);
/*
 * Bytes of the trace whose events certainly left the rings. 0: there is no live file, or only the
 * trace knows which losses it has.
 */
uint64_t l1t_live_settled(const char *path);
/*
 * Reads <path>.live when it exists and belongs to `session` (0: to any). Returns 1 and a block of
 * what the rings hold beyond `ends`, 0 when there is nothing, -1 out of memory or I/O error.
 * *blocks: how many blocks the recorder had written to the trace before the rings were read, 0: not
 * known.
 */
int l1t_live_read(const char *path, uint64_t session, const struct l1t_ring_ends *ends,
	struct l1t_read_status *status, uint64_t *blocks, struct l1t_block **block);

/* A live file while it is read. */
struct l1t_live_reading {
	int fd;
	uint64_t size;
	struct l1t_live_header header;
	int has_checks;         /* 0: a layout from before there were checks */
	int has_no_header;      /* its page is damaged: `header` is a ring's copy */
	uint64_t *moved;        /* by place: header pages that lie elsewhere; 0: none */
	struct l1t_anchor anchor;
	uint64_t room;          /* slots that may still be read */
	uint64_t unpaused_ticks;        /* earlier events were paused; 0: none were */
	uint8_t *slots;         /* of the current ring, twice, so that no event wraps */
	uint64_t there;         /* bytes of them that the file has: it may be cut */
	uint64_t told_end;      /* the trace has the ring's slots before this one, */
	int64_t told_ns;        /* and nothing of the ring from after this time */
	struct l1t_block *block;
	size_t words, word_capacity, start_capacity, raw, raw_capacity;
};

/* ---- reader_header.c: a live file's header and its rings' headers, from all their copies ---- */

/* 0: open, close *live later; 1: there is none; 2: it is empty; -1: no header can be made out. */
int l1t_live_open(struct l1t_live_reading *live, const char *path);
void l1t_live_close(struct l1t_live_reading *live);

struct l1t_ring_known {
	uint64_t head, tail, lost, lost_reported;
	uint32_t thread, lost_reason;
	int has_page;           /* `head`: its own header page was found */
	int has_facts;          /* all others but the head */
	int in_place;           /* its page is where it belongs */
};
void l1t_live_ring(struct l1t_live_reading *live, uint32_t ring, struct l1t_ring_known *known);
uint64_t l1t_ring_offset(const struct l1t_live_reading *live, uint32_t ring);

/* ---- reader_pages.c: which pages are a ring's own ---- */

enum {
	L1T_PAGE_SLOTS = L1T_PAGE / L1T_SLOT_BYTES,
	L1T_SLOTS_UNDER_WAY = 16,       /* more slots than interrupted calls take */
};

/*
 * Where the events of a ring end: by its head or, if the head is damaged, by what its slots hold.
 * Marks pages that cannot be this ring's, so that they hold no events.
 */
uint64_t l1t_live_end(struct l1t_live_reading *live, const struct l1t_ring_known *known,
	uint64_t file_offset, struct l1t_read_status *status);
/* Marks pages in [from, end) whose events are of another time than those around them. */
void l1t_live_judge_pages(struct l1t_live_reading *live, uint64_t from, uint64_t end,
	uint64_t file_offset, struct l1t_read_status *status);

/* ---- reader_slots.c: slots of a ring as records ---- */

static inline uint8_t *l1t_live_slot(const struct l1t_live_reading *live, uint64_t slot)
{
	return live->slots + slot % (live->header.ring_bytes / L1T_SLOT_BYTES) * L1T_SLOT_BYTES;
}
int l1t_live_is_zero(const struct l1t_live_reading *live, uint64_t from, uint64_t end);
/* The event at `slot`, when it belongs there and is sound as far as it shows by itself. */
const struct l1t_slot_head *l1t_live_event(const struct l1t_live_reading *live, uint64_t slot,
	uint64_t end);

/*
 * Reads slots [from, end) of a ring. `headless`: the ring's header is damaged, and all events are
 * read that the slots' page numbers allow.
 */
int l1t_live_slots(struct l1t_live_reading *live, uint32_t thread, uint64_t from, uint64_t end,
	uint64_t file_offset, int headless, struct l1t_read_status *status);
int l1t_live_append(struct l1t_live_reading *live, const struct l1t_record *r);
/* After the last one: what was appended can be looked at. */
int l1t_live_settle(struct l1t_live_reading *live);
int64_t l1t_live_ns(const struct l1t_anchor *a, uint64_t ticks);

/* ---- reader_merge.c: one window of records, in order ---- */

/* Records [next, end) of a block, each not before the one before. */
struct l1t_stretch {
	struct l1t_block *block;
	uint32_t next, end;
};

struct l1t_window {
	struct l1t_stretch *heap;       /* the one with the oldest first record on top */
	size_t count, capacity;
	uint64_t waiting;       /* records in it */
	uint64_t bytes;         /* of memory that its blocks take, until they are done with */
	struct l1t_block *done; /* those that are done with, for who can use them again */
	unsigned done_count;
};

/* Adds all records of the block. Takes the block; -1 when out of memory. */
int l1t_window_add(struct l1t_window *w, struct l1t_block *block);
/* The oldest record; NULL: there is none. */
const struct l1t_record *l1t_window_first(const struct l1t_window *w);
/*
 * Takes the oldest records, as far as they lie in a row, are older than ready_ns (INT64_MAX: of any
 * time), and are no more than `most`: so many as are returned from record *first of *block on, which
 * the caller says it is done with. There must be one.
 */
uint32_t l1t_window_take(struct l1t_window *w, int64_t ready_ns, uint64_t most,
	struct l1t_block **block, uint32_t *first);
/* So many records that were taken are no longer looked at. */
void l1t_window_done(struct l1t_window *w, struct l1t_block *block, size_t count);
/* Takes a block that is done with; NULL: there is none. */
struct l1t_block *l1t_window_spare(struct l1t_window *w);
void l1t_window_free(struct l1t_window *w);

#endif
