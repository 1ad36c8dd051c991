/*
 * Numbers for texts: equal texts have the same, from 1 on in the order in which they come.
 *
 * Must not know: what the texts are.
 */
#ifndef TEXT_IDS_H
#define TEXT_IDS_H

#include <stdbool.h>
#include <stdint.h>
#include "id_map.h"

/* Empty when all zeros. */
struct text_ids {
	struct table by_hash;   /* of texts with the same hash the first; they are a chain */
	uint64_t count;
};

/* *is_new: the text was not there before. */
uint64_t text_id(struct text_ids *t, const char *text, bool *is_new);
void text_ids_free(struct text_ids *t);

#endif
