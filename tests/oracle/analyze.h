/*
 * Runs the real l1analyze over some traces and gives its csv rows as lines.
 * Must not know: accounting.
 */
#ifndef ORACLE_ANALYZE_H
#define ORACLE_ANALYZE_H

#include "lines.h"

enum verb { VERB_PEAK, VERB_TIMELINE, VERB_LEAKS, VERB_OPS, VERB_COUNT };

extern const char *const verb_names[VERB_COUNT];

/*
 * out[0 .. count): the rows of each input, the contract's columns behind `run`, in the order
 * printed. Returns the exit status; -1 when the output is no csv with the contract's columns, and
 * then *fault says why.
 */
int analyze(const char *program, enum verb verb, char *const inputs[], size_t count,
	struct lines *out, const char **fault);

#endif
