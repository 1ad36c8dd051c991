/*
 * Random windows that have something to do with a stream.
 * Must not know: what is in a window.
 */
#ifndef ORACLE_WINDOWS_H
#define ORACLE_WINDOWS_H

#include "naive_window.h"

/* Fills in up to `most`; returns how many. */
size_t windows_for(struct window *out, size_t most, const struct stream *s, unsigned long seed);
void windows_release(struct window *windows, size_t count);

#endif
