/*
 * The naive replay's rows in the form of l1analyze's csv: columns joined by '|', NULL as nothing.
 * Must not know: how the numbers come about.
 */
#ifndef ORACLE_EXPECTED_H
#define ORACLE_EXPECTED_H

#include "analyze.h"
#include "naive.h"

/* out[verb] gets the rows of each verb, sorted as sort_rows does. */
void expected_rows(struct lines out[VERB_COUNT], const struct stream *s);
/* The order in which rows are compared: by what a row is about, then as they came. */
void sort_rows(struct lines *rows, enum verb verb);

#endif
