/* A verb: describes itself, and runs. The table is in main.c. */
#ifndef COMMAND_H
#define COMMAND_H

#include "option_table.h"
#include "options.h"

struct command {
	const char *name;
	const char *answers;    /* one line for the list of verbs */
	const char *words;      /* what follows its options; NULL: INPUT... */
	const char *help;       /* examples first */
	unsigned takes;         /* enum option_family */
	const char *by, *fail_on;       /* words of these options, blanks between; NULL: -h has them */
	int (*run)(const struct options *o);    /* exit code */
};

extern const struct command cmd_info, cmd_load, cmd_peak, cmd_timeline, cmd_ops, cmd_leaks,
	cmd_explain, cmd_at, cmd_frag, cmd_diff, cmd_check, cmd_selfcheck, cmd_query, cmd_schema,
	cmd_kernels, cmd_histogram, cmd_callsites, cmd_marks, cmd_uses;

#endif
