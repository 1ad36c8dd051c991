/*
 * For tests: a small live file as our recorder leaves it, beside a trace of trace_writer.h.
 * Must not know: what the events mean.
 */
#ifndef MAKE_LIVE_H
#define MAKE_LIVE_H

#include "l1t_live.h"
#include "trace_writer.h"

enum {
	LIVE_RINGS = 2,
	LIVE_RING_BYTES = 2 * L1T_PAGE,
	LIVE_SLOTS = LIVE_RING_BYTES / L1T_SLOT_BYTES,
	LIVE_RING = L1T_PAGE + LIVE_RING_BYTES, /* with its header page */
	LIVE_BYTES = L1T_PAGE + LIVE_RINGS * LIVE_RING,
	LIVE_PAGES = LIVE_BYTES / L1T_PAGE,
	LIVE_STEP = LIVE_SLOTS,         /* ring n begins with slot n * this */
};

struct live_maker {
	_Alignas(L1T_PAGE) uint8_t bytes[LIVE_BYTES];
};

/* Makes the file with its empty rings, of threads 1, 2, ...; ns are ticks. */
void live_begin(struct live_maker *m, uint64_t session);
/* The header and its copies: i = 0, 1, 2. */
struct l1t_live_header *live_header(struct live_maker *m, unsigned i);
struct l1t_ring_header *live_ring(struct live_maker *m, unsigned ring);
/* The copies of a ring's facts: i = 0, 1. */
struct l1t_ring_facts *live_facts(struct live_maker *m, unsigned ring, unsigned i);
/* Puts an event of a kind with a layout of its own; sets its page and slots. */
void live_event(struct live_maker *m, unsigned ring, void *event, uint8_t kind, unsigned slots);
void live_generic(struct live_maker *m, unsigned ring, uint64_t ticks, uint8_t kind,
	const uint64_t *fields, unsigned count, const char *blob);
/* Gives the slots before this one back: they are no longer the ring's. */
void live_release(struct live_maker *m, unsigned ring, uint64_t tail);
void live_lose(struct live_maker *m, unsigned ring, uint64_t lost, uint64_t reported);

/*
 * The files of a process that was killed when block 1 was written, before its slots were given back
 * and noted. Ring 0 gave up what block 0 has, ring 1 still has what both blocks have. There are
 * losses in both rings and without a ring, some of them recorded. `paused`: the trace ends in a
 * pause, and the rings hold events from before and after the resume.
 */
void live_of_a_killed(struct live_maker *m, struct trace_writer *t, int paused);
/* Writes the live file of the trace at `path`. Returns its path, which the caller removes and
 * frees; NULL: it could not be written. */
char *live_write_beside(const struct live_maker *m, const char *path);

#endif
