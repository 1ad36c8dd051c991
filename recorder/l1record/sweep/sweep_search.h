/*
 * Looks for the largest of some values that fits, with few runs: the first value, then twice as far
 * and again, until one does not fit; then between the two. Fitting need not be monotonic, so some
 * values beyond the first that did not fit are tried as well.
 *
 * Must not know: what is run, what the values are.
 */
#ifndef L1RECORD_SWEEP_SEARCH_H
#define L1RECORD_SWEEP_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sweep_verdict { SWEEP_FITS, SWEEP_FITS_NOT, SWEEP_NEITHER };

/* So many runs one after another that say neither end a search: it would learn nothing. */
enum { SWEEP_NEITHER_MOST = 5 };

struct sweep_search {
	int64_t count;          /* values are 0 .. count - 1 */
	int64_t fits;           /* the largest that fits, of those below `fits_not`; -1: none */
	int64_t fits_not;       /* the smallest that does not; count: none */
	int64_t beyond;         /* of those beyond, the next to look at */
	unsigned above;         /* how many beyond are still to be tried */
	unsigned neither;       /* runs that said neither, the last ones */
	bool waits, given_up, edge_known;
	int64_t *tried;         /* in the order in which they were asked for */
	size_t tried_count, tried_room;
};

/* A search among `count` values. `above`: how many to try beyond the first that does not fit. */
void sweep_search_begin(struct sweep_search *s, size_t count, unsigned above);
void sweep_search_free(struct sweep_search *s);
/*
 * The next value to try; -1: none before a result comes, or none any more. -2: no memory. Which
 * values are tried depends on the results alone, not on when they come.
 */
int64_t sweep_search_next(struct sweep_search *s);
/* The result of a value that sweep_search_next() gave. */
void sweep_search_result(struct sweep_search *s, int64_t value, enum sweep_verdict verdict);

#endif
