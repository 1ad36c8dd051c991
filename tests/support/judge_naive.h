/*
 * For tests: the second judge of a story, the naive replay of tests/oracle, and the form in which
 * judges compare: rows as l1analyze prints them.
 *
 * Must not know: how anybody counts.
 */
#ifndef JUDGE_NAIVE_H
#define JUDGE_NAIVE_H

#include "expected.h"
#include "judge_accounting.h"

/* All that is told from here on is kept. */
void stream_begin(struct story *s);
void stream_free(struct story *s);
/* What was told, with the records that begin and end a trace. */
void stream_of_trace(struct stream *out, const struct story *s);

/* Rows of the accounting, of all verbs but the two that have windows of their own. */
void accounted_rows(struct lines out[VERB_COUNT], const struct story *s);
bool is_accounted(enum verb verb);

#endif
