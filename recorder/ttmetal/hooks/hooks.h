/*
 * What every hook begins with: whether anything is recorded, and where the real function is.
 *
 * Must not know: what the hooks record.
 *
 * A hook looks like this:
 *
 * 	struct abi_result hook_NAME(ARGUMENTS)
 * 	{
 * 		if (HOOK_RECORDS(NAME))
 * 			...;
 * 		return FORWARD(NAME, arguments);
 * 	}
 */
#ifndef TTM_HOOKS_H
#define TTM_HOOKS_H

#include <stdatomic.h>
#include <stdbool.h>
#include "notes.h"
#include "pointer_map.h"
#include "runtime_abi.h"
#include "thread_state.h"

#define HOOK_DECLARE(name, arguments, symbol) \
	__attribute__((visibility("default"))) struct abi_result hook_##name arguments \
		__asm__(symbol); \
	typedef struct abi_result (*real_##name) arguments;
ABI_HOOKS(HOOK_DECLARE)

struct ttm_hook {
	_Atomic(void *) real;           /* the next definition after ours */
	/*
	 * The runtime's own definition, when `real` belongs to another preload library; else NULL.
	 */
	_Atomic(void *) beyond;
	_Atomic uint32_t fired;
};

extern struct ttm_hook ttm_hooks[ABI_HOOK_COUNT];

/* Called by the first hook of the process: decides whether anything is recorded. */
int ttm_begin(void);
/* Searches for the real function again. */
void *ttm_hook_find(enum abi_hook hook);
/* Writes which hooks were found and how often they fired to the trace. */
void ttm_hooks_note(void);
/* Writes what a buffer is for to the trace. */
void ttm_note_purpose(uint64_t id, const char *purpose);

/* The id that was given to a live buffer of a release whose buffers have none; 0: none. */
uint64_t ttm_own_id(const void *buffer);

/* ---- a call that another library forwards ---- */

static inline bool ttm_is_echo(enum abi_hook hook)
{
	return unlikely(atomic_load_explicit(&ttm_hooks[hook].beyond, memory_order_relaxed)) &&
		ttm_thread.forwarding[hook / 64] >> hook % 64 & 1;
}

/* ---- a hook ---- */

static inline bool ttm_enter(enum abi_hook hook)
{
	struct ttm_hook *h = &ttm_hooks[hook];
	int phase = atomic_load_explicit(&ttm_phase, memory_order_acquire);

	if (unlikely(ttm_is_echo(hook)))
		return false;
	if (unlikely(phase != TTM_ON) && (phase != TTM_NEW || ttm_begin() != TTM_ON))
		return false;
	atomic_store_explicit(&h->fired,        /* cheap; two threads may count as one */
		atomic_load_explicit(&h->fired, memory_order_relaxed) + 1, memory_order_relaxed);
	return true;
}

static inline void *ttm_real(enum abi_hook hook)
{
	void *real = atomic_load_explicit(&ttm_hooks[hook].real, memory_order_relaxed);

	return likely(real) ? real : ttm_hook_find(hook);
}

#define HOOK_RECORDS(name) ttm_enter(ABI_HOOK_##name)
/* Whether hooks that make mock mode work are to act; they have begun. */
#define HOOKS_ACT (atomic_load_explicit(&ttm_phase, memory_order_acquire) >= TTM_ON)

/* If nobody but us defines the function, there is nothing to do and nothing to return. */
#define FORWARD(name, ...) __extension__({ \
	real_##name forward_real = (real_##name)ttm_real(ABI_HOOK_##name); \
	!forward_real ? (struct abi_result){0, 0} \
		: unlikely(ttm_hooks[ABI_HOOK_##name].beyond) ? FORWARD_BESIDE(name, __VA_ARGS__) \
		: forward_real(__VA_ARGS__); \
})

/*
 * Another preload library hooks the same function, and may take us for the runtime: then what it
 * forwards arrives here again. This echo of a call that has not returned is not recorded; it is
 * forwarded to the runtime.
 */
#define FORWARD_BESIDE(name, ...) __extension__({ \
	struct ttm_forwarding forwarding __attribute__((cleanup(ttm_forwarded))) = \
		ttm_forward(ABI_HOOK_##name); \
	((real_##name)forwarding.to)(__VA_ARGS__); \
})

struct ttm_forwarding {
	void *to;
	enum abi_hook hook;
	bool is_echo;
};

static inline struct ttm_forwarding ttm_forward(enum abi_hook hook)
{
	struct ttm_forwarding f = {.hook = hook, .is_echo = ttm_is_echo(hook)};

	f.to = f.is_echo ? ttm_hooks[hook].beyond : ttm_hooks[hook].real;
	ttm_thread.forwarding[hook / 64] |= (uint64_t)1 << hook % 64;
	return f;
}

/* Also runs when the call ends by an exception. */
static inline void ttm_forwarded(const struct ttm_forwarding *f)
{
	if (!f->is_echo)
		ttm_thread.forwarding[f->hook / 64] &= ~((uint64_t)1 << f->hook % 64);
}

#endif
