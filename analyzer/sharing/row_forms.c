/*
 * Words by their hash: see row_forms.h.
 *
 * Must not know: SQL, what the words mean.
 */
#include <stdlib.h>
#include <string.h>
#include "id_map.h"
#include "row_forms.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { REMEMBERED_MAX = 1 << 19 };      /* words */

struct known {
	struct known *next;     /* others with this hash */
	uint64_t number;
	size_t count;
	uint64_t words[];
};

struct row_forms {
	struct table by_hash;
	uint64_t last;
	size_t remembered;      /* number of words of all that are known */
};

struct row_forms *row_forms_new(void)
{
	return xcalloc(1, sizeof(struct row_forms));
}

void row_forms_clear(struct row_forms *f)
{
	for (size_t i = 0; i < f->by_hash.capacity; i++)
		for (struct known *k = f->by_hash.at[i].value, *next; k; k = next) {
			next = k->next;
			free(k);
		}
	table_free(&f->by_hash);
	f->last = f->remembered = 0;
}

void row_forms_free(struct row_forms *f)
{
	row_forms_clear(f);
	free(f);
}

static uint64_t hash_of(const uint64_t *words, size_t count)
{
	uint64_t h = count;

	for (size_t i = 0; i < count; i++)
		h = (h ^ h >> 29 ^ words[i]) * 0xbf58476d1ce4e5b9u;
	return h ^ h >> 31;
}

uint64_t row_forms_number(struct row_forms *f, const uint64_t *words, size_t count, bool *is_new)
{
	uint64_t hash = hash_of(words, count);
	struct known *first = table_get(&f->by_hash, hash), *k;

	work_spend(count);
	for (k = first; k && work_spend(count); k = k->next)
		if (k->count == count && !memcmp(k->words, words, count * sizeof(*words))) {
			*is_new = false;
			return k->number;
		}
	*is_new = true;
	f->last++;
	if (count > REMEMBERED_MAX - f->remembered)
		return f->last;
	f->remembered += count;
	k = xmalloc(sizeof(*k) + count * sizeof(*words));
	*k = (struct known){.next = first, .number = f->last, .count = count};
	if (count)
		memcpy(k->words, words, count * sizeof(*words));
	table_put(&f->by_hash, hash, k);
	return k->number;
}
