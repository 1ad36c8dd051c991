/*
 * Texts by their hash: see text_numbers.h.
 *
 * Must not know: what the texts are.
 */
#include <stdlib.h>
#include <string.h>
#include "text_numbers.h"
#include "work_allowance.h"
#include "xalloc.h"

struct known {
	struct known *next;     /* another text with this hash */
	uint64_t number;
	size_t bytes;
	char text[];
};

static uint64_t hash_of(const char *text, size_t bytes)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < bytes; i++)
		h = (h ^ (unsigned char)text[i]) * 0x100000001b3u;
	return h;
}

uint64_t text_number(struct text_numbers *t, const char *text, size_t bytes)
{
	uint64_t hash = hash_of(text, bytes);
	struct known *first = table_get(&t->by_hash, hash), *k;

	work_spend(bytes);
	for (k = first; k && work_spend(bytes); k = k->next)
		if (k->bytes == bytes && !memcmp(k->text, text, bytes))
			return k->number;
	k = xmalloc(sizeof(*k) + bytes);
	*k = (struct known){.next = first, .number = ++t->last, .bytes = bytes};
	memcpy(k->text, text, bytes);
	table_put(&t->by_hash, hash, k);
	return k->number;
}

void text_numbers_free(struct text_numbers *t)
{
	for (size_t i = 0; i < t->by_hash.capacity; i++)
		for (struct known *k = t->by_hash.at[i].value, *next; k; k = next) {
			next = k->next;
			free(k);
		}
	table_free(&t->by_hash);
	t->last = 0;
}
