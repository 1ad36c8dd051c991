/*
 * The pieces of a plan, as a list: see advice_planning.h.
 *
 * Must not know: why they are chosen.
 */
#include "advice_planning.h"
#include "grown_array.h"

bool advice_is_chosen(const struct advice_plan *plan, const struct piece *piece)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->chosen[i].piece == piece)
			return true;
	return false;
}

void advice_add_chosen(struct advice_plan *plan, struct chosen c)
{
	GROW(plan->chosen, plan->count, plan->capacity);
	plan->chosen[plan->count++] = c;
}
