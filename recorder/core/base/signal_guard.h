/*
 * A slow path runs guarded: no handler interrupts it or jumps out of it, no cancellation ends it, and
 * errno stays the caller's.
 *
 * Must not know: what the path does.
 */
#ifndef L1TR_SIGNAL_GUARD_H
#define L1TR_SIGNAL_GUARD_H

#include <stdbool.h>
#include <stdint.h>

struct l1tr_signal_guard {
	uint64_t signals[16];   /* room for a sigset_t: the mask before */
	int errno_before;
	int cancel_before;
	bool in_handler;        /* signals with handlers are blocked that were not at load */
};

/* Once, when recording is turned on: which signals are blocked without a handler at work. */
void l1tr_signal_guard_load(void);
void l1tr_guard_up(struct l1tr_signal_guard *g);
void l1tr_guard_down(const struct l1tr_signal_guard *g);
bool l1tr_guard_most_were_blocked(const struct l1tr_signal_guard *g);
/* By the same sign; a thread that blocks signals for other reasons counts as one, too. */
bool l1tr_in_handler(void);

#endif
