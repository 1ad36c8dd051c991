/*
 * The normal end of the process: all that was recorded goes to the trace, the live file goes.
 *
 * Must not know: how.
 *
 * Ends that are not normal (signals, _exit, abort) leave the live file; readers take both.
 */
#include "futex.h"
#include "ring.h"
#include "writer.h"

enum { WAIT_MS = 2000 };

static void wait_for_end(void)
{
	int64_t until = l1tr_monotonic_ns() + WAIT_MS * 1000000ll;

	while (atomic_load(&l1tr_process.phase) == PHASE_ENDING && l1tr_writer_lives()) {
		int64_t left = until - l1tr_monotonic_ns();

		if (left <= 0)
			break;
		l1tr_futex_wait(&l1tr_process.phase, PHASE_ENDING, left < 50000000 ? left : 50000000);
	}
}

__attribute__((destructor)) static void at_exit(void)
{
	struct l1tr_shield shield;
	uint32_t running = PHASE_RUNNING;

	if (!l1tr_is_on() || l1tr_recording.reopened)
		return;
	l1tr_shield_up(&shield);
	if (atomic_compare_exchange_strong(&l1tr_process.phase, &running, PHASE_ENDING)) {
		/* from here on events wait until it is over, then open the trace again */
		atomic_store(&l1tr_process.generation, 0);
		if (atomic_load(&l1tr_process.writer)) {
			l1tr_writer_wake();
			wait_for_end();
		} else if (!shield.in_handler) {
			l1tr_writer_end_here();
		} else {
			/* memory may not be asked for: the two files stay as they are */
			atomic_store(&l1tr_process.phase, PHASE_FAILED);
			atomic_store(&l1tr_switch.on, 0);
			l1tr_futex_wake_all(&l1tr_process.phase);
		}
	}
	l1tr_shield_down(&shield);
}
