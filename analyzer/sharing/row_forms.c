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

enum {
	REMEMBERED_MAX = 1 << 19,       /* words */
	/* where no more are remembered: who of so many finds fewer than a sixteenth does not look for a while */
	LOOKED = 1024,
	FOUND_LEAST = LOOKED / 16,
	NOT_LOOKED = LOOKED * 15,
};

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
	bool is_full;
	size_t looked, found, rest;     /* since it is full; rest: so many are new without a look */
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
	*f = (struct row_forms){0};
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

/* Whether these may be known; tells for how many to come they are not sought. */
static bool is_sought(struct row_forms *f)
{
	if (!f->is_full)
		return true;
	if (f->rest) {
		f->rest--;
		return false;
	}
	if (f->looked++ == LOOKED) {
		f->rest = f->found < FOUND_LEAST ? NOT_LOOKED : 0;
		f->looked = f->found = 0;
	}
	return true;
}

uint64_t row_forms_number(struct row_forms *f, const uint64_t *words, size_t count, bool *is_new)
{
	struct known *first, *k;
	uint64_t hash;

	*is_new = true;
	if (!is_sought(f))
		return ++f->last;
	hash = hash_of(words, count);
	first = table_get(&f->by_hash, hash);
	work_spend(count);
	for (k = first; k && work_spend(count); k = k->next)
		if (k->count == count && !memcmp(k->words, words, count * sizeof(*words))) {
			*is_new = false;
			f->found++;
			return k->number;
		}
	f->last++;
	f->is_full = count > REMEMBERED_MAX - f->remembered;
	if (f->is_full)
		return f->last;
	f->remembered += count;
	k = xmalloc(sizeof(*k) + count * sizeof(*words));
	*k = (struct known){.next = first, .number = f->last, .count = count};
	if (count)
		memcpy(k->words, words, count * sizeof(*words));
	table_put(&f->by_hash, hash, k);
	return k->number;
}
