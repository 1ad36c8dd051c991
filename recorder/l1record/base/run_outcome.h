/*
 * What became of one recorded run. A run of a sweep fills it in its own process, in memory that the
 * sweep shares with it: so it has no pointers.
 *
 * Must not know: how the command was run, what is in a trace.
 */
#ifndef L1RECORD_RUN_OUTCOME_H
#define L1RECORD_RUN_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OUTCOME_TRACES = 64, OUTCOME_NAME_BYTES = 256 };

struct run_outcome {
	bool lost;              /* the process that ran it was killed, and tells nothing */
	bool started;           /* the command ran, and ended as `wait_status` says */
	bool timed_out;         /* it was ended because its time was over */
	bool sound;             /* its traces are complete, and of the ttnn that was prepared */
	int wait_status;        /* as waitpid() returns it */
	uint64_t failures;      /* recorded in its traces */
	uint64_t no_room;       /* of these: something did not fit */
	uint64_t devices;       /* openings of devices, in its traces */
	size_t trace_count;     /* at most OUTCOME_TRACES; the command's own trace is the first */
	char traces[OUTCOME_TRACES][OUTCOME_NAME_BYTES];        /* names in their folder */
};

#endif
