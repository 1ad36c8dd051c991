/*
 * The one recording of this process, and its phases.
 *
 * Must not know: how its files are made.
 */
#include <errno.h>
#include <unistd.h>
#include "clock.h"
#include "futex.h"
#include "process_state.h"
#include "recording.h"
#include "warn.h"

enum { END_WAIT_MS = 2000 };

struct l1tr_recording l1tr_recording = {.trace = {.fd = -1}, .live = {.fd = -1}};

void l1tr_set_phase(enum l1tr_phase phase)
{
	atomic_store(&l1tr_process.phase, phase);
	l1tr_futex_wake_all(&l1tr_process.phase);
}

void l1tr_publish(void)
{
	static uint32_t last;   /* a child counts on from its parent's: never the same twice */

	last = last + 1 == UINT32_MAX ? 1 : last + 1;
	l1tr_recording.generation = last;
	atomic_store(&l1tr_process.generation, last);
}

static void (*_Atomic told_off)(void);

void l1tr_tell_off(void (*tell)(void))
{
	atomic_store(&told_off, tell);
}

void l1tr_turn_off(void)
{
	void (*tell)(void);

	atomic_store(&l1tr_switch.on, 0);
	tell = atomic_load(&told_off);
	if (tell)
		tell();
}

bool l1tr_fail(void)
{
	atomic_store(&l1tr_process.generation, 0);
	l1tr_turn_off();
	l1tr_set_phase(PHASE_FAILED);
	return false;
}

void l1tr_start_done(bool made)
{
	if (!made) {
		l1tr_fail();
		return;
	}
	l1tr_publish();
	l1tr_set_phase(PHASE_RUNNING);
}

void l1tr_wait_while(uint32_t phase, int64_t until)
{
	int64_t left = until - l1tr_monotonic_ns();

	if (left > 0)
		l1tr_futex_wait(&l1tr_process.phase, phase, left);
}

bool l1tr_ended(void)
{
	int64_t until = l1tr_monotonic_ns() + END_WAIT_MS * 1000000ll;
	uint32_t phase;

	while ((phase = atomic_load(&l1tr_process.phase)) == PHASE_ENDING &&
		l1tr_monotonic_ns() < until)
		l1tr_wait_while(phase, until);
	return phase == PHASE_ENDED ||
		((phase == PHASE_STARTING || phase == PHASE_RUNNING) && l1tr_recording.reopened);
}

void l1tr_say_no_ring(int error)
{
	const char *why = l1tr_why(error);

	if (error == EUSERS)
		why = "all rings are taken";
	else if (error == EINVAL && sysconf(_SC_PAGESIZE) > L1T_PAGE)
		why = "this kernel's pages are larger than 4 KiB"; /* rings begin between them */
	l1tr_warn("record a thread into", l1tr_recording.live.path, why);
}
