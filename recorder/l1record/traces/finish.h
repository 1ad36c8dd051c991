/*
 * What is left to do for the trace when the command is gone.
 *
 * Must not know: how the command was started.
 */
#ifndef L1RECORD_FINISH_H
#define L1RECORD_FINISH_H

#include "trace_files.h"

#include <stdbool.h>
#include <sys/types.h>

struct finish_request {
	const char *pattern;            /* L1TRACE as CMD had it: absolute, %p %h %r %% in it */
	const char *run;                /* L1TRACE_RUN as CMD had it: what its traces are told by */
	int wait_status;                /* of CMD, as waitpid gives it */
	pid_t pid;                      /* of CMD */
	struct known_files before;      /* traces that were there before CMD */
	const char *mock;               /* board or absolute cluster file; NULL: a real device */
	bool real_compiler;             /* mock: an SFPI toolchain compiled, sizes are real */
	const char *ttnn;               /* mock: folder of the ttnn that was prepared; else NULL */
};

/*
 * Says in one line on stderr what was recorded. 0, or -1 when the trace could not be finished;
 * that is said already. Never ends the program: CMD's status is still to be returned.
 */
int finish_trace(const struct finish_request *request);

#endif
