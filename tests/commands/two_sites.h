/*
 * A story of a program with two lines that call an op, and what `l1analyze check` says of it.
 */
#ifndef TWO_SITES_H
#define TWO_SITES_H

#include "judge_l1analyze.h"

enum { MATMUL = 1, ADD };       /* call sites: ttnn.matmul at model.py:7, ttnn.add at model.py:8 */
enum { TEXT = 10 };             /* strings: the two ops, by call site */

/* Tells of both and opens device 1. */
void sites_begin(struct story *t);
/* A buffer of 100 bytes in L1. */
void sites_alloc(struct story *t, uint64_t id, uint64_t address, uint64_t callsite);
/* `l1analyze check ARGS TRACE` exits with `code`, and these words are in its output. */
void sites_check(const struct story *t, const char *args, int code, const char *words);

#endif
