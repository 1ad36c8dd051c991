/*
 * Writes a stream to a trace file with the format's real encoder, in the order in which a writer
 * drains ring after ring. Must not know: what the records mean.
 */
#ifndef ORACLE_WRITE_TRACE_H
#define ORACLE_WRITE_TRACE_H

#include "stream.h"

/*
 * `seed` decides where blocks end and how far each thread is drained. Ends the program when it
 * cannot write.
 */
void write_trace(const struct stream *s, const char *path, uint64_t seed);

#endif
