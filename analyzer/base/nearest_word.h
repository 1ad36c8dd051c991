/*
 * Which of some words was meant by one that is none of them.
 *
 * Must not know: what the words name.
 */
#ifndef NEAREST_WORD_H
#define NEAREST_WORD_H

#include <stdbool.h>
#include <stddef.h>

/* How unlike two words are: smaller is nearer, 0 is equal. Words of 64 bytes and more are far. */
size_t unlike(const char *word, const char *other);
/* Near enough to be asked about: few letters differ, or one is a part of the other. */
bool is_near(const char *word, const char *other);

#endif
