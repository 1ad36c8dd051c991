/*
 * Which runs diff compares: pairs of one rank or name, of the first side and of the second.
 *
 * Must not know: what differs, how it is shown.
 */
#ifndef COMPARED_PAIRS_H
#define COMPARED_PAIRS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "compared_inputs.h"
#include "diff_words.h"

struct compared_pairs {
	struct compared_runs *at;       /* in order of their ranks; number i + 1 is at i */
	size_t count, capacity;
	size_t stored_count;    /* of all runs, those of baselines */
	char *alone[2];         /* runs of a side that the other one does not have, "ranks 8-15"; NULL: none */
	char *sides[2];         /* what the user calls them */
	struct named_run *runs;
	size_t run_count, run_capacity;
};

/* Reads the runs that compared_open() has made rows of, and chooses. Ends the program where nothing can be
 * compared. Free with compared_pairs_free(). */
struct compared_pairs compared_pairs(const struct compared_inputs *c, const struct options *o);
void compared_pairs_free(struct compared_pairs *p);
/* Reports each run of a baseline that was made of a part of a run; EXIT_INCOMPLETE or 0. */
int compared_pairs_incomplete(sqlite3 *db, const struct compared_pairs *p);

#endif
