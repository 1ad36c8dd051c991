/*
 * Advice about sizes, for people.
 *
 * Must not know: how it is found.
 */
#ifndef ADVICE_SIZED_TEXT_H
#define ADVICE_SIZED_TEXT_H

#include "advice_lines.h"

/* Prints the row if it is a piece of sized_pieces.h; else false. */
bool advice_sized_text(struct advice_lines *a);

#endif
