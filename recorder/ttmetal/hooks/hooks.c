/*
 * Begin and end of recording in a process, and the bookkeeping of hooks.
 *
 * Must not know: what the hooks record.
 *
 * Every child inherits LD_PRELOAD, among them hundreds of kernel compilers: nothing happens here
 * until the first hook fires.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "callsite.h"
#include "hooks.h"
#include "l1t_record.h"
#include "mock_mode.h"
#include "modules.h"
#include "per_core.h"
#include "preload.h"
#include "refusals.h"
#include "tensors.h"
#include "uses.h"

struct ttm_hook ttm_hooks[ABI_HOOK_COUNT];

static pid_t begun_in;

static const char *const hook_symbols[ABI_HOOK_COUNT] = {
#define HOOK_SYMBOL(name, arguments, symbol) symbol,
	ABI_HOOKS(HOOK_SYMBOL)
};

static const char *const hook_names[ABI_HOOK_COUNT] = {
#define HOOK_NAME(name, arguments, symbol) #name,
	ABI_HOOKS(HOOK_NAME)
};

void *ttm_hook_find(enum abi_hook hook)
{
	void *last, *real = ttm_find_next(hook_symbols[hook], &last);

	if (real) {
		atomic_store_explicit(&ttm_hooks[hook].beyond, last, memory_order_relaxed);
		atomic_store_explicit(&ttm_hooks[hook].real, real, memory_order_relaxed);
	}
	return real;
}

static void note_runtime(void)
{
	char path[PATH_MAX];
	const struct ttm_hook *known = &ttm_hooks[ABI_HOOK_track_allocate];
	const void *somewhere = known->beyond ? known->beyond : known->real;
	size_t length = somewhere ? ttm_file_at(somewhere, path, sizeof(path)) : 0;

	if (length)
		l1trace_note(L1T_NOTE_RUNTIME, L1TRACE_UNKNOWN, L1TRACE_UNKNOWN, path);
	ttm_mock_note(length ? path : NULL);
}

/*
 * Where mock mode leaves out a part of each launch, hooks go on without a trace, since that part
 * needs what they know.
 */
static bool never_stops;

/*
 * No trace can be written. Nothing that hooks find out can be kept, so they would search for it again
 * in each call.
 */
static void stop(void)
{
	if (!never_stops)
		atomic_store_explicit(&ttm_phase, TTM_STOPPED, memory_order_release);
}

static void begin_recording(void)
{
	int still = TTM_NEW;

	begun_in = getpid();
	ttm_callsite_look();
	ttm_refusals_look();
	ttm_per_core_look();
	ttm_uses_look();
	ttm_tensors_look();
	note_runtime();
	/* not if stopped meanwhile */
	atomic_compare_exchange_strong(&ttm_phase, &still, TTM_ON);
}

int ttm_begin(void)
{
	const char *wanted;
	int saved = errno;

	ttm_lock(TTM_LOCK_BEGIN);
	if (ttm_phase == TTM_NEW) {
		for (unsigned hook = 0; hook < ABI_HOOK_COUNT; hook++)
			ttm_hook_find((enum abi_hook)hook);
		abi_find();
		never_stops = ttm_mock_places();
		wanted = getenv("L1TRACE");
		if (!l1trace_preload_begin(stop))
			stop();
		if (wanted && !strcmp(wanted, "0"))
			ttm_phase = TTM_OFF;
		else
			begin_recording();
	}
	ttm_unlock(TTM_LOCK_BEGIN);
	errno = saved;
	return ttm_phase;
}

/*
 * Writes the counts of the hooks. The last note about a hook counts; an unchanged one is not
 * repeated.
 */
void ttm_hooks_note(void)
{
	static _Atomic uint32_t noted[ABI_HOOK_COUNT];

	for (unsigned hook = 0; hook < ABI_HOOK_COUNT; hook++) {
		uint32_t fired = ttm_hooks[hook].fired;

		if (atomic_exchange(&noted[hook], fired + 1) != fired + 1)
			l1trace_note(L1T_NOTE_HOOK, ttm_hooks[hook].real != NULL, fired,
				hook_names[hook]);
	}
}

__attribute__((destructor)) static void end(void)
{
	if (ttm_phase == TTM_ON && getpid() == begun_in) {      /* a forked child writes no notes */
		ttm_hooks_note();
		ttm_refusals_note();
		ttm_callsite_note();
	}
}
