/*
 * The cores of a chip as a map: each core's share of its capacity, where it is on the chip.
 *
 * Must not know: SQL, what the shares are of.
 */
#ifndef CORE_GRID_H
#define CORE_GRID_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "terminal.h"

enum { GRID_MOST = 64 };        /* columns and rows of cores that a map has */

/* Shares from 0 to 1, of a core without a number less than 0. Begin with core_grid_begin(). */
struct core_grid {
	int wide, high;         /* one more than the largest numbers of cores */
	int outside;            /* cores that the map has no place for */
	float share[GRID_MOST][GRID_MOST];      /* [y][x] */
	int64_t bytes[GRID_MOST][GRID_MOST];    /* where core_grid_set_bytes() set them; else 0 */
};

void core_grid_begin(struct core_grid *g);
/* share: from 0 to 1; less than 0: not known. Cores beyond the map are counted. */
void core_grid_set(struct core_grid *g, int64_t x, int64_t y, double share);
/* The same of bytes, of which `whole` are all; where that is not more than 0 the share is not known. */
void core_grid_set_bytes(struct core_grid *g, int64_t x, int64_t y, int64_t bytes, int64_t whole);
/* Whether all cores have the same share, as far as it is drawn. */
bool core_grid_is_even(const struct core_grid *g);
/* Whether two maps are drawn alike. */
bool core_grid_equal(const struct core_grid *a, const struct core_grid *b);
/*
 * Draws the map, y downwards, with the cores' numbers at its edges: percent, and a shade where there
 * are block characters. Where a line of `width` characters (0: no limit) has no room for them, a
 * digit is tenths: 8 is 80 to 89 percent.
 */
void core_grid_put(FILE *out, const struct terminal *t, const struct core_grid *g, size_t width);
/*
 * The same, of bytes: as long as there are letters for all of them a letter for each number of bytes,
 * A for the most, and a line below that says which is which. Else as core_grid_put().
 */
void core_grid_put_bytes(FILE *out, const struct terminal *t, const struct core_grid *g, size_t width);

#endif
