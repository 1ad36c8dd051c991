/*
 * For tests of uses: calls that tell what they work on, on one bank, and what `uses` says.
 *
 * Must not know: what it should say.
 */
#ifndef USE_CALLS_H
#define USE_CALLS_H

#include <stddef.h>
#include "calls.h"

enum { A = 1024, B = 1536, C = 2048, BYTES = 512 };

void use_tell(struct story *t, uint64_t device, uint64_t program, uint64_t flags,
	const uint32_t *words, size_t count);

#define USES(t, program, ...) \
	use_tell(t, 1, program, 0, (const uint32_t[]){__VA_ARGS__}, \
		sizeof((const uint32_t[]){__VA_ARGS__}) / 4)

/* A program without bytes works on these words. */
#define RUN(t, ...) (USES(t, PROGRAM, __VA_ARGS__), call_launch(t, PROGRAM, ADD, 0, 0))

void use_begin(struct story *t);
/* The same on a device of another handle. */
void use_alloc_on(struct story *t, uint64_t device, uint64_t id, uint64_t address);
void use_run_on(struct story *t, uint64_t device, uint64_t chips, uint32_t word);
/* buffer, uses, first, last, perhaps, dead ops of each row, and what used it last. Ends and drops it. */
void expect_uses(struct story *t, const char *rows);
/* The rows of a query, without the names. Ends and drops the trace. */
void expect_rows(struct story *t, const char *sql, const char *rows);
/* Exactly this is what a command prints. */
void expect_output(const struct story *t, const char *command, const char *expected);

#endif
