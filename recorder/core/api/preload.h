/*
 * The doors of libl1trace that are for the preload library only.
 *
 * Must not know: TT-Metal.
 */
#ifndef L1TRACE_PRELOAD_H
#define L1TRACE_PRELOAD_H

#include "l1trace.h"

/*
 * Called by the preload library's first hook: record even when L1TRACE is unset, then to
 * l1trace-<pid>.l1t in the folder the process was started in. L1TRACE=0 stays off.
 */
L1TRACE_API void l1trace_preload_begin(void);

/* l1trace_callsite() for frames whose strings have ids: file, line, function for each of them. */
L1TRACE_API uint32_t l1trace_preload_callsite(const uint32_t *words, size_t frames);

#endif
