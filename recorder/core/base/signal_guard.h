/*
 * A slow path runs guarded: no signal handler interrupts it or jumps out of it, no cancellation
 * ends it, and the caller's errno is kept.
 *
 * Must not know: what the path does.
 */
#ifndef L1TR_SIGNAL_GUARD_H
#define L1TR_SIGNAL_GUARD_H

#include <stdbool.h>
#include <stdint.h>

struct l1tr_signal_guard {
	uint64_t signals[16];   /* room for a sigset_t: the signal mask before */
	int errno_before;
	int cancel_before;
	bool in_handler;        /* more signals with handlers are blocked than at load */
};

/*
 * Called once, when recording is turned on: notes which signals are blocked without a handler
 * running.
 */
void l1tr_signal_guard_load(void);
void l1tr_guard_up(struct l1tr_signal_guard *g);
void l1tr_guard_down(const struct l1tr_signal_guard *g);
bool l1tr_guard_most_were_blocked(const struct l1tr_signal_guard *g);
/*
 * Judged by the same sign; a thread that blocks signals for other reasons counts as a handler, too.
 */
bool l1tr_in_handler(void);

#endif
