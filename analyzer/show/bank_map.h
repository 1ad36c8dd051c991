/*
 * A bank's addresses in one line of text.
 *
 * Must not know: rows.
 */
#ifndef BANK_MAP_H
#define BANK_MAP_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "terminal.h"

enum { MAP_COLUMNS = 72 };

struct bank_map {
	uint64_t from, to;
	size_t columns;
	char at[MAP_COLUMNS + 1];
};

/* Makes an empty map of the addresses from `from` up to, but not including, `to`, for lines of `width`
 * characters; 0: no limit. */
void bank_map_begin(struct bank_map *m, uint64_t from, uint64_t to, size_t width);
/*
 * Marks `bytes` bytes from `address` on; bytes outside the map are left out. A place that already
 * has another mark becomes an X.
 */
void bank_map_paint(struct bank_map *m, uint64_t address, uint64_t bytes, char mark);
/* Prints the addresses of both ends, the marks, and a line that explains the marks. */
void bank_map_print(FILE *out, const struct terminal *t, const struct bank_map *m);

#endif
