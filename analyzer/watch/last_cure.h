/*
 * What explain says of the last failure of a trace, in one line. It reads the trace from its
 * beginning, so it belongs into the background.
 *
 * Must not know: how it is shown.
 */
#ifndef LAST_CURE_H
#define LAST_CURE_H

#include <stddef.h>

/* Writes the line; "": there is none. Ends the process where the trace cannot be read. */
void last_cure(const char *path, char *out, size_t room);

#endif
