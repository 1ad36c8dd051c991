/*
 * For tests of advise: a program of lines that make and use buffers, and what advise says of it.
 *
 * Must not know: what it should say.
 *
 * The bank has 2,000 bytes from 1,000 on, the program 8 of them. Buffers fill it from the top, as the
 * runtime places them: 504 bytes at 2,496, then 512 at 1,984, 512 at 1,472 and 448 at 1,024.
 */
#ifndef ADVISE_LINES_H
#define ADVISE_LINES_H

#include "use_calls.h"

enum { FIRST = 2496, SECOND = 1984, THIRD = 1472, FOURTH = 1024 };      /* where buffers lie */

/* The call site of a line of the function main; of a line of another function that a line of main calls. */
uint64_t line(struct story *t, uint32_t number);
uint64_t within(struct story *t, uint32_t number, uint32_t caller);
/* That line makes a buffer there. */
void make(struct story *t, uint64_t id, uint64_t address, uint64_t site);
/* A line runs an op that works on these addresses. */
#define WORK(t, site, ...) (USES(t, PROGRAM, __VA_ARGS__), launch(t, site))
void launch(struct story *t, uint64_t site);

/* Ends the story. Of each row of what is freed earlier, and of the floor: action, lines, count, bytes saved,
 * peak, peak after, headroom after, failures less, figure. */
void expect_advice(struct story *t, const char *rows);
/* The same of the rows of other changes. */
void expect_changes(struct story *t, const char *rows);
#define FLOOR(saved, peak, after) "floor\t\t\t\t" saved "\t" peak "\t" after "\t\t\texact\n"

#endif
