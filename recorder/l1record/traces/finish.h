/*
 * What is left to do for the traces when the command has ended.
 *
 * Must not know: how the command was started.
 */
#ifndef L1RECORD_FINISH_H
#define L1RECORD_FINISH_H

#include "trace_files.h"

#include <stdbool.h>
#include <sys/types.h>

struct run_outcome;

struct finish_request {
	const char *pattern;            /* L1TRACE as CMD had it: absolute, %p %h %r %% in it */
	const char *run;                /* L1TRACE_RUN as CMD had it: identifies its traces */
	int wait_status;                /* of CMD, as returned by waitpid */
	pid_t pid;                      /* of CMD */
	struct known_files before;      /* traces that were there before CMD */
	const char *mock;               /* board or absolute cluster file; NULL: a real device */
	bool real_compiler;             /* mock: an SFPI toolchain compiled, so sizes are real */
	const char *ttnn;               /* mock: folder of the ttnn that was prepared; else NULL */
	struct run_outcome *outcome;    /* gets what the traces say; NULL: nobody asks */
};

/*
 * Prints one line on stderr about what was recorded. 0, or -1 when the trace could not be finished,
 * which is reported, too. Never ends the program: CMD's status must still be returned.
 */
int finish_trace(const struct finish_request *request);

#endif
