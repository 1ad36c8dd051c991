/*
 * How an event gets into its thread's ring: the path that must cost ten nanoseconds.
 *
 * Must not know: what the events mean, how they are drained.
 *
 * A call reads the clock; reserves slots by adding to its ring's head, in one instruction, so that
 * a signal handler in the middle of a call finds slots of its own; marks them reserved, fills them,
 * and commits by writing the kind last. No other thread writes a ring's head or its unread slots,
 * so nothing here is locked.
 *
 * The clock comes first because it is what costs: rdtsc waits for all before it to retire, and
 * the loads that find the ring would be waited for. A thread that loses its processor between
 * the clock and the reservation may so bring an event from before the writer's mark; the writer
 * moves it up to the mark, which no order of cause and effect can tell.
 */
#ifndef L1TR_RING_H
#define L1TR_RING_H

#include "clock.h"
#include "l1trace.h"
#include "recording.h"

enum {
	RING_SLOTS = L1T_RING_BYTES / L1T_SLOT_BYTES,
	RING_SLACK = 1024,      /* room for handlers that interrupt between the check and the add */
	RING_QUARTER = RING_SLOTS / 4,
	RING_STEP = RING_SLOTS / 8,
	EXITED_MANY = 16,       /* so many rings of threads that are gone: free them rather than make more */
	WAIT_MAX_MS = 100,      /* of a thread for room, in all until there is some again */
};

struct l1tr_thread {
	struct l1t_ring_header *ring;
	uint64_t limit;                 /* up to here the head may go without another look */
	uint32_t generation;            /* of the recording that `ring` belongs to; never 0 */
	uint32_t serial;                /* of this thread in the trace */
	uint64_t serial_session;        /* the trace that knows it by that */
	uint16_t number;                /* of the ring */
	uint8_t in_wait;                /* in the middle of waiting for room */
	uint8_t stalled_ms;             /* waited already since there was room */
};
extern _Thread_local struct l1tr_thread l1tr_thread
	__attribute__((tls_model("initial-exec"), visibility("hidden")));

/* Placeholder of a thread that could not get a ring: always full. */
extern struct l1t_ring_header l1tr_no_ring HIDDEN;
/* Once, when recording is turned on. */
void l1tr_ring_load(void);
/* This thread's ring, with room for the event; NULL: the event is dropped and counted. */
struct l1t_ring_header *l1tr_ring_room(unsigned slots);
/* A recording ended while this event was written. */
void l1tr_ring_straggler(struct l1t_ring_header *ring, const void *event);
/*
 * Gives this thread a ring of the recording that l1tr_process tells of; `may_wait`: also one that
 * has to be made. Behind the shield.
 */
bool l1tr_ring_attach(struct l1tr_thread *t, bool may_wait);
/* Warns that a thread got none. */
void l1tr_say_no_ring(int error);
/* The thread's first record. */
void l1tr_ring_announce(struct l1tr_thread *t);

/* x += n, giving the old value: a single instruction, but not a locked one. */
static inline uint64_t l1tr_add(_Atomic uint64_t *x, uint64_t n)
{
#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__)
	__asm__ volatile("xaddq %0, %1" : "+r"(n), "+m"(*(volatile uint64_t *)x) : : "cc");
	return n;
#else
	return atomic_fetch_add_explicit(x, n, memory_order_relaxed);
#endif
}

/* Whether an event of so many slots fits this thread's ring at once. */
static inline bool l1tr_fits(const struct l1tr_thread *t, unsigned slots)
{
	return likely(t->generation == l1tr_load32(&l1tr_process.generation)) &&
		likely(atomic_load_explicit(&t->ring->head, memory_order_relaxed) + slots <=
			t->limit);
}

/* The event's place, reserved; what it says comes next, then its kind. */
static inline void *l1tr_reserve(struct l1t_ring_header *ring, unsigned slots, uint8_t small,
	uint32_t word, uint64_t ticks)
{
	uint64_t slot = l1tr_add(&ring->head, slots);
	struct l1t_slot_head *event = (struct l1t_slot_head *)(void *)(l1tr_slots(ring) +
		slot % RING_SLOTS * L1T_SLOT_BYTES);

	/* one store: killed here, it must be seen whole or not at all */
	__atomic_store_n((uint32_t *)event,
		L1T_SLOT_RESERVED | slots << 8 | (uint32_t)small << 16 |
			((uint32_t)l1t_slot_page(slot) << 24),
		__ATOMIC_RELAXED);
	atomic_signal_fence(memory_order_seq_cst);
	event->word = word;
	event->ticks = ticks;
	return event;
}

/*
 * The event is whole. When the recording ended between the look for room and here, the event may
 * have come too late for the last block: then it is recorded once more, after the end.
 */
static inline void l1tr_commit(struct l1t_ring_header *ring, void *event, uint8_t kind)
{
	__atomic_store_n((uint8_t *)event, kind, __ATOMIC_RELEASE);
	if (unlikely(l1tr_thread.generation != l1tr_load32(&l1tr_process.generation)))
		l1tr_ring_straggler(ring, event);
}

/* Events without a layout of their own: fields, then blob. False: it could not be recorded. */
bool l1tr_record(uint8_t kind, const uint64_t *fields, unsigned count, const void *blob,
	size_t blob_bytes);
/* The same with a stamp of its own. */
bool l1tr_record_at(uint8_t kind, const uint64_t *fields, unsigned count, const void *blob,
	size_t blob_bytes, const uint64_t *ticks);

#endif
