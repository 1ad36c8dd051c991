/*
 * The calls of libl1trace that only the preload library makes.
 *
 * Must not know: TT-Metal.
 */
#ifndef L1TRACE_PRELOAD_H
#define L1TRACE_PRELOAD_H

#include <stdbool.h>
#include "l1trace.h"

/*
 * Called by the preload library's first hook: turns recording on even when L1TRACE is unset; the
 * trace is then l1trace-<pid>.l1t in the folder in which the process was started. L1TRACE=0 stays
 * off. Returns whether it is on. `stopped` is called when no trace can be written and recording is off
 * for good, by any thread, perhaps before this call returns.
 */
L1TRACE_API bool l1trace_preload_begin(void (*stopped)(void));

/*
 * l1trace_callsite() for frames whose strings already have ids: file, line and function of each
 * frame.
 */
L1TRACE_API uint32_t l1trace_preload_callsite(const uint32_t *words, size_t frames);

/* l1trace_mark_begin() or l1trace_mark_end() for a name that has an id. */
L1TRACE_API void l1trace_preload_mark(bool begins, uint32_t name);

/*
 * l1trace_uses() of the launch's device and program, then l1trace_launch(), at one reading of the
 * clock.
 */
L1TRACE_API void l1trace_preload_launch(const struct l1trace_launch *launch, unsigned uses_flags,
	const uint32_t *words, size_t count);

#endif
