/* Which word was meant: see nearest_word.h. */
#include <stddef.h>
#include <string.h>
#include "nearest_word.h"

enum { WORD_BYTES = 64, PART_LEAST = 3 };

/* Levenshtein distance of two short words. */
static size_t distance(const char *a, const char *b)
{
	size_t row[WORD_BYTES], n = strlen(b);

	if (n >= WORD_BYTES || strlen(a) >= WORD_BYTES)
		return WORD_BYTES;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t best = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[n];
}

/* The part of a name after its last dot, since people leave out the module. */
static const char *last_part(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && dot[1] ? dot + 1 : name;
}

static size_t letters(const char *word, const char *other)
{
	size_t whole = distance(word, other), part = distance(word, last_part(other));

	return part < whole ? part : whole;
}

size_t unlike(const char *word, const char *other)
{
	if (!strcmp(word, other))
		return 0;
	/* of equal distances the one with the same first letter is meant */
	return 1 + 2 * letters(word, other) + (word[0] != last_part(other)[0]);
}

bool is_near(const char *word, const char *other)
{
	size_t n = strlen(word);

	if (n >= PART_LEAST && (strstr(other, word) ||
			(strlen(other) >= PART_LEAST && strstr(word, other))))
		return true;
	return n < WORD_BYTES && letters(word, other) * 2 <= n;
}
