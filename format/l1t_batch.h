/*
 * Events of a ring, sorted by kind while they are collected: the processor predicts a loop over
 * events of one kind well, and a switch in each event badly.
 *
 * Must not know: what is done with them.
 */
#ifndef L1T_BATCH_H
#define L1T_BATCH_H

#include "l1t_live.h"

/* Kinds with a layout of their own. */
enum l1t_plain {
	L1T_PLAIN_ALLOC, L1T_PLAIN_FREE, L1T_PLAIN_REGIONS_FREED, L1T_PLAIN_LAUNCH, L1T_PLAIN_REGION,
	L1T_PLAIN_KINDS,
	L1T_PLAIN_NONE = 255,
};
enum { L1T_BATCH = 128 };

/* enum l1t_kind of each. */
static const uint8_t l1t_plain_kinds[L1T_PLAIN_KINDS] = {L1T_ALLOC, L1T_FREE, L1T_REGIONS_FREED,
	L1T_LAUNCH, L1T_REGION};

/* The events stay where they are. `kinds` has their order; within a kind it is that of its list. */
struct l1t_batch {
	uint32_t count;
	uint32_t counts[L1T_PLAIN_KINDS];
	const void *events[L1T_PLAIN_KINDS][L1T_BATCH];
	uint8_t kinds[L1T_BATCH];       /* enum l1t_kind */
	int64_t times_ns[L1T_BATCH];    /* filled in by the caller */
};

static inline void l1t_batch_clear(struct l1t_batch *b)
{
	b->count = 0;
	for (int i = 0; i < L1T_PLAIN_KINDS; i++)
		b->counts[i] = 0;
}

/* enum l1t_plain of an event of this kind and length. */
static inline uint8_t l1t_plain_of(uint8_t kind, uint8_t slots)
{
	/* plain kind + 1 and length, where there is one */
	static const struct {uint8_t plain1, slots;} known[256] = {
		[L1T_SLOT_ALLOC] = {L1T_PLAIN_ALLOC + 1, 2},
		[L1T_SLOT_FREE] = {L1T_PLAIN_FREE + 1, 1},
		[L1T_SLOT_REGIONS_FREED] = {L1T_PLAIN_REGIONS_FREED + 1, 1},
		[L1T_SLOT_LAUNCH] = {L1T_PLAIN_LAUNCH + 1, 2},
#define REGION(WHAT) [L1T_SLOT_REGION + (WHAT)] = {L1T_PLAIN_REGION + 1, 1}
		REGION(0), REGION(1), REGION(2), REGION(3), REGION(4), REGION(5),
		REGION(6), REGION(7), REGION(8), REGION(9), REGION(10), REGION(11),
#undef REGION
	};

	return slots == known[kind].slots ? (uint8_t)(known[kind].plain1 - 1) : L1T_PLAIN_NONE;
}

/* There must be room for the event. */
static inline void l1t_batch_add(struct l1t_batch *b, uint8_t plain, const void *event)
{
	b->events[plain][b->counts[plain]++] = event;
	b->kinds[b->count++] = l1t_plain_kinds[plain];
}

#endif
