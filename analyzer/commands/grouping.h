/*
 * --by for the verbs that put rows together by op, type, function, callsite, frame or caller: the words, and
 * the column that says which group a row is.
 *
 * Must not know: which rows are put together.
 */
#ifndef GROUPING_H
#define GROUPING_H

#include <sqlite3.h>
#include <stdbool.h>
#include "options.h"
#include "sql_grouping.h"

/* Words of --by, separated by blanks, that grouping_read() knows; of ops there is one more. */
#define GROUPING_WORDS "op type function callsite frame"
#define GROUPING_OP_WORDS GROUPING_WORDS " caller"

/* What they mean, for help. */
#define GROUPING_HELP \
	"\n--by type: the library's own ops (MatmulDeviceOperation); function: the innermost function\n" \
	"that is shown; callsite: all of its frames that are shown; 'frame N': the Nth of them from\n" \
	"the innermost, unknown where there are fewer. Frames of frameworks are not shown: see\n" \
	"--hide.\n"
/* The same of ops. */
#define GROUPING_OP_HELP GROUPING_HELP \
	"--by caller: each function with all that it called, directly or not; an op is in the rows of\n" \
	"all functions that were being called, so decode_step has the peak of a whole step.\n"

/* What --by module and --by mark put together, for help. */
#define MODULE_HELP(things) \
	"\nWith --by module each module of a Python model, and each phase that the program named,\n" \
	"is a row: the " things " in it and in the\n" \
	"modules inside of it. With --by mark each pass of them is one, in order of time, below the\n" \
	"pass around it. A row without a name: in none.\n"

struct grouping {
	const char *word;       /* as a verb's .by has it; NULL: --by was not given */
	const char *column;     /* of the group; NULL: the word is one of the verb's own */
	enum group_by by;
	unsigned frame;         /* of `frame 2`; 1: the innermost that is shown */
};

/* Reads --by. Ends the program if it is none of `words`, with a line that lists them. */
struct grouping grouping_read(const struct options *o, const char *verb, const char *words);
/* Whether --by was given with this word. */
bool grouping_is(const struct grouping *g, const char *word);
/* The query of a verb that groups by module or by mark; NULL: --by says neither. */
const char *grouping_by_marks(const struct grouping *g, const char *verb);
/*
 * Begins to group the rows of table `narrowed` (query_narrow()), whose column `name` gets the group, and
 * returns `by_op`, a query that groups them by name, with the column's name. The caller frees it.
 */
char *grouping_instead(sqlite3 *db, const struct grouping *g, const char *narrowed, const char *by_op);
/* SQL's group_of() is from now on what --by says. */
void grouping_begin(sqlite3 *db, const struct grouping *g);
/* The same, of view op_keyed, whose rows are ops: each belongs to one group, or with `caller` to several. */
void grouping_of_ops(sqlite3 *db, const struct grouping *g);
/* A query in which "by" has the name of the group's column. The caller frees it. */
char *grouping_text(const struct grouping *g, const char *sql);

#endif
