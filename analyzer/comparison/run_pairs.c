/*
 * Which run belongs to which: see run_pairs.h.
 *
 * Must not know: SQL, what differs.
 */
#include <stdbool.h>
#include <string.h>
#include "run_pairs.h"
#include "work_allowance.h"

enum { LOOK_NS = 4 };

typedef bool belong(const struct side_run *a, const struct side_run *b);

static bool same_rank(const struct side_run *a, const struct side_run *b)
{
	return a->rank >= 0 && a->rank == b->rank;
}

static bool same_name(const struct side_run *a, const struct side_run *b)
{
	return !strcmp(a->name, b->name) && (a->rank < 0 || b->rank < 0 || a->rank == b->rank);
}

/* The only run without a partner that belongs to this one; RUN_ALONE: there is none, or several. */
static size_t only_one(const struct side_run *run, const struct side_run *at, size_t count, belong *of)
{
	size_t found = RUN_ALONE;

	for (size_t i = 0; i < count && work_spend(LOOK_NS); i++) {
		if (at[i].partner != RUN_ALONE || !of(run, &at[i]))
			continue;
		if (found != RUN_ALONE)
			return RUN_ALONE;
		found = i;
	}
	return found;
}

/* Both have to find each other, and nobody else. */
static void pair_by(struct side_run *a, size_t a_count, struct side_run *b, size_t b_count, belong *of)
{
	for (size_t i = 0; i < a_count; i++) {
		const size_t j = a[i].partner == RUN_ALONE ? only_one(&a[i], b, b_count, of) : RUN_ALONE;

		if (j == RUN_ALONE || only_one(&b[j], a, a_count, of) != i)
			continue;
		a[i].partner = j;
		b[j].partner = i;
	}
}

void run_pairs(struct side_run *a, size_t a_count, struct side_run *b, size_t b_count)
{
	for (size_t i = 0; i < a_count; i++)
		a[i].partner = RUN_ALONE;
	for (size_t i = 0; i < b_count; i++)
		b[i].partner = RUN_ALONE;
	if (a_count == 1 && b_count == 1) {
		a->partner = b->partner = 0;
		return;
	}
	pair_by(a, a_count, b, b_count, same_rank);
	pair_by(a, a_count, b, b_count, same_name);
}
