/*
 * The naive replay's rows in the form of l1analyze's csv: columns joined by '|', NULL as nothing.
 * Must not know: how the numbers are computed.
 */
#ifndef ORACLE_EXPECTED_H
#define ORACLE_EXPECTED_H

#include "analyze.h"
#include "naive.h"
#include "naive_window.h"

/*
 * out[verb] gets the rows of each verb in this window, sorted as by sort_rows. The timeline has
 * rows only without a window.
 */
void expected_rows(struct lines out[VERB_COUNT], const struct stream *s, const struct window *w);
/* What l1analyze calls a type of buffers. */
const char *buffer_kind(uint64_t type);
/* The order in which rows are compared: by what a row is about, then as they came. */
void sort_rows(struct lines *rows, enum verb verb);

#endif
