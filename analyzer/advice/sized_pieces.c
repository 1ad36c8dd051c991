/*
 * Advice about sizes, as a list: see sized_pieces.h.
 *
 * Must not know: how each kind is found, how rows are printed.
 */
#include <stdlib.h>
#include "sized_pieces.h"

void sized_piece_free(struct sized_piece *p)
{
	free(p->because);
	free(p->callsite);
	free(p->tensor);
	free(p->name);
	free(p->cores);
}

void sized_pieces_free(struct sized_pieces *all)
{
	for (size_t i = 0; i < all->count; i++)
		sized_piece_free(&all->at[i]);
	free(all->at);
	*all = (struct sized_pieces){0};
}

void sized_pieces_sort(struct sized_pieces *all)
{
	for (size_t i = 1; i < all->count; i++) {
		struct sized_piece p = all->at[i];
		size_t k = i;

		for (; k && all->at[k - 1].effect.prevented < p.effect.prevented; k--)
			all->at[k] = all->at[k - 1];
		all->at[k] = p;
	}
}

void sized_piece_put(const struct sized_piece *p, struct advice_rows *rows)
{
	advice_rows_put(rows, &(struct advice_row){.action = p->action, .figure = p->figure,
		.because = p->because, .effect = &p->effect, .callsite = p->callsite,
		.tensor = p->tensor, .name = p->name, .cores = p->cores,
		.bytes_per_core = &p->bytes_per_core, .count = p->effect.count});
}
