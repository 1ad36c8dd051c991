/*
 * All options, one row each; parsing, help, error messages and completions are made from the rows.
 *
 * Must not know: verbs, except the bits that say what a verb takes.
 */
#ifndef OPTION_TABLE_H
#define OPTION_TABLE_H

#include <stdio.h>
#include "options.h"

enum option_family {            /* options that not every verb knows */
	TAKES_BY = 1,
	TAKES_FAIL_ON = 2,
	TAKES_SUPPRESSIONS = 4,
	NO_FILTERS = 8,         /* no --device, --op, ..: its answer is about whole traces */
	TAKES_POLICY = 16,
	TAKES_GROWTH = 32,       /* --growth, --per-mark */
	TAKES_THRESHOLD = 64,
	TAKES_MOMENT = 128,      /* --failure, --diff, --peak */
	TAKES_HOOKS = 2048,
	TAKES_DEAD = 4096,
	TAKES_FULL = 8192,
	TAKES_OWNERS = 32768,
	TAKES_CHART = 16384,     /* --chart, --rows: it draws on terminals */
	TAKES_PROVE = 65536,     /* --prove, --mock */
	TAKES_ONCE = 131072,
	TAKES_PARAMS = 1 << 27,  /* --param */
	TAKES_TIME_LIMIT = 1 << 25,
	TAKES_TOOL = 262144,     /* --to names a program as well as a time */
	TAKES_AT = 1 << 24,      /* --at: a moment, as a word */
	TAKES_GROUPED = 256,     /* its tables show groups of rows */
	NO_ROWS = 512,          /* no --sort, --limit: it prints no rows */
	DRAWS = 1024,           /* its --format table is a picture or text */
	NOT_SPECIAL = 0,
};

struct option_row {
	const char *name;
	char letter;            /* 0: it has none */
	const char *argument;   /* what it takes, for help; NULL: nothing */
	unsigned takes;         /* only verbs that take this know it; 0: all */
	unsigned unless;        /* but not verbs with this */
	const char *values;     /* allowed words, blanks between; NULL: any, or the verb says */
	const char *help;
	/* Stores the argument; NULL: stores it, or true if there is none, at offset `field`. */
	void (*read)(struct options *o, const struct option_row *row, const char *word);
	size_t field;
};

/* The last row has no name. */
extern const struct option_row option_rows[];

/* Whether a verb that takes these has the option. */
bool option_known(const struct option_row *row, unsigned takes);
/* Prints one line for each option that the verb has, in the order of the table. `by`, `fail_on`,
 * `formats`: words that the verb accepts for these options; may be NULL. */
void option_help(FILE *out, unsigned takes, const char *by, const char *fail_on, const char *formats);

#endif
