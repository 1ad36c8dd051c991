/*
 * Changes as a list: see program_changes.h.
 *
 * Must not know: what they are for.
 */
#include <stdlib.h>
#include "program_changes.h"
#include "grown_array.h"

void program_change_hide(struct change *c, size_t lifetime, int64_t from_ns, int64_t to_ns)
{
	GROW(c->hidden, c->hidden_count, c->hidden_capacity);
	c->hidden[c->hidden_count++] = (struct hidden){lifetime, from_ns, to_ns};
}

void program_change_do(struct change *c, uint64_t born, int64_t at_ns, enum early_how how)
{
	GROW(c->frees, c->free_count, c->free_capacity);
	c->frees[c->free_count++] = (struct early_free){born, at_ns, how};
}

void program_changes_add(struct changes *all, struct change c)
{
	GROW(all->at, all->count, all->capacity);
	all->at[all->count++] = c;
}

void program_change_free(struct change *c)
{
	free(c->variable);
	free(c->op);
	free(c->note);
	free(c->hidden);
	free(c->frees);
	*c = (struct change){0};
}

void program_changes_free(struct changes *all)
{
	for (size_t i = 0; i < all->count; i++)
		program_change_free(&all->at[i]);
	free(all->at);
	*all = (struct changes){0};
}
