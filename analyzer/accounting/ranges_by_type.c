/*
 * Which ranges a type of memory has: see ranges_by_type.h.
 *
 * Must not know: chips, classes, where the ranges come from.
 */
#include "ranges_by_type.h"
#include "work_allowance.h"

uint64_t ranges_union_bytes(const struct range_counts *all, const struct range_counts *own)
{
	uint64_t bytes = all->covered + own->covered;

	if (!all->covered || !own->covered)
		return bytes;
	work_spend_each(own->count, 20);
	for (size_t i = 0; i + 1 < own->count; i++)
		if (own->at[i].count)
			bytes -= range_counts_within(all, own->at[i].from, own->at[i + 1].from);
	return bytes;
}

void ranges_by_type_copy(struct ranges_by_type *to, const struct ranges_by_type *from)
{
	range_counts_copy(&to->l1, &from->l1);
	range_counts_copy(&to->small, &from->small);
	range_counts_copy(&to->persistent, &from->persistent);
}

void ranges_by_type_free(struct ranges_by_type *s)
{
	range_counts_free(&s->l1);
	range_counts_free(&s->small);
	range_counts_free(&s->persistent);
}
