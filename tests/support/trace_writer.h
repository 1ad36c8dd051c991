/*
 * For tests: writes traces with the real encoder, from records that somebody makes up.
 * Must not know: what the records mean.
 */
#ifndef TRACE_WRITER_H
#define TRACE_WRITER_H

#include "l1t_encoder.h"

struct bytes {
	uint8_t *data;
	size_t count, capacity;
};

struct trace_writer {
	struct bytes bytes;
	struct l1t_encoder *encoder;
	uint64_t number, session;
};

void trace_begin(struct trace_writer *w);
/* A run of one thread; seq counts from first_slot. */
void trace_run(struct trace_writer *w, uint32_t thread, uint64_t first_slot);
void trace_add(struct trace_writer *w, const struct l1t_record *r);
/* Ends the block; nothing later is older than mark_ns. */
void trace_block(struct trace_writer *w, int64_t mark_ns);
void trace_free(struct trace_writer *w);

/* Writes to a new file in a temporary folder; the caller frees the name and removes the file. */
char *write_temporary(const uint8_t *data, size_t bytes);

#endif
