/* A verb: describes itself, and runs. The table is in main.c. */
#ifndef COMMAND_H
#define COMMAND_H

#include "options.h"

enum command_takes {             /* options that not every verb knows */
	TAKES_BY = 1,
	TAKES_FAIL_ON = 2,
	TAKES_SUPPRESSIONS = 4,
	TAKES_POLICY = 16,
	TAKES_GROWTH = 32,       /* --growth, --per-mark */
	TAKES_THRESHOLD = 64,
	TAKES_MOMENT = 128,      /* --failure, --diff */
	TAKES_HOOKS = 256,
	NO_FILTERS = 8,         /* its answer is about whole traces */
};

struct command {
	const char *name;
	const char *answers;    /* one line for the list of verbs */
	const char *help;       /* examples first */
	unsigned takes;
	int (*run)(const struct options *o);    /* exit code */
};

extern const struct command cmd_info, cmd_load, cmd_peak, cmd_timeline, cmd_ops, cmd_leaks,
	cmd_explain, cmd_at, cmd_frag, cmd_diff, cmd_check, cmd_selfcheck, cmd_query, cmd_schema,
	cmd_kernels, cmd_histogram, cmd_callsites;

#endif
