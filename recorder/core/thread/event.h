/*
 * How an event gets into a ring: the path that must cost no more than ten nanoseconds.
 *
 * Must not know: what the events mean, how they are drained.
 *
 * A call reads the clock and reserves slots by adding to its ring's head, in one instruction, so
 * that a signal handler in the middle of a call reserves other slots. It then marks the slots
 * reserved, fills them, and commits by writing the kind last. No other thread writes a ring's head
 * or its unread slots, so nothing here is locked.
 *
 * The clock is read first because it costs most: rdtsc waits until all earlier instructions have
 * retired, and would wait for the loads that find the ring. A thread that loses its processor
 * between the clock and the reservation may therefore add an event from before the writer's mark.
 * The writer moves its time up to the mark; no order of cause and effect can contradict that.
 */
#ifndef L1TR_EVENT_H
#define L1TR_EVENT_H

#include <stddef.h>
#include "recording.h"

/* x += n, returns the old value: a single instruction, but not a locked one. */
static inline uint64_t l1tr_add(_Atomic uint64_t *x, uint64_t n)
{
#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__)
	__asm__ volatile("xaddq %0, %1" : "+r"(n), "+m"(*(volatile uint64_t *)x) : : "cc");
	return n;
#else
	return atomic_fetch_add_explicit(x, n, memory_order_relaxed);
#endif
}

/* Reserves the event's place. The caller writes its content next, then its kind. */
static inline void *l1tr_reserve(struct l1t_ring_header *ring, unsigned slots, uint8_t small,
	uint32_t word, uint64_t ticks)
{
	uint64_t slot = l1tr_add(&ring->head, slots);
	struct l1t_slot_head *event = (struct l1t_slot_head *)(void *)(l1tr_slots(ring) +
		slot % RING_SLOTS * L1T_SLOT_BYTES);

	/* one store: a process killed here leaves all of it or nothing */
	__atomic_store_n((uint32_t *)event,
		L1T_SLOT_RESERVED | slots << 8 | (uint32_t)small << 16 |
			((uint32_t)l1t_slot_page(slot) << 24),
		__ATOMIC_RELAXED);
	atomic_signal_fence(memory_order_seq_cst);
	event->word = word;
	event->ticks = ticks;
	return event;
}

/* Marks the event complete. */
static inline void l1tr_commit_alone(void *event, uint8_t kind)
{
	__atomic_store_n((uint8_t *)event, kind, __ATOMIC_RELEASE);
}

/* How many slots an event without its own layout takes: fields, then blob. */
unsigned l1tr_event_slots(unsigned count, size_t blob_bytes);
/* Puts such an event into a ring that has room for it; a blob that is too long is cut. */
const void *l1tr_ring_put(struct l1t_ring_header *ring, uint8_t kind, const uint64_t *fields,
	unsigned count, const void *blob, size_t blob_bytes, uint64_t ticks);

#endif
