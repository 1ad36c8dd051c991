/*
 * What a run of a sweep says: see sweep_result.h.
 *
 * Must not know: which run it is, how it was run.
 */
#include "sweep_result.h"

#include <stdio.h>
#include <sys/wait.h>

static bool ended_well(const struct run_outcome *o)
{
	return o->started && !o->timed_out && WIFEXITED(o->wait_status) &&
		!WEXITSTATUS(o->wait_status);
}

enum sweep_result sweep_result_of(const struct run_outcome *o, bool stopped)
{
	if (o->lost || !o->started || stopped)
		return RESULT_NO_ANSWER;
	if (o->no_room && !ended_well(o))
		return RESULT_FITS_NOT;
	/* a trace that is not whole may lack what went wrong */
	if (!o->sound || !o->devices || o->timed_out)
		return RESULT_NO_ANSWER;
	if (ended_well(o))
		return o->no_room ? RESULT_WENT_ON : RESULT_FITS;
	return o->failures ? RESULT_REFUSED : RESULT_NO_ANSWER;
}

const char *sweep_result_word(enum sweep_result result)
{
	static const char *const words[] = {"fits", "went on", "does not fit", "refused", "no answer"};

	return words[result];
}

void sweep_result_ended(const struct run_outcome *o, bool stopped, char out[SWEEP_ENDED_BYTES])
{
	const char *more = "";

	if (o->lost || !o->started || stopped || o->timed_out) {
		snprintf(out, SWEEP_ENDED_BYTES, "%s", stopped ? "stopped" : o->lost
			? "its l1record was killed" : o->timed_out ? "timeout" : "not started");
		return;
	}
	if (!o->devices && !o->failures)
		more = ", no device opened";
	else if (!o->sound)
		more = ", its trace is not whole";
	if (WIFSIGNALED(o->wait_status))
		snprintf(out, SWEEP_ENDED_BYTES, "signal %d%s", WTERMSIG(o->wait_status), more);
	else
		snprintf(out, SWEEP_ENDED_BYTES, "exit %d%s", WEXITSTATUS(o->wait_status), more);
}

enum sweep_verdict sweep_result_verdict(enum sweep_result result, bool handled)
{
	switch (result) {
	case RESULT_FITS:
		return SWEEP_FITS;
	case RESULT_WENT_ON:
		return handled ? SWEEP_FITS : SWEEP_FITS_NOT;
	case RESULT_FITS_NOT:
		return SWEEP_FITS_NOT;
	default:
		return SWEEP_NEITHER;
	}
}
