/*
 * The words of a block's uses as differences: of two launches of a program most words are the same,
 * or differ by what the next layer's do. FORMAT.md, "Words of uses".
 *
 * Must not know: columns, what the words say.
 */
#ifndef USES_WORDS_H
#define USES_WORDS_H

#include <stddef.h>
#include <stdint.h>

enum { USES_PLACES = 256, USES_WORDS_MAX = 64 };

/* The last words in each place; a program's place is its number modulo USES_PLACES. */
struct uses_words {
	uint8_t counts[USES_PLACES];
	uint32_t words[USES_PLACES][USES_WORDS_MAX];
};

/* At the begin of a block. */
void uses_words_begin(struct uses_words *u);
/* Of a program's words (little-endian, of which the last may be cut), where they are. */
void uses_words_to_differences(struct uses_words *u, uint64_t program, uint8_t *words, size_t bytes);
void uses_words_from_differences(struct uses_words *u, uint64_t program, uint8_t *words,
	size_t bytes);

#endif
