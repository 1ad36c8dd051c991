/*
 * What a query declares about itself: lines `-- WORD: VALUE, VALUE` in its comments.
 * CONTRIBUTING.md lists the words.
 *
 * Must not know: what follows from it.
 */
#ifndef QUERY_DECLARES_H
#define QUERY_DECLARES_H

#include <stddef.h>

/* The position of a value in the list of this word, from 1; 0: the list does not have it. */
size_t query_declares(const char *sql, const char *word, const char *value);

#endif
