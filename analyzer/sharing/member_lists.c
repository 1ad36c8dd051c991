/*
 * A list is numbered by the words that tell its members apart.
 *
 * Must not know: SQL, what the rows say.
 */
#include <stdlib.h>
#include "grown_array.h"
#include "member_lists.h"
#include "row_forms.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { WORDS = 3, MEMBER_NS = 3 };

struct member_lists {
	struct row_forms *forms;
	uint64_t *words;        /* of the present list */
	size_t count, capacity;
};

void member_list_add(struct member_list *list, struct member m)
{
	GROW(list->at, list->count, list->capacity);
	list->at[list->count++] = m;
}

struct member_lists *member_lists_new(void)
{
	struct member_lists *l = xcalloc(1, sizeof(*l));

	l->forms = row_forms_new();
	return l;
}

void member_lists_clear(struct member_lists *l)
{
	row_forms_clear(l->forms);
}

void member_lists_free(struct member_lists *l)
{
	row_forms_free(l->forms);
	free(l->words);
	free(l);
}

static void add(struct member_lists *l, uint64_t word)
{
	GROW(l->words, l->count, l->capacity);
	l->words[l->count++] = word;
}

uint64_t member_lists_number(struct member_lists *l, const struct member_list *list, bool *is_new)
{
	l->count = 0;
	for (size_t i = 0; i < list->count && work_spend(MEMBER_NS); i++) {
		add(l, list->at[i].nth);
		add(l, list->at[i].opening);
		add(l, list->at[i].class_id);
	}
	return row_forms_number(l->forms, l->words, l->count, is_new);
}
