/*
 * What a run of a sweep says: it fits, it does not, or neither.
 *
 * Must not know: which run it is, how it was run.
 */
#ifndef L1RECORD_SWEEP_RESULT_H
#define L1RECORD_SWEEP_RESULT_H

#include "run_outcome.h"
#include "sweep_search.h"

#include <stdbool.h>

enum sweep_result {
	RESULT_FITS,            /* ended with status 0, and nothing was missing */
	RESULT_WENT_ON,         /* ended with status 0, though something did not fit: it was caught */
	RESULT_FITS_NOT,        /* ended otherwise, and something did not fit */
	RESULT_REFUSED,         /* the runtime refused something, but not for want of memory */
	RESULT_NO_ANSWER,       /* everything else */
};

enum { SWEEP_ENDED_BYTES = 64 };

/* `stopped`: it was ended because the whole sweep was. */
enum sweep_result sweep_result_of(const struct run_outcome *o, bool stopped);
/* The word of the table for it. */
const char *sweep_result_word(enum sweep_result result);
/* How it ended, in words: "exit 1", "signal 9", "timeout". */
void sweep_result_ended(const struct run_outcome *o, bool stopped, char out[SWEEP_ENDED_BYTES]);
/* What a search makes of it. `handled`: a run that went on counts as one that fits. */
enum sweep_verdict sweep_result_verdict(enum sweep_result result, bool handled);

#endif
