/*
 * For tests: writes traces with the real encoder, from records that the test makes.
 *
 * Must not know: what the records mean.
 */
#ifndef MAKE_TRACE_H
#define MAKE_TRACE_H

#include "l1t_encoder.h"

struct bytes {
	uint8_t *data;
	size_t count, capacity;
};

struct trace_maker {
	struct bytes bytes;
	struct l1t_encoder *encoder;
	uint64_t number, session;
};

void trace_begin(struct trace_maker *m);
/* A run of one thread; seq counts from first_slot. */
void trace_run(struct trace_maker *m, uint32_t thread, uint64_t first_slot);
void trace_add(struct trace_maker *m, const struct l1t_record *r);
/* Ends the block; no later record is older than mark_ns. */
void trace_block(struct trace_maker *m, int64_t mark_ns);
void trace_free(struct trace_maker *m);

/* A random record of any kind but 0; blob points into static memory. */
uint64_t next_random(uint64_t *state);
void random_record(struct l1t_record *r, uint64_t *state);
/* One record of every kind with plain values: what the golden files hold. */
void plain_record(struct l1t_record *r, unsigned kind);

/* Writes to a new file in a temporary folder; the caller frees the name and removes the file. */
char *write_temporary(const uint8_t *data, size_t bytes);

#endif
