/*
 * Lists by their hash. Only so many members are remembered: if a trace makes ever new lists, those
 * after them get a new number each time.
 *
 * Must not know: SQL, what the rows say.
 */
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "id_map.h"
#include "member_lists.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { REMEMBERED_MAX = 1 << 17, MEMBER_NS = 3 };

struct known {
	struct known *next;     /* another list with this hash */
	uint64_t number;
	size_t count;
	struct member at[];
};

struct member_lists {
	struct table by_hash;
	uint64_t last;
	size_t remembered;      /* number of members of all known lists */
};

void member_list_add(struct member_list *list, struct member m)
{
	GROW(list->at, list->count, list->capacity);
	list->at[list->count++] = m;
}

struct member_lists *member_lists_new(void)
{
	return xcalloc(1, sizeof(struct member_lists));
}

void member_lists_clear(struct member_lists *l)
{
	for (size_t i = 0; i < l->by_hash.capacity; i++)
		for (struct known *k = l->by_hash.at[i].value, *next; k; k = next) {
			next = k->next;
			free(k);
		}
	table_free(&l->by_hash);
	l->last = l->remembered = 0;
}

void member_lists_free(struct member_lists *l)
{
	member_lists_clear(l);
	free(l);
}

static uint64_t hash_of(const struct member_list *list)
{
	uint64_t h = list->count;

	for (size_t i = 0; i < list->count; i++) {
		const struct member *m = &list->at[i];

		h = (h ^ m->nth) * 0x9e3779b97f4a7c15u;
		h = (h ^ h >> 29 ^ m->opening) * 0xbf58476d1ce4e5b9u;
		h = (h ^ h >> 32 ^ m->class_id) * 0x94d049bb133111ebu;
	}
	return h ^ h >> 31;
}

static bool is_equal(const struct known *k, const struct member_list *list)
{
	if (k->count != list->count)
		return false;
	for (size_t i = 0; i < k->count; i++)
		if (k->at[i].nth != list->at[i].nth || k->at[i].opening != list->at[i].opening ||
			k->at[i].class_id != list->at[i].class_id)
			return false;
	return true;
}

uint64_t member_lists_number(struct member_lists *l, const struct member_list *list, bool *is_new)
{
	uint64_t hash = hash_of(list);
	struct known *first = table_get(&l->by_hash, hash), *k;

	work_spend(list->count * MEMBER_NS);
	for (k = first; k && work_spend(list->count * MEMBER_NS); k = k->next)
		if (is_equal(k, list)) {
			*is_new = false;
			return k->number;
		}
	*is_new = true;
	l->last++;
	if (list->count > REMEMBERED_MAX - l->remembered)
		return l->last;
	l->remembered += list->count;
	k = xmalloc(sizeof(*k) + list->count * sizeof(*k->at));
	k->next = first;
	k->number = l->last;
	k->count = list->count;
	if (list->count)
		memcpy(k->at, list->at, list->count * sizeof(*k->at));
	table_put(&l->by_hash, hash, k);
	return k->number;
}
