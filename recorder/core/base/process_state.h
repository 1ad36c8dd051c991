/*
 * What all parts of the recorder share: whether it is on, and the state of this process's
 * recording.
 *
 * Must not know: the kinds of events; TT-Metal.
 *
 * Everything that must not survive a fork is in l1tr_process, a page that the kernel wipes in the
 * child (MADV_WIPEONFORK; fork handlers would miss _Fork and clone). A child finds generation 0
 * there, so its first event takes the slow path and starts a trace of its own.
 */
#ifndef L1TR_PROCESS_STATE_H
#define L1TR_PROCESS_STATE_H

#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include "l1t_live.h"
#include "l1t_wire.h"

/* Hidden in declarations, too, so that other files reach the object without an indirection. */
#define HIDDEN __attribute__((visibility("hidden")))
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

enum { L1TR_WIPED_BYTES = 64 << 10 };   /* a whole number of pages on every machine */

enum l1tr_phase {
	PHASE_NONE = 0,         /* nothing recorded yet in this process */
	PHASE_STARTING,
	PHASE_RUNNING,
	PHASE_ENDING,
	PHASE_ENDED,            /* the recording has ended; an event reopens it */
	PHASE_FAILED,           /* no trace can be written: off for the rest of the process */
};

struct l1tr_process {
	_Atomic uint32_t generation;    /* of this process's recording; 0: not recording */
	uint8_t pad0[60];               /* every call reads it: alone in its cache line */
	_Atomic uint32_t phase;         /* enum l1tr_phase; a futex */
	_Atomic uint32_t growing;       /* lock: a ring is being made */
	_Atomic uint32_t errand;        /* lock: an errand runs, see own_table.h */
	_Atomic int writer;             /* tid of the writer thread; 0: none */
	_Atomic uint32_t writer_stuck;  /* the writer cannot write: do not wait for it */
	_Atomic uint32_t wake;          /* futex on which the writer sleeps */
	_Atomic uint32_t asleep;
	_Atomic uint32_t room;          /* futex on which callers with a full ring sleep */
	_Atomic uint32_t waiting;       /* a caller sleeps on room; the writer clears it */
	_Atomic uint32_t flush_wanted;
	_Atomic uint32_t flush_done;    /* futex */
	_Atomic uint32_t exited_rings;  /* rings of threads that have exited, not yet free again */
	_Atomic uint32_t ready;         /* futex: the writer has written what a child inherits */
	_Atomic uint32_t said;          /* the one line of warning was printed */
	_Atomic uint32_t free_rings;    /* rings that any thread may take; a futex */
	_Atomic uint32_t rings_wanted;  /* threads that wait for a ring */
	_Atomic uint32_t ring_tries;    /* how often the writer tried to make a ring */
	_Atomic int ring_error;         /* errno of the last try; 0: it succeeded */
	_Atomic uint32_t live_lost;     /* the live file was truncated under the rings: see bus.h */
	_Atomic int64_t started_ns;     /* CLOCK_MONOTONIC of the first event; 0: none yet */
	_Atomic uint64_t lost_early;    /* events dropped before the writer was ready */
};

union l1tr_wiped {
	struct l1tr_process process;
	uint8_t bytes[L1TR_WIPED_BYTES];
};
extern union l1tr_wiped l1tr_wiped HIDDEN;
#define l1tr_process (l1tr_wiped.process)

/* on = 0: every call returns at once. Alone in its cache line, since every call reads it. */
struct l1tr_switch {
	_Alignas(64) _Atomic uint32_t on;
	int drop_when_full;             /* L1TRACE_OVERFLOW=drop */
	uint8_t pad[56];
};
extern struct l1tr_switch l1tr_switch HIDDEN;

static inline uint32_t l1tr_load32(const _Atomic uint32_t *x)
{
	return atomic_load_explicit(x, memory_order_relaxed);
}
/* Whether the recorder is on at all. */
static inline bool l1tr_is_on(void)
{
	return l1tr_load32(&l1tr_switch.on);
}

/* Wakes the writer at once. */
void l1tr_writer_wake(void);

#endif
