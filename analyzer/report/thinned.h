/*
 * Which rows are left out where there are too many to be drawn, so that none is missed that would be
 * seen. Changes are cut into stretches of equally many; of each stretch and each list of classes the
 * fullest change stays, and the last, so that what is held when a stretch begins is always known. Of
 * buffers those stay that are the largest of their neighbours, by bytes and time.
 *
 * Must not know: SQL, the page.
 */
#ifndef THINNED_H
#define THINNED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stretch {
	size_t first;           /* of its rows that stay, the number among all that stay */
	size_t changes;         /* how many it has */
	bool whole;             /* all of them stay */
};

struct thinned_changes {
	bool *stays;            /* by row */
	size_t count;           /* how many stay */
	struct stretch *stretches;      /* none: all stay */
	size_t stretch_count, stretch_capacity;
};

/* most: how many may stay, if two of each list and those around the largest are not more. lists: of each row; totals: what is held after it. A stretch around the largest stays whole. Free with
 * thinned_changes_free(). */
struct thinned_changes thinned_changes(const uint64_t *lists, const uint64_t *totals, size_t rows,
	size_t most);
void thinned_changes_free(struct thinned_changes *t);
/* stays: those that are true already do; at most `most` others come to it. sizes: of each row. */
void thinned_by_size(bool *stays, const double *sizes, size_t rows, size_t most);

#endif
