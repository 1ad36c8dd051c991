/*
 * Numbers for texts: equal texts have the same number, from 1 in the order in which they come.
 *
 * Must not know: what the texts are.
 */
#ifndef TEXT_NUMBERS_H
#define TEXT_NUMBERS_H

#include <stddef.h>
#include <stdint.h>
#include "id_map.h"

/* Empty when all zeros. Keeps a copy of each different text. */
struct text_numbers {
	struct table by_hash;
	uint64_t last;
};

/* The number of these bytes. */
uint64_t text_number(struct text_numbers *t, const char *text, size_t bytes);
/* Forgets all. */
void text_numbers_free(struct text_numbers *t);

#endif
