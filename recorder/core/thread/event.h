/*
 * How an event gets into a ring: the path that must cost ten nanoseconds.
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
#ifndef L1TR_EVENT_H
#define L1TR_EVENT_H

#include <stddef.h>
#include "recording.h"

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

/* The event is whole. */
static inline void l1tr_commit_alone(void *event, uint8_t kind)
{
	__atomic_store_n((uint8_t *)event, kind, __ATOMIC_RELEASE);
}

/* How many slots an event without a layout of its own takes: fields, then blob. */
unsigned l1tr_event_slots(unsigned count, size_t blob_bytes);
/* Puts such an event into a ring that has room for it; a blob that is too long is cut. */
const void *l1tr_ring_put(struct l1t_ring_header *ring, uint8_t kind, const uint64_t *fields,
	unsigned count, const void *blob, size_t blob_bytes, uint64_t ticks);

#endif
