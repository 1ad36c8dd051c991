/*
 * Runs in a few words: "ranks 0-6,9", or by their names where they have no ranks.
 *
 * Must not know: SQL, what is said of them.
 */
#ifndef RANKS_IN_WORDS_H
#define RANKS_IN_WORDS_H

#include <stddef.h>
#include <stdint.h>

/* ranks[i]: -1, it has none; names[i]: not NULL. The caller frees. */
char *ranks_in_words(const int64_t *ranks, const char *const *names, size_t count);

#endif
