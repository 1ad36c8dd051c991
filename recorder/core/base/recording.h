/*
 * The recording of this process: its two files and its rings.
 *
 * Must not know: how rings are filled or drained.
 *
 * Valid while the phase is RUNNING or later. A fork does not wipe it: the child knows by `pid` that
 * it is inherited.
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
	EXITED_MANY = 16,       /* so many rings of exited threads: free them, make no more */
	WAIT_MAX_MS = 100,      /* longest wait of a thread for room, in all until there is room */
};

struct l1tr_ring {
	struct l1t_ring_header *header; /* mapped; the slots begin one page after it */
	_Atomic uint64_t drained;       /* the writer has read the slots before this one */
};

struct l1tr_recording {
	struct l1tr_file trace, live;
	struct l1t_live_header *header;
	uint64_t session, wall_ns;
	uint64_t ticks0;                /* ticks at time 0 */
	struct l1t_anchor line;         /* the newest line of the timeline */
	int64_t mono0_ns;               /* CLOCK_MONOTONIC at time 0 */
	uint64_t trace_end;             /* end of the last whole block of the trace */
	uint64_t live_bytes;            /* length of the live file, unless somebody truncated it */
	uint64_t next_block;
	uint64_t first_slot;            /* at which a new ring begins */
	uint32_t generation;            /* value of l1tr_process.generation while it runs */
	uint32_t threads_before;        /* thread serials used before the last end */
	pid_t pid, parent_pid;
	bool forked;                    /* from a process that recorded */
	bool alone;                     /* a child that may start no thread, see start.c */
	bool inherits;                  /* alone, and must still record its parent's definitions */
	bool shares_table;              /* its files are in the host's table of descriptors */
	_Atomic bool reopened;          /* after the normal end; no writer thread drains */
	struct l1tr_ring rings[L1T_RING_MAX];
};
extern struct l1tr_recording l1tr_recording HIDDEN;

/* Text of the note about what a child could not learn from its parent. */
#define INHERITED_UNKNOWN "what this process had live when it was forked"

/* Changes the phase and wakes the threads that wait for a change. */
void l1tr_set_phase(enum l1tr_phase phase);
/* Returns when the phase is another, or at time `until` (CLOCK_MONOTONIC, ns). */
void l1tr_wait_while(uint32_t phase, int64_t until);
/* From now on the calls of this process write to the rings. */
void l1tr_publish(void);
/* Turns recording off for the rest of the process, and its children. In a signal handler, too. */
void l1tr_turn_off(void);
/* `tell` is called by whoever turns recording off from now on. */
void l1tr_tell_off(void (*tell)(void));
/* No trace can be made: turns recording off. Returns false. */
bool l1tr_fail(void);
/* Called by the writer: the recording it was started for is ready, or cannot be made. */
void l1tr_start_done(bool made);
/* Whether the recording has ended and its rings were emptied. Waits while it is ending. */
bool l1tr_ended(void);
/* Warns that a thread got no ring. */
void l1tr_say_no_ring(int error);

/* The header (i = 0) and its two full copies (1, 2); NULL: that copy does not exist yet. */
static inline struct l1t_live_header *l1tr_header(const struct l1tr_recording *r, unsigned i)
{
	uint8_t *page = i < 2 ? (uint8_t *)r->header : (uint8_t *)r->rings[0].header;

	return page ? (void *)(page + (i ? L1T_COPY_OFFSET : 0)) : NULL;
}
enum { L1TR_HEADERS = 3 };

/*
 * The two copies of a ring's facts: in its own page (0), in the header page of the ring before (1).
 */
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
