/*
 * Writes a stream to a trace file with the format's real encoder, in the disorder that a writer
 * leaves who drains ring after ring.
 * Must not know: what the records mean.
 */
#ifndef ORACLE_WRITE_TRACE_H
#define ORACLE_WRITE_TRACE_H

#include "stream.h"

/* `seed` decides where blocks end and how far each thread is drained. Dies when it cannot write. */
void write_trace(const struct stream *s, const char *path, uint64_t seed);

#endif
