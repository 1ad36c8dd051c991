/*
 * What every hook begins with: is something recorded, where is the real function, what is this
 * thread in the middle of.
 *
 * Must not know: what the hooks record.
 *
 * A hook looks like this:
 *
 *	struct abi_result hook_NAME(ARGUMENTS)
 *	{
 *		if (HOOK_RECORDS(NAME))
 *			...;
 *		return FORWARD(NAME, arguments);
 *	}
 */
#ifndef TTM_HOOKS_H
#define TTM_HOOKS_H

#include <stdatomic.h>
#include <stdbool.h>
#include "runtime_abi.h"
#include "table.h"

#define HOOK_DECLARE(name, arguments, symbol) \
	__attribute__((visibility("default"))) struct abi_result hook_##name arguments \
		__asm__(symbol); \
	typedef struct abi_result (*real_##name) arguments;
ABI_HOOKS(HOOK_DECLARE)

enum ttm_phase { TTM_NEW, TTM_OFF, TTM_ON };

struct ttm_hook {
	_Atomic(void *) real;
	_Atomic uint32_t fired;
};

extern _Atomic int ttm_phase;
extern struct ttm_hook ttm_hooks[ABI_HOOK_COUNT];

/* The first hook of the process gets here: decides whether anything is recorded. */
int ttm_begin(void);
/* Looks for the real function again. */
void *ttm_hook_find(enum abi_hook hook);
/* Which hooks were found and how often they fired, into the trace. */
void ttm_hooks_note(void);
/* Says once what could not be read. `what` is a literal. */
void ttm_unknown(_Atomic int *said, const char *what);

static inline bool ttm_enter(enum abi_hook hook)
{
	struct ttm_hook *h = &ttm_hooks[hook];
	int phase = atomic_load_explicit(&ttm_phase, memory_order_acquire);

	if (unlikely(phase != TTM_ON) && (phase == TTM_OFF || ttm_begin() != TTM_ON))
		return false;
	atomic_store_explicit(&h->fired,        /* cheap; two threads at once may count one */
		atomic_load_explicit(&h->fired, memory_order_relaxed) + 1, memory_order_relaxed);
	return true;
}

static inline void *ttm_real(enum abi_hook hook)
{
	void *real = atomic_load_explicit(&ttm_hooks[hook].real, memory_order_relaxed);

	return likely(real) ? real : ttm_hook_find(hook);
}

#define HOOK_RECORDS(name) ttm_enter(ABI_HOOK_##name)

/* Nobody but us has the function: there is nothing to be done and nothing to give back. */
#define FORWARD(name, ...) __extension__({ \
	real_##name forward_real = (real_##name)ttm_real(ABI_HOOK_##name); \
	forward_real ? forward_real(__VA_ARGS__) : (struct abi_result){0, 0}; \
})

/* ---- what a thread is in the middle of ---- */

enum { TTM_TRACKED_MAX = 8 };

struct ttm_thread {
	struct placement *placing;      /* innermost placement of a program's regions */
	const void *dying;              /* program whose destructor runs */
	uint32_t operation;             /* name of the operation tracked last, a string id */
	uint32_t tracked_count;
	const void *tracked[TTM_TRACKED_MAX];   /* programs tracked since the last enqueue */
	uint64_t given_address;         /* by an allocator's free list last, and how much */
	uint64_t given_bytes;
	uint8_t launching;              /* depth of enqueues */
	uint8_t tracing;                /* depth of mesh trace calls */
};
extern _Thread_local struct ttm_thread ttm_thread __attribute__((tls_model("initial-exec")));

#endif
