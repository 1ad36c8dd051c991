/*
 * Buffers that are live when a capture begins and held for its replays, which do not use them: they could be
 * freed before the capture.
 *
 * Must not know: SQL, what would be saved.
 */
#ifndef BEFORE_CAPTURE_H
#define BEFORE_CAPTURE_H

#include "run_story.h"

/* Marks such lifetimes of the story as waiting, and no longer as captured. */
void before_capture_mark(struct run_story *s);

#endif
