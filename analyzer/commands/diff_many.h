/*
 * Many pairs of runs as one answer: which got worse, the worst first; pairs that differ in the same once; and
 * all of them as if they were one.
 *
 * Must not know: how runs are compared, what is too much.
 */
#ifndef DIFF_MANY_H
#define DIFF_MANY_H

#include <sqlite3.h>
#include <stddef.h>
#include <stdio.h>
#include "diff_words.h"

/* How many of the pairs that are shown differ so that it is said what made it so. */
enum { DIFF_DETAILS_MOST = 4, DIFF_GROUPS_MOST = 24 };

struct diff_many {
	struct compared_runs *at;       /* number i + 1 is at i */
	size_t count;
	size_t *shown;          /* of `at` those that stand for all that differ in the same, the worst first */
	size_t shown_count;
	size_t verdicts[DIFF_EQUAL + 1];        /* how many pairs have each */
	struct compared_runs all;
	const char *sides[2], *alone[2];        /* as in struct compared_pairs */
};

/* Finds them, and sets verdict, same, times and who of each pair, in the database, too. The pairs, and
 * sides, live as long. Free with diff_many_free(). */
struct diff_many diff_many(sqlite3 *db, struct compared_runs *at, size_t count);
void diff_many_free(struct diff_many *m);

/* Prints them for people at a terminal, and for a comment on GitHub. */
void diff_many_words(FILE *out, sqlite3 *db, const struct diff_many *m, size_t width);
void diff_many_markdown(FILE *out, sqlite3 *db, const struct diff_many *m);

/* What both say. "8 ranks: 1 worse, 7 the same". The caller frees. */
char *diff_many_verdict(const struct diff_many *m);
/* "worse: peak 5 -> 7, headroom ..". The caller frees. */
char *diff_many_outcome(const struct diff_many *m, const struct compared_runs *c, const char *arrow);
/* The call site that a worse or other peak has, or NULL. */
const char *diff_many_site(const struct compared_runs *c);

#endif
