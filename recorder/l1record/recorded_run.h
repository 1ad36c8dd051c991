/*
 * One recorded run of a command: what it needs is found first, then it is run and its traces are
 * finished.
 *
 * Must not know: options, sweeps.
 */
#ifndef L1RECORD_RECORDED_RUN_H
#define L1RECORD_RECORDED_RUN_H

#include "mock_folder.h"
#include "ttnn.h"

#include <limits.h>
#include <stdbool.h>

struct run_limits;
struct run_outcome;

struct record_request {
	const char *output;             /* the trace, with %p %h %r %%; NULL: the usual name */
	const char *board;              /* or a cluster file; NULL: no --mock */
	bool force;                     /* remove an old trace first */
	char *const *command;           /* ended by NULL */
	struct run_limits *limits;      /* NULL: none */
	struct run_outcome *outcome;    /* gets what became of it; NULL: nobody asks */
};

struct recording {
	const struct record_request *request;
	char program[PATH_MAX], pattern[PATH_MAX], library[PATH_MAX];
	struct mock mock;
	struct ttnn ttnn;
};

/*
 * Finds and checks what a run needs; nothing is left to clean up. 0, or, after a message, the status
 * to end with: 127 the command is not found, 126 it is not executable, 2 something else.
 */
int recording_prepare(struct recording *r, const struct record_request *q);
/* The same of what many runs have in common: all but the trace. */
int recording_look(struct recording *r, const struct record_request *q);
/* Runs it. Returns the status to end with: that of the command, or 2 after a message. */
int recording_run(struct recording *r);

#endif
