/*
 * What a query says of itself: lines `-- WORD: VALUE, VALUE` in its comments. CONTRIBUTING.md lists
 * the words.
 *
 * Must not know: what follows from it.
 */
#ifndef QUERY_DECLARES_H
#define QUERY_DECLARES_H

#include <stddef.h>

/* The place of a value in the list behind the word, from 1; 0: it does not stand there. */
size_t query_declares(const char *sql, const char *word, const char *value);

#endif
