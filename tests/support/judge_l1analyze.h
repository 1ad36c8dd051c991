/*
 * For tests of frag: a trace of devices with one core and one bank, from BASE to TOP, L1_SMALL
 * above it. Each record comes 10 ns after the one before, the first at 10 ns.
 *
 * Must not know: what the verb should answer.
 */
#ifndef TALE_H
#define TALE_H

#include "trace_writer.h"
#include "run_command.h"

enum { BASE = 1000, TOP = 3000, L1_BYTES = 3400 };

struct tale {
	struct trace_maker maker;
	int64_t now_ns;
	char *name;
};

void tale_begin(struct tale *t);
/* Writes the trace; drop removes it. */
void tale_end(struct tale *t);
void tale_drop(struct tale *t);

void tale_tell(struct tale *t, struct l1t_record r);
/* Mesh id is handle + 6, chip 0. */
void tale_open(struct tale *t, uint64_t device);
void tale_alloc(struct tale *t, uint64_t id, uint64_t device, uint64_t type, uint64_t address,
	uint64_t bytes, uint64_t flags);
void tale_free(struct tale *t, uint64_t id, uint64_t device, uint64_t type);
/* Of device 1: this many bytes did not fit; a program up to `end` clashed; a program ran. */
void tale_oom(struct tale *t, uint64_t bytes);
void tale_clash(struct tale *t, uint64_t end, uint64_t lowest);
void tale_launch(struct tale *t, uint64_t end);

/* Output of `l1analyze frag ARGS TRACE`, which exits with 0; the caller's to free. */
struct outcome tale_ask(const struct tale *t, const char *args);

#endif
