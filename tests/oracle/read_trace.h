/*
 * Reads a trace back into a stream, and compares what was recorded with what was played.
 * Must not know: accounting, how the trace came to be.
 */
#ifndef ORACLE_READ_TRACE_H
#define ORACLE_READ_TRACE_H

#include "stream.h"

/* `s` must be empty. Returns 0, or -1 and a line on stderr. */
int read_trace(struct stream *s, const char *path);
/*
 * Gives `played` the times of `recorded`. -1, and a line on stderr, when the events of the two
 * are not the same in the same order; definitions are compared where events refer to them.
 */
int adopt_times(struct stream *played, const struct stream *recorded);

#endif
