/*
 * One piece of advice as a sentence: what to write, and where.
 *
 * Must not know: SQL, what it would save.
 */
#ifndef ADVICE_WORDS_H
#define ADVICE_WORDS_H

#include <stdio.h>

struct advice_words {
	const char *action;     /* as in the rows of advise */
	const char *variable, *op, *tensor;     /* NULL: not known */
	const char *place;      /* of the line that is to be changed: path:LINE, so many bytes */
	int place_bytes;
};

/* Prints it to out, without what it is good for. */
void advice_words(FILE *out, const struct advice_words *w);

#endif
