/*
 * Which known word was meant by a word that is not known.
 *
 * Must not know: what the words name.
 */
#ifndef NEAREST_WORD_H
#define NEAREST_WORD_H

#include <stdbool.h>
#include <stddef.h>

/* How unlike two words are: smaller is nearer, 0 is equal. Words of 64 bytes or more are far. */
size_t unlike(const char *word, const char *other);
/* Near enough to suggest "did you mean": few letters differ, or one is a part of the other. */
bool is_near(const char *word, const char *other);

#endif
