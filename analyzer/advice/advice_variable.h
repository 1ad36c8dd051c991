/*
 * The name of what a piece of advice frees, in the function of its line.
 *
 * Must not know: SQL, how rows are printed.
 */
#ifndef ADVICE_VARIABLE_H
#define ADVICE_VARIABLE_H

#include <stdbool.h>
#include "assigned_name.h"
#include "free_earlier.h"
#include "run_story.h"

/*
 * The variable in the function of the first line, read from its source. Where that is not at hand, the one
 * that the database knows, if the line calls the operation itself. given: the name that the program gave
 * the tensor; known: the database's variable; NULL: none. False: there is none.
 */
bool advice_variable(const struct run_story *s, const struct piece *p, const char *given, const char *known,
	char out[ASSIGNED_NAME_BYTES + 1]);

#endif
