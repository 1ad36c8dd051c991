/* Words of uses and their differences: see uses_words.h. */
#include <string.h>
#include "l1t_wire.h"
#include "uses_words.h"

static size_t count_of(size_t bytes)
{
	return bytes / 4 < USES_WORDS_MAX ? bytes / 4 : USES_WORDS_MAX;
}

void uses_words_begin(struct uses_words *u)
{
	memset(u->counts, 0, sizeof(u->counts));
}

void uses_words_to_differences(struct uses_words *u, uint64_t program, uint8_t *words, size_t bytes)
{
	uint32_t *last = u->words[program % USES_PLACES];
	uint8_t *had = &u->counts[program % USES_PLACES];
	const size_t count = count_of(bytes);

	for (size_t i = 0; i < count; i++) {
		const uint32_t word = l1t_get32(words + 4 * i);

		l1t_put32(words + 4 * i, i < *had ? word - last[i] : word);
		last[i] = word;
	}
	*had = (uint8_t)count;
}

void uses_words_from_differences(struct uses_words *u, uint64_t program, uint8_t *words,
	size_t bytes)
{
	uint32_t *last = u->words[program % USES_PLACES];
	uint8_t *had = &u->counts[program % USES_PLACES];
	const size_t count = count_of(bytes);

	for (size_t i = 0; i < count; i++) {
		const uint32_t word = l1t_get32(words + 4 * i);

		last[i] = i < *had ? word + last[i] : word;
		l1t_put32(words + 4 * i, last[i]);
	}
	*had = (uint8_t)count;
}
