/*
 * What people are told where a run has no marks, by whatever was to be shown of them.
 *
 * Must not know: the question.
 */
#ifndef NO_MARKS_H
#define NO_MARKS_H

#include <stdio.h>
#include "options.h"

/* Prints how a program gets marks, and a command that needs none. */
void put_no_marks(FILE *out, const struct options *o);

#endif
