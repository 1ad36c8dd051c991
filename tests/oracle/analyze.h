/*
 * Runs the real l1analyze over some traces and gives its csv rows as lines.
 * Must not know: accounting.
 */
#ifndef ORACLE_ANALYZE_H
#define ORACLE_ANALYZE_H

#include "lines.h"
#include "naive_window.h"

/* VERB_PASSES: peak --by mark, without the passes' numbers. VERB_BY_OP: peak --by op of ops that have a
 * name, without how many there are. */
enum verb {
	VERB_PEAK, VERB_TIMELINE, VERB_LEAKS, VERB_OPS, VERB_PASSES, VERB_BY_OP,
	VERB_BUFFERS, VERB_HAZARDS,     /* questions in SQL: lifetimes, and what replays overwrite */
	VERB_COUNT
};

extern const char *const verb_names[VERB_COUNT];

struct analyze_options {
	int by_class;           /* timeline: a row for a class of cores, not for each core */
	const struct window *window;    /* NULL: everything */
};

/*
 * out[0 .. runs): the rows of each run, the columns of the contract after `run`, in the printed
 * order. Inputs are traces or databases. Returns the exit status; -1 when the output is no csv with
 * these columns, and then *fault says why.
 */
int analyze(const char *program, enum verb verb, struct analyze_options options,
	char *const inputs[], size_t count, struct lines *out, size_t runs, const char **fault);
/* Loads the traces into a new database. Returns the exit status. */
int load_database(const char *program, char *const inputs[], size_t count, const char *database);

#endif
