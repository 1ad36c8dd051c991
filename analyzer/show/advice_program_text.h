/*
 * The program at the peak, for people: its op, its regions, the same op elsewhere.
 *
 * Must not know: how they are found.
 */
#ifndef ADVICE_PROGRAM_TEXT_H
#define ADVICE_PROGRAM_TEXT_H

#include "advice_lines.h"

/* Prints the row if it is one of peak_program.h; else false. */
bool advice_program_text(struct advice_lines *a);

#endif
