/*
 * The normal end of a process: everything is written, the end is recorded, the live file removed.
 * What is recorded after that (static destructors, late frees) opens a live file again.
 *
 * Must not know: how.
 */
#include <errno.h>
#include <time.h>
#include <unistd.h>
#include "clock.h"
#include "state.h"

enum { PATIENCE_S = 2 };

__attribute__((destructor)) static void end_of_process(void)
{
	struct l1tr_recording *r = &l1tr_recording;
	struct timespec until;
	int saved = errno;

	/* a forked child that recorded nothing has a wiped page: phase NONE */
	if (!l1tr_on || l1tr_process->phase != PHASE_RUNNING || r->pid != getpid())
		return;
	if (r->has_writer) {
		atomic_store(&l1tr_process->ending, 1);
		l1tr_writer_wake();
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += PATIENCE_S;
		if (!pthread_timedjoin_np(r->writer, NULL, &until))
			r->has_writer = false;
	}
	if (!r->has_writer && r->header->ended) {
		l1tr_process->generation = 0;
		l1tr_process->phase = PHASE_ENDED;
	}
	errno = saved;
}
