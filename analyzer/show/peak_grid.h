/*
 * The peaks of a chip's cores as a map, where they differ.
 *
 * Must not know: of which time they are.
 */
#ifndef PEAK_GRID_H
#define PEAK_GRID_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include "terminal.h"

/*
 * Draws view peak: a map for each group of chips whose maps are equal, at most a few, the rest counted;
 * where all cores hold the same, a line that says so; where there is no peak, nothing. `small`: the
 * peaks are of L1_SMALL alone. Lines have at most `width` characters; 0: no limit.
 */
void put_peak_grids(FILE *out, sqlite3 *db, const struct terminal *t, bool small, size_t width);

#endif
