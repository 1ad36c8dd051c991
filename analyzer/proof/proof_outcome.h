/*
 * What a proof run did: how it ended, the peaks, failures and ops of its trace, and what the helper says
 * it changed.
 *
 * Must not know: advice.
 */
#ifndef PROOF_OUTCOME_H
#define PROOF_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "options.h"
#include "proof_run.h"

enum proof_done { PROOF_DONE, PROOF_UNSET, PROOF_NO_TENSOR, PROOF_GONE, PROOF_OLD_PYTHON, PROOF_BY_POSITION,
	PROOF_DONE_COUNT };

struct proof_report {           /* of one piece */
	uint64_t number, times[PROOF_DONE_COUNT];
};

struct proof_peak {
	uint64_t device, bytes;
};

struct proof_outcome {
	struct proof_ended ended;
	int traces;             /* files */
	bool helper;            /* it was there */
	uint64_t failures, ops;
	struct proof_peak *peaks;
	size_t peak_count;
	struct proof_report *reports;
	size_t report_count;
};

/* Reads what a run left in the folder. Free with proof_outcome_free(). */
struct proof_outcome proof_outcome_read(const struct options *o, struct proof_ended ended);
void proof_outcome_free(struct proof_outcome *p);
/* L1T_UNKNOWN: the chip has no peak. */
uint64_t proof_outcome_peak(const struct proof_outcome *p, uint64_t device);
/* What was reported of a piece; zeros: nothing. */
struct proof_report proof_outcome_report(const struct proof_outcome *p, uint64_t number);
/* Reports the end of what the command printed, on stderr. */
void proof_outcome_say_log(void);

#endif
