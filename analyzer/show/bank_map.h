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

enum { MAP_COLUMNS = 72 };

struct bank_map {
	uint64_t from, to;
	char at[MAP_COLUMNS + 1];
};

void bank_map_begin(struct bank_map *m, uint64_t from, uint64_t to);
/* A second mark at the same place is an X. */
void bank_map_paint(struct bank_map *m, uint64_t address, uint64_t bytes, char mark);
void bank_map_print(FILE *out, const struct bank_map *m);

#endif
