/*
 * Where in the user's program a hook was reached from, and what the user called.
 *
 * Must not know: TT-Metal's objects.
 *
 * ttnn gives up Python's global lock before it enters the runtime, so that the hooks may not ask
 * Python anything. But it calls PyEval_SaveThread for that, which is replaced in its modules: there
 * the frames are read while the lock is still held, and this thread's cannot change until it has it
 * back. Where a hook finds the lock held, they are read at once.
 */
#ifndef TTM_CALLSITE_H
#define TTM_CALLSITE_H

#include <stdatomic.h>
#include "pointer_map.h"
#include "python_frames.h"

/* True when there is a Python in this process and its call sites are wanted. */
extern _Atomic bool ttm_callsite_on;

/* When recording begins, and whenever a device is opened: modules may have been loaded. */
void ttm_callsite_look(void);

/* What could not be seen, into the trace: when a device is closed, and at the end. */
void ttm_callsite_note(void);

struct ttm_site ttm_callsite_now(void);

/* Another number whenever Python goes on on this thread, as far as that is seen. */
uint32_t ttm_python_call(void);

/* Of what this thread does now. */
static inline struct ttm_site ttm_site(void)
{
	if (!atomic_load_explicit(&ttm_callsite_on, memory_order_acquire))
		return (struct ttm_site){0, 0};
	return ttm_callsite_now();
}

static inline uint32_t ttm_callsite(void)
{
	return ttm_site().callsite;
}

#endif
