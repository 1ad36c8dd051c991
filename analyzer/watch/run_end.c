/*
 * The trace knows best; a process that was killed could write nothing, so then the system is asked.
 *
 * Must not know: how it is shown.
 */
#include <inttypes.h>
#include <stdio.h>
#include "run_end.h"
#include "watched_process.h"

bool run_has_ended(const struct snapshot *s, bool quiet, char *out, size_t room)
{
	uint64_t pid = s->pid == L1T_UNKNOWN ? 0 : s->pid;
	enum alive alive;

	out[0] = 0;
	if (s->has_exit && s->exit_signal && s->exit_signal != L1T_UNKNOWN)
		snprintf(out, room, "killed by signal %" PRIu64, s->exit_signal);
	else if (s->has_exit && s->exit_status != L1T_UNKNOWN)
		snprintf(out, room, "exited with %" PRIu64, s->exit_status);
	else if (s->has_end && !s->has_live)
		snprintf(out, room, "came to its normal end");
	else if (s->has_exit)
		snprintf(out, room, "has ended; how is not known");
	if (out[0] || !quiet)
		return out[0];
	alive = process_alive(pid, s->wall_ns);
	if (alive == ALIVE_NO)
		snprintf(out, room, "died: there is no process %" PRIu64 " any more", pid);
	else if (alive == ALIVE_UNKNOWN && !s->has_live)
		snprintf(out, room, "ended, or its trace was cut: it ends in the middle");
	return out[0];
}
