/*
 * For tests of the accounting: stories for three judges. What the accounting gives is looked at by
 * the test; when all stories of a group have ended, the same records go to the naive replay and, as
 * a trace, to l1analyze: rows of peak, timeline, leaks and ops, lifetimes of buffers and hazards must be
 * the same, in every column.
 *
 * Chips have 4x3 cores with 1,000,000 bytes: programs from 100,000, L1_SMALL from 950,000. Each
 * record comes 10 ns after the one before.
 *
 * Must not know: how anybody counts.
 */
#ifndef THREE_JUDGES_H
#define THREE_JUDGES_H

/* the first four: cmocka wants them */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "judge_accounting.h"
#include "judge_naive.h"

enum {
	GRID_X = 4, GRID_Y = 3, GRID_CORES = GRID_X * GRID_Y,
	L1_BYTES = 1000000, BASE = 100000, SMALL_BYTES = 50000, TOP = L1_BYTES - SMALL_BYTES,
	ALL_CORES = 1,          /* id of the set of all cores, told by story_begin() */
	LEFT_CORES = 2,         /* 0,0-1,2 */
	RIGHT_CORES = 3,        /* 2,0-3,2 */
	ONE_CORE = 4,           /* 0,0 */
	BOTH_CHIPS = 65536,     /* chips 0 and 1 */
	DEVICE = 1,             /* handle of the device that one_chip() opens on chip 0 */
	TRACE = 42,             /* the mesh trace of one_capture() */
};

/* Who judges a story besides the accounting. */
enum { NOBODY = 0, NAIVE = 1, L1ANALYZE_TOO = 2, ALL_JUDGES = NAIVE | L1ANALYZE_TOO };

void story_begin(struct story *s);
void one_chip(struct story *s);
/* The chip has one core: for stories of many records, since the naive replay looks at each byte. */
void one_core(struct story *s);
/* Program 1 has 1,000 bytes on all cores; captured while a buffer of `live` bytes at 800,000 lives. */
void one_capture(struct story *s, uint64_t live);
/* In a world of its own, in which nothing is told yet. */
void story_begin_in(struct story *s, const struct world *w);

/* Ends the trace, which all judge. */
#define story_end(s) story_end_for(s, ALL_JUDGES)
/* Which only some can judge: say why. */
#define story_end_for(s, judges) story_ends(s, judges, __func__)
void story_ends(struct story *s, unsigned judges, const char *test);
void story_free(struct story *s);

/*
 * Fails the test unless all judges give these rows, each with a newline at its end. Columns: the
 * contract in tests/oracle/analyze.c. A window's rows are not the accounting's: two judges give them.
 */
void expect_rows(struct story *s, enum verb verb, const char *rows);
void expect_rows_in(struct story *s, enum verb verb, const struct window *w, const char *rows);

/* Runs the tests, then the judges over all their stories. */
#define run_stories(name, tests) \
	(cmocka_run_group_tests_name(name, tests, NULL, NULL) + judge_stories())
int judge_stories(void);

#endif
