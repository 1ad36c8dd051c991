/* A verb of l1analyze: what is shown about it, and the function that runs it. */
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
	const char *by, *fail_on;       /* words that these take, blanks between; NULL: none */
	const char *formats;    /* of --format; NULL: those of rows */
	int (*run)(const struct options *o);    /* exit code */
};

/* All verbs, as `l1analyze` lists them: each is cmd_NAME, in a file of that name. */
#define COMMANDS(VERB) VERB(peak) VERB(timeline) VERB(ops) VERB(leaks) VERB(explain) VERB(at) \
	VERB(uses) VERB(advise) VERB(marks) VERB(kernels) VERB(histogram) VERB(callsites) \
	VERB(frag) VERB(diff) VERB(sweep) VERB(check) VERB(selfcheck) VERB(info) VERB(report) VERB(watch) \
	VERB(load) VERB(query) VERB(export) VERB(schema)

#define COMMAND_DECLARE(verb) extern const struct command cmd_##verb;
COMMANDS(COMMAND_DECLARE)

#endif
