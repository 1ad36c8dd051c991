/*
 * The options there are: one row each, from which parsing, help, refusals and completions come.
 *
 * Must not know: verbs, but for the bits that say what a verb takes.
 */
#ifndef OPTION_TABLE_H
#define OPTION_TABLE_H

#include <stdio.h>
#include "options.h"

enum option_family {            /* options that not every verb knows */
	TAKES_BY = 1,
	TAKES_FAIL_ON = 2,
	TAKES_SUPPRESSIONS = 4,
	NO_FILTERS = 8,         /* its answer is about whole traces */
	TAKES_POLICY = 16,
	TAKES_GROWTH = 32,       /* --growth, --per-mark */
	TAKES_THRESHOLD = 64,
	TAKES_MOMENT = 128,      /* --failure, --diff, --peak */
	TAKES_HOOKS = 2048,
	TAKES_DEAD = 4096,
	TAKES_GROUPED = 256,     /* its tables show groups of rows */
	NO_ROWS = 512,          /* prints none: --sort, --limit */
	DRAWS = 1024,           /* its table form is no table */
	NOT_SPECIAL = 0,
};

struct option_row {
	const char *name;
	char letter;            /* 0: it has none */
	const char *argument;   /* what it takes, for help; NULL: nothing */
	unsigned takes;         /* only verbs that take this know it; 0: all */
	unsigned unless;        /* but not verbs with this */
	const char *values;     /* words it may be, blanks between; NULL: any, or the verb says */
	const char *help;
	/* Puts the word in place; NULL: the field at `field` is the word, or true. */
	void (*read)(struct options *o, const struct option_row *row, const char *word);
	size_t field;
};

/* Up to one without a name. */
extern const struct option_row option_rows[];

/* Whether a verb that takes these has the option. */
bool option_known(const struct option_row *row, unsigned takes);
/* One line each, in the order of the table; a line's end too. `by`, `fail_on`: words that the verb
 * takes there. */
void option_help(FILE *out, unsigned takes, const char *by, const char *fail_on);

#endif
