/*
 * Makes a failing stream smaller: a shorter prefix first, then without single records, as long as
 * it still fails and is still a stream that a recorder could have written.
 * Must not know: why it fails.
 */
#ifndef ORACLE_SHRINK_H
#define ORACLE_SHRINK_H

#include "stream.h"

typedef int stream_fails(const struct stream *s, void *context);

/* `out` must be empty; gets the smallest failing stream found within `tries` tests. */
void shrink(struct stream *out, const struct stream *s, stream_fails *fails, void *context,
	unsigned tries);

#endif
