/*
 * What a record of uses says, and whether it is what a test expects.
 *
 * Must not know: which scenario was played.
 */
#ifndef STANDIN_PLAYED_USES_H
#define STANDIN_PLAYED_USES_H

#include "played.h"

enum { WORDS_MAX = 64 };

/* Copies the words of a record to `words`, of WORDS_MAX; returns their number. */
size_t words_of(const struct l1t_record *r, uint32_t *words);
/* The nth record of uses has exactly these words, in any order. */
void assert_words(const struct played *p, size_t n, uint64_t flags, const uint32_t *expected,
	size_t count);
#define ASSERT_WORDS(p, n, flags, ...) \
	assert_words(p, n, flags, (const uint32_t[]){__VA_ARGS__}, \
		sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))
/* Each record of a program's uses is right before its launch, on the same device. */
void assert_each_before_its_launch(const struct played *p);

#endif
