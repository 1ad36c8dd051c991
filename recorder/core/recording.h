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

#include "file.h"
#include "l1t_record.h"
#include "state.h"

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
	bool shares_table;              /* its files are in the host's table of descriptors */
	_Atomic bool reopened;          /* after the normal end: nobody drains */
	struct l1tr_ring rings[L1T_RING_MAX];
};
extern struct l1tr_recording l1tr_recording HIDDEN;

/* ---- start.c ---- */

/* True when this process is recording now. Called behind the shield. */
bool l1tr_start(bool in_handler);
/* By the writer: the recording that it was started for is there, or cannot be. */
void l1tr_start_done(bool made);
/* The recording came to its end and its rings were emptied. Waits while it is about to. */
bool l1tr_ended(void);

/* ---- creation.c: in the table of descriptors of whoever calls ---- */

/* Trace and live file with one ring, in which nothing is yet. False: a warning was said. */
bool l1tr_create(struct l1tr_recording *r);
/* A live file again, after the end. */
bool l1tr_create_again(struct l1tr_recording *r);
/* What was created goes again; the live file alone. */
void l1tr_remove(struct l1tr_recording *r);
void l1tr_remove_live(struct l1tr_recording *r);
/* The record that comes first, with its blob. By whoever created the recording. */
void l1tr_beginning(const struct l1tr_recording *r, struct l1t_record *record);

/* ---- live_file.c: likewise ---- */

/* The live file with its header, no rings yet. 0, or -1 with errno. */
int l1tr_live_create(struct l1tr_recording *r);
/* One more ring, free to be taken. Likewise. `for_once`: the file is opened for that alone. */
int l1tr_live_add_ring(struct l1tr_recording *r, bool for_once);
/* From now on ticks mean this. By the writer only. */
void l1tr_live_set_line(struct l1tr_recording *r, const struct l1t_anchor *line);
/* In a child: what was inherited becomes private memory that nobody looks at. */
void l1tr_live_disown(struct l1tr_recording *r);
/* Whether the file is as long as it was made. */
bool l1tr_live_is_whole(struct l1tr_recording *r);
/* Whether a page of it lies there. */
bool l1tr_live_holds(const struct l1tr_recording *r, const void *address);
/* Memory instead of the file, under all rings and the header: see bus.h. */
bool l1tr_live_cover(struct l1tr_recording *r);

/* describe.c: the blob of L1T_BEGIN. Returns its length. */
size_t l1tr_describe_process(char *blob, size_t room);

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
