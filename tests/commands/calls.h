/*
 * For tests of explain: calls of ttnn.conv2d, ttnn.add and ttnn.empty, each on a line of its own, in
 * the world of one bank, and what explain says of them.
 *
 * Must not know: what it should say.
 */
#ifndef CALLS_H
#define CALLS_H

#include <stdbool.h>
#include "judge_l1analyze.h"

/* Call sites: ttnn.conv2d at model.py:7, ttnn.add at model.py:8, ttnn.empty at model.py:9. */
enum { CONV = 1, ADD, EMPTY };
/* Strings; the last ones are types of programs. */
enum { TEXT = 10, FILE_NAME = TEXT + 3, FUNCTION, HALO, CONVOLUTION };
enum { PROGRAM = 20 };

void call_begin(struct story *t);
/* The same on a device without L1_SMALL. */
void call_begin_without_small(struct story *t);
void call_alloc_of(struct story *t, uint64_t id, uint64_t type, uint64_t address, uint64_t bytes,
	uint64_t callsite, uint64_t flags);
void call_alloc(struct story *t, uint64_t id, uint64_t address, uint64_t bytes, uint64_t callsite);
void call_release(struct story *t, uint64_t id);
void call_region(struct story *t, uint64_t program, uint64_t address, uint64_t bytes, uint64_t flags);
void call_launch(struct story *t, uint64_t program, uint64_t callsite, uint64_t type, uint64_t flags);
/* A program up to `end` met the lowest buffer. */
void call_clash(struct story *t, uint64_t program, uint64_t end, uint64_t lowest, uint64_t callsite);
void call_oom(struct story *t, uint64_t type, uint64_t need, uint64_t largest, uint64_t callsite);
char *ask(const char *command, const struct story *t);
/* id or owner kind, role, fits of all rows of buffers and cures, in the order of explain. */
void expect(const struct story *t, const char *rows);
void expect_words(const struct story *t, const char *word, bool there);

#endif
