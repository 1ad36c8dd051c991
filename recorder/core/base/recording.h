/*
 * The recording of this process: its two files and its rings.
 *
 * Must not know: how rings are filled or drained.
 *
 * Valid while the phase is RUNNING or later. Not wiped by a fork: the child can tell by `pid`
 * that it inherited it.
 */
#ifndef L1TR_RECORDING_H
#define L1TR_RECORDING_H

#include "kept_file.h"
#include "l1t_record.h"
#include "process_state.h"

enum {
	RING_SLOTS = L1T_RING_BYTES / L1T_SLOT_BYTES,
	RING_SLACK = 1024,      /* room for handlers that interrupt between the check and the add */
	RING_QUARTER = RING_SLOTS / 4,
	RING_STEP = RING_SLOTS / 8,
	EXITED_MANY = 16,       /* so many rings of threads that are gone: free them rather than make more */
	WAIT_MAX_MS = 100,      /* of a thread for room, in all until there is some again */
};

struct l1tr_ring {
	struct l1t_ring_header *header; /* mapped; its slots lie one page behind */
	_Atomic uint64_t drained;       /* the writer has taken the slots before this one */
};

struct l1tr_recording {
	struct l1tr_file trace, live;
	struct l1t_live_header *header;
	uint64_t session, wall_ns;
	uint64_t ticks0;                /* of time 0 */
	struct l1t_anchor line;         /* the newest line of time */
	int64_t mono0_ns;               /* CLOCK_MONOTONIC at time 0 */
	uint64_t trace_end;             /* bytes of the trace that are whole */
	uint64_t live_bytes;            /* so long is the live file, unless somebody cut it */
	uint64_t next_block;
	uint64_t first_slot;            /* where rings begin that are made from now on */
	uint32_t generation;            /* l1tr_process.generation while it runs */
	uint32_t threads_before;        /* serials given out up to the end */
	pid_t pid, parent_pid;
	bool forked;                    /* from a process that recorded */
	bool alone;                     /* a child that may start no thread, see start.c: nobody drains */
	bool inherits;                  /* alone, and its parent's definitions are still to be recorded */
	bool shares_table;              /* its files are in the host's table of descriptors */
	_Atomic bool reopened;          /* after the normal end: nobody drains */
	struct l1tr_ring rings[L1T_RING_MAX];
};
extern struct l1tr_recording l1tr_recording HIDDEN;

/* Text of the note of what a child could not learn of its parent. */
#define INHERITED_UNKNOWN "what this process had live when it was forked"

/* Changes the phase and wakes who waits for that. */
void l1tr_set_phase(enum l1tr_phase phase);
/* Returns when the phase is another than this, or at this time (CLOCK_MONOTONIC, ns). */
void l1tr_wait_while(uint32_t phase, int64_t until);
/* From now on calls of this generation go to the rings. */
void l1tr_publish(void);
/* Nothing can be recorded in this process, for good. Returns false. */
bool l1tr_fail(void);
/* By the writer: the recording that it was started for is there, or cannot be. */
void l1tr_start_done(bool made);
/* The recording came to its end and its rings were emptied. Waits while it is about to. */
bool l1tr_ended(void);
/* Warns that a thread got no ring. */
void l1tr_say_no_ring(int error);

/* The header and the copies that say all it says: i = 0, 1, 2; NULL: there is none yet. */
static inline struct l1t_live_header *l1tr_header(const struct l1tr_recording *r, unsigned i)
{
	uint8_t *page = i < 2 ? (uint8_t *)r->header : (uint8_t *)r->rings[0].header;

	return page ? (void *)(page + (i ? L1T_COPY_OFFSET : 0)) : NULL;
}
enum { L1TR_HEADERS = 3 };

/* Where a ring's facts are said once more: in its own page (0), in the one before (1). */
static inline struct l1t_ring_facts *l1tr_facts(const struct l1tr_recording *r, uint32_t ring,
	unsigned i)
{
	if (!i)
		return (void *)((uint8_t *)r->rings[ring].header + L1T_FACTS_OFFSET);
	return (void *)((ring ? (uint8_t *)r->rings[ring - 1].header : (uint8_t *)r->header) +
		L1T_NEXT_FACTS_OFFSET);
}

static inline uint8_t *l1tr_slots(const struct l1t_ring_header *ring)
{
	return (uint8_t *)(uintptr_t)ring + L1T_PAGE;
}

#endif
