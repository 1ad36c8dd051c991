/*
 * Whether Python's garbage collector runs right now.
 *
 * Must not know: TT-Metal, hooks, frames.
 *
 * Python does not say so, but an interpreter has a number for it, among the collector's own. These are
 * found by what they point to: the list of young objects by its name, and the list itself, three
 * generations with thresholds, and two lists of Python after them. Where there is nothing like that,
 * or something like it twice, it is not known.
 */
#ifndef TTM_PYTHON_COLLECTOR_H
#define TTM_PYTHON_COLLECTOR_H

#include "python_api.h"

/* Whether it can be known; searches the first time. The caller holds the GIL. */
bool ttm_collector_found(const struct ttm_python *py);

/* Only if it can be known. */
bool ttm_collector_runs(void);

void ttm_collector_forget(void);

#endif
