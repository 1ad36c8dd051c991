/*
 * The normal end of the process: the writer writes everything to the trace and removes the live
 * file.
 *
 * Must not know: how.
 *
 * An end that is not normal (a signal, _exit, abort) leaves the live file; readers read both files.
 */
#include "clock.h"
#include "futex.h"
#include "process_state.h"
#include "recording.h"
#include "signal_guard.h"
#include "writer_thread.h"

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

/*
 * The writer was lost while it ended the recording. Nobody waits for it again: every thread
 * continues with its ring.
 */
static void go_on(void)
{
	l1tr_recording.reopened = true;
	atomic_store(&l1tr_process.generation, l1tr_recording.generation);
	l1tr_set_phase(PHASE_RUNNING);
}

static void end(bool in_handler)
{
	uint32_t running = PHASE_RUNNING;

	/*
	 * So far only signal handlers recorded events, and none could start a writer; here one can
	 * be started.
	 */
	if (!in_handler && atomic_load(&l1tr_process.phase) == PHASE_RUNNING &&
		!atomic_load(&l1tr_process.writer))
		l1tr_writer_start();
	if (!atomic_compare_exchange_strong(&l1tr_process.phase, &running, PHASE_ENDING))
		return;
	/* from here on events wait until the end is over, then reopen the trace */
	atomic_store(&l1tr_process.generation, 0);
	l1tr_writer_wake();
	wait_for_end();
	if (!l1tr_writer_lives() && atomic_load(&l1tr_process.phase) == PHASE_ENDING)
		go_on();
}

__attribute__((destructor)) static void at_exit(void)
{
	struct l1tr_signal_guard guard;

	if ((!l1tr_is_on() && !atomic_load(&l1tr_process.live_lost)) || l1tr_recording.reopened ||
		l1tr_recording.alone)
		return;
	l1tr_guard_up(&guard);
	end(guard.in_handler);
	l1tr_guard_down(&guard);
}
