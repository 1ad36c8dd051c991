/*
 * Rows as lines of text: columns joined by '|', NULL as nothing. Expected and printed rows are
 * compared in this form. Must not know: what the columns mean.
 */
#ifndef ORACLE_LINES_H
#define ORACLE_LINES_H

#include <stddef.h>

struct lines {
	char **text;
	size_t count, capacity;
};

__attribute__((format(printf, 2, 3)))
void lines_add(struct lines *l, const char *format, ...);
/* Sorts by the first `columns` columns and keeps the order of lines that agree there. */
void lines_sort(struct lines *l, unsigned columns);
/* Index of the first line that differs, count when none does. */
size_t lines_difference(const struct lines *a, const struct lines *b);
void lines_release(struct lines *l);

#endif
