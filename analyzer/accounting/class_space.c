/*
 * The ranges of a class's own, by type: see class_space.h.
 *
 * Must not know: classes, what is on all cores, where the ranges come from.
 */
#include "class_space.h"
#include "l1t_record.h"
#include "work_allowance.h"

struct range_counts *class_space_of(struct class_space *s, uint64_t type)
{
	return type == L1T_PERSISTENT ? &s->persistent : type == L1T_L1_SMALL ? &s->small : &s->l1;
}

uint64_t class_space_bytes(const struct range_counts *all, const struct range_counts *own)
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

void class_space_copy(struct class_space *to, const struct class_space *from)
{
	range_counts_copy(&to->l1, &from->l1);
	range_counts_copy(&to->small, &from->small);
	range_counts_copy(&to->persistent, &from->persistent);
}

void class_space_free(struct class_space *s)
{
	range_counts_free(&s->l1);
	range_counts_free(&s->small);
	range_counts_free(&s->persistent);
}
