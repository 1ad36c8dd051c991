/*
 * What all parts of the recorder share: is it on, is this process recording, and to where.
 *
 * Must not know: the kinds of events; TT-Metal.
 *
 * Everything that must not survive a fork lies in l1tr_process, a page that the kernel wipes in
 * the child (MADV_WIPEONFORK; fork handlers would miss _Fork and clone). A child finds generation
 * 0 there, so its first event takes the slow path and starts a trace of its own.
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

/* Not only when defined: that other files do not go through a table to it. */
#define HIDDEN __attribute__((visibility("hidden")))
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

enum { L1TR_WIPED_BYTES = 64 << 10 };   /* a whole number of pages on every machine */

enum l1tr_phase {
	PHASE_NONE = 0,         /* nothing recorded yet in this process */
	PHASE_STARTING,
	PHASE_RUNNING,
	PHASE_ENDING,
	PHASE_ENDED,            /* came to its end; an event opens it again */
	PHASE_FAILED,           /* no trace can be written: off for good */
};

struct l1tr_process {
	_Atomic uint32_t generation;    /* of this process's recording; 0: not recording */
	uint8_t pad0[60];               /* every call reads it: alone in its line */
	_Atomic uint32_t phase;         /* enum l1tr_phase; a futex */
	_Atomic uint32_t growing;       /* lock: a ring is being made */
	_Atomic uint32_t errand;        /* lock: somebody does without the writer, see own_table.h */
	_Atomic int writer;             /* tid of the writer thread; 0: none */
	_Atomic uint32_t writer_stuck;  /* it cannot write: not to be waited for */
	_Atomic uint32_t wake;          /* futex: the writer sleeps on it */
	_Atomic uint32_t asleep;
	_Atomic uint32_t room;          /* futex: callers with a full ring sleep on it */
	_Atomic uint32_t waiting;       /* somebody does; the writer takes it back when there is room */
	_Atomic uint32_t flush_wanted;
	_Atomic uint32_t flush_done;    /* futex */
	_Atomic uint32_t exited_rings;  /* of threads that are gone, not yet free again */
	_Atomic uint32_t ready;         /* futex: the writer has written what a child inherits */
	_Atomic uint32_t said;          /* the one line of warning was */
	_Atomic uint32_t free_rings;    /* that any thread may take; a futex */
	_Atomic uint32_t rings_wanted;  /* threads that wait for one */
	_Atomic uint32_t ring_tries;    /* how often the writer tried to make one */
	_Atomic int ring_error;         /* why it could not, the last time; 0: it could */
	_Atomic uint32_t live_lost;     /* the live file was taken from under the rings: see bus.h */
	_Atomic int64_t started_ns;     /* CLOCK_MONOTONIC of the first event; 0: not yet */
	_Atomic uint64_t lost_early;    /* events that came before the writer was ready */
};

union l1tr_wiped {
	struct l1tr_process process;
	uint8_t bytes[L1TR_WIPED_BYTES];
};
extern union l1tr_wiped l1tr_wiped HIDDEN;
#define l1tr_process (l1tr_wiped.process)

/* 0: every call returns at once. Alone in its line, like all that every call reads. */
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
/* Whether anything is to be done at all. */
static inline bool l1tr_is_on(void)
{
	return l1tr_load32(&l1tr_switch.on);
}

/* The writer has something to do at once. */
void l1tr_writer_wake(void);

#endif
