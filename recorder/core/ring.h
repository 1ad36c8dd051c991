/*
 * The hot path: a place in this thread's ring, and the commit of what was written there.
 *
 * Must not know: what is written; the writer thread.
 *
 * A signal handler may record in the middle of a call of the thread it interrupted: places are
 * taken by one xadd, and each event is committed on its own. The check for room before it leaves
 * slack for what handlers take in between. Nothing here is a system call or a lock.
 */
#ifndef L1TR_RING_H
#define L1TR_RING_H

#include "clock.h"
#include "state.h"

enum {
	RING_SLOTS = L1T_RING_BYTES / L1T_SLOT_BYTES,
	RING_SLACK = 4 * L1T_EVENT_SLOTS_MAX,   /* handlers nested four deep with the largest event */
	RING_QUARTER = RING_SLOTS / 4,
};

struct l1tr_thread {
	struct l1t_ring_header *ring;
	uint8_t *slots;
	uint64_t limit;         /* head may come up to here before the tail is looked at again */
	uint64_t gave_up_at;    /* tail at which a wait was in vain: no second wait there */
	uint32_t generation;    /* of the process's recording that `ring` belongs to */
	uint32_t depth;         /* slow paths this thread is in */
};
extern _Thread_local struct l1tr_thread l1tr_thread __attribute__((tls_model("initial-exec")));

/* Slow paths: 1 when the thread has a ring with room now; otherwise the loss is counted. */
int l1tr_attach(void);
int l1tr_make_room(unsigned slots);
/* The ring crossed a quarter: wakes the writer if it sleeps. */
void l1tr_crossed(void);

static inline uint64_t l1tr_take(_Atomic uint64_t *head, uint64_t slots)
{
#if defined(__x86_64__)
	/* no lock prefix: one instruction is whole as far as signals of this thread go */
	__asm__ volatile("xaddq %0, %1" : "+r"(slots), "+m"(*head) : : "memory", "cc");
	return slots;
#else
	return atomic_fetch_add_explicit(head, slots, memory_order_relaxed);
#endif
}

/*
 * `slots` slots in one piece, stamped; NULL: not recorded (off, or lost and counted). The caller
 * fills it and commits. head.kind, .slots, .page and .ticks are set.
 */
static inline void *l1tr_reserve(unsigned slots)
{
	struct l1tr_thread *t = &l1tr_thread;
	struct l1t_slot_head *head;
	struct l1t_slot_head first;
	uint64_t slot;

	if (unlikely(t->generation != l1tr_process->generation || !t->generation) && !l1tr_attach())
		return NULL;
	if (unlikely(atomic_load_explicit(&t->ring->head, memory_order_relaxed) + slots >
			t->limit) && !l1tr_make_room(slots))
		return NULL;
	slot = l1tr_take(&t->ring->head, slots);
	head = (void *)(t->slots + (slot & (RING_SLOTS - 1)) * L1T_SLOT_BYTES);
	first = (struct l1t_slot_head){.kind = L1T_SLOT_RESERVED, .slots = (uint8_t)slots,
		.page = l1t_slot_page(slot)};
	__builtin_memcpy(head, &first, 4);
	atomic_signal_fence(memory_order_seq_cst);
	head->ticks = l1tr_ticks();
	if (unlikely((slot ^ (slot + slots)) & RING_QUARTER))
		l1tr_crossed();
	return head;
}

static inline void l1tr_commit(struct l1t_slot_head *head, uint8_t kind)
{
	__atomic_store_n(&head->kind, kind, __ATOMIC_RELEASE);
}

#endif
