/*
 * A tale of a program with two lines that call an op, and what `l1analyze check` prints about it.
 */
#ifndef TWO_SITES_H
#define TWO_SITES_H

#include "judge_l1analyze.h"

enum { MATMUL = 1, ADD };       /* call sites: ttnn.matmul at model.py:7, ttnn.add at model.py:8 */
enum { TEXT = 10 };             /* strings: the two ops, by call site */

/* Defines both and opens device 1. */
void sites_begin(struct tale *t);
/* A buffer of 100 bytes in L1. */
void sites_alloc(struct tale *t, uint64_t id, uint64_t address, uint64_t callsite);
/* `l1analyze check ARGS TRACE` exits with `code`, and these words are in its output. */
void sites_check(const struct tale *t, const char *args, int code, const char *words);

#endif
