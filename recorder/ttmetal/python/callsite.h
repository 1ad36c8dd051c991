/*
 * Where in the user's program a hook was reached from, and what the user called.
 *
 * Must not know: TT-Metal's objects.
 *
 * ttnn releases Python's global lock before it enters the runtime, so the hooks may not call
 * Python. But it releases the lock by PyEval_SaveThread, which is replaced in its modules: our
 * function reads the frames while the lock is still held, and the frames of this thread cannot
 * change until it has the lock again. Where a hook finds the lock held, it reads the frames itself.
 */
#ifndef TTM_CALLSITE_H
#define TTM_CALLSITE_H

#include <stdatomic.h>
#include <stdbool.h>
#include "l1trace.h"
#include "pointer_map.h"
#include "python_frames.h"

/* What call sites are made of in this process; 0: there are none. */
enum ttm_callsites { TTM_CALLSITES_PYTHON = 1, TTM_CALLSITES_NATIVE = 2 };
extern _Atomic unsigned ttm_callsites_on;

/*
 * Called when recording begins, and whenever a device is opened, since modules may have been
 * loaded.
 */
void ttm_callsite_look(void);

/* Writes what could not be seen to the trace: when a device is closed, and at the end. */
void ttm_callsite_note(void);

/* Of Python's frames. */
struct ttm_site ttm_callsite_now(void);
/* Of Python's frames, else of native ones. `on`: what there is. */
struct ttm_site ttm_callsite_of_any(unsigned on);

/*
 * Number of the current call from Python on this thread: changes whenever Python is seen to
 * continue.
 */
uint32_t ttm_python_call(void);

/* Whether Python was seen to begin a call on this thread, and does not continue yet. */
bool ttm_in_python_call(void);

/* The same where something is freed; *manner: how, for all that Python tells. */
struct ttm_site ttm_callsite_of_end(unsigned on, enum l1trace_manner *manner);

/* The call site of what this thread does now. */
static inline struct ttm_site ttm_site(void)
{
	unsigned on = atomic_load_explicit(&ttm_callsites_on, memory_order_acquire);

	if (!on)
		return (struct ttm_site){0, 0};
	if (unlikely(on & TTM_CALLSITES_NATIVE))
		return ttm_callsite_of_any(on);
	return ttm_callsite_now();
}

static inline uint32_t ttm_callsite(void)
{
	return ttm_site().callsite;
}

#endif
