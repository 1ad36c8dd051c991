/*
 * Call sites as people read them: frames that are shown (shown_frames.h), paths short, and nothing
 * that could control a terminal (readable.h).
 *
 * Must not know: rows, formats.
 */
#ifndef READABLE_SITE_H
#define READABLE_SITE_H

#include <stddef.h>

/* Copies a call site. The path of a frame begins at its package, or else after `folder` (NULL: not
 * known). */
void readable_callsite(char *out, size_t room, const char *text, const char *folder);

#endif
