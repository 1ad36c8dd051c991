/*
 * Calls that began an event and have not returned: until when the writer waits for them.
 *
 * Must not know: what is done with events; blocks, files.
 */
#ifndef L1TR_UNFINISHED_H
#define L1TR_UNFINISHED_H

#include <stdbool.h>
#include <stdint.h>
#include "l1t_live.h"

/* What is waited for in one ring. Zeroed before its first use. */
struct l1tr_unfinished {
	/* the ring's when the wait began: only calls before `head` are judged by this wait */
	uint64_t head, lost;
	int64_t since_ns;
	uint32_t rounds;                /* 0: nothing was waited for yet */
};

/*
 * Whether the writer gives up waiting for the event at `slot`, which is reserved and not complete.
 * Called once a round for the slot that stops the ring, and for those that follow it at once when
 * it was given up. A thread may have exited during the call, or a signal handler may have jumped
 * out of it: so a call is given up when a second has passed in which its thread began, or dropped,
 * other events. All calls that had begun when the second did are given up together.
 */
bool l1tr_unfinished_give_up(struct l1tr_unfinished *wait, const struct l1t_ring_header *ring,
	uint64_t slot);

#endif
