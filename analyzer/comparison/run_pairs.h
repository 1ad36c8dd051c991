/*
 * Which run of one side belongs to which of the other: that of its rank, where each side has one of it, else
 * that of its name.
 *
 * Must not know: SQL, what differs.
 */
#ifndef RUN_PAIRS_H
#define RUN_PAIRS_H

#include <stddef.h>
#include <stdint.h>

#define RUN_ALONE SIZE_MAX

struct side_run {
	int64_t rank;           /* -1: not known */
	const char *name;
	size_t partner;         /* filled: its place on the other side, or RUN_ALONE */
};

/*
 * Fills the partners. A rank, or a name, that one of the sides has more than once decides nothing; runs of one
 * name are not those of one another where both have ranks, which differ. Where each side has one run, they
 * belong together, whatever they are.
 */
void run_pairs(struct side_run *a, size_t a_count, struct side_run *b, size_t b_count);

#endif
