/*
 * What a trace says of now, read once from its beginning to its end, with its live file.
 *
 * Must not know: how it is shown.
 */
#ifndef WHOLE_TRACE_H
#define WHOLE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include "snapshot.h"

/* False: it cannot be read, `why` is the reason in one line. */
bool whole_trace(const char *path, struct snapshot *out, char *why, size_t room);

#endif
