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
	/* Index of the first word that names an input and may be a folder or a pattern (input_words.h).
	 * NULL: 0 */
	int (*first_input)(const struct options *o);
	bool words_apart;       /* its inputs are held against each other, word by word */
	int (*run)(const struct options *o);    /* exit code */
};

/* For .first_input: its words stay as they were typed. */
static inline int words_as_typed(const struct options *o)
{
	return o->word_count;
}

/* All verbs, as `l1analyze` lists them: each is cmd_NAME, in a file of that name. */
#define COMMANDS(VERB) VERB(peak) VERB(timeline) VERB(ops) VERB(leaks) VERB(explain) VERB(at) \
	VERB(uses) VERB(advise) VERB(marks) VERB(kernels) VERB(histogram) VERB(callsites) \
	VERB(frag) VERB(diff) VERB(baseline) VERB(reconcile) VERB(sweep) VERB(check) VERB(selfcheck) \
	VERB(info) VERB(report) VERB(watch) VERB(load) VERB(query) VERB(export) VERB(schema) \
	VERB(mcp)

#define COMMAND_DECLARE(verb) extern const struct command cmd_##verb;
COMMANDS(COMMAND_DECLARE)

#endif
