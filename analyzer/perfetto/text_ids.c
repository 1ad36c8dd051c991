/* Numbers for texts: see text_ids.h. */
#include <stdlib.h>
#include <string.h>
#include "text_ids.h"
#include "work_allowance.h"
#include "xalloc.h"

struct known_text {
	struct known_text *next;
	uint64_t id;
	char text[];
};

/* FNV-1a. Texts may be made to have the same: then they only take longer. */
static uint64_t hash_of(const char *text, size_t *bytes)
{
	uint64_t h = 0xcbf29ce484222325u;
	const char *p;

	for (p = text; *p; p++)
		h = (h ^ (unsigned char)*p) * 0x100000001b3u;
	*bytes = (size_t)(p - text);
	return h;
}

uint64_t text_id(struct text_ids *t, const char *text, bool *is_new)
{
	size_t bytes;
	void **first = table_place(&t->by_hash, hash_of(text, &bytes));
	struct known_text *k = *first;

	work_spend(bytes + 10);
	for (; k && strcmp(k->text, text) && work_spend(20); k = k->next)
		;
	*is_new = !k;
	if (k)
		return k->id;
	k = xmalloc(sizeof(*k) + bytes + 1);
	memcpy(k->text, text, bytes + 1);
	k->id = ++t->count;
	k->next = *first;
	*first = k;
	return k->id;
}

void text_ids_free(struct text_ids *t)
{
	for (size_t i = 0; i < t->by_hash.capacity; i++)
		for (struct known_text *k = t->by_hash.at[i].value, *next; k; k = next) {
			next = k->next;
			free(k);
		}
	table_free(&t->by_hash);
	t->count = 0;
}
