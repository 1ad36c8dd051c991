/*
 * What the runtime does on this thread says more than what Python does: an operation frees its own.
 *
 * Must not know: hooks, what is recorded of it.
 */
#include "callsite.h"
#include "freeing.h"
#include "modules.h"
#include "python_operations.h"
#include "thread_state.h"

/*
 * Whether a tensor's deallocate() was called by the library that has it: by an operation. Programs, and
 * the functions that Python calls, are in other modules.
 */
static bool called_by_library(const struct ttm_thread *t)
{
	static struct ttm_table callers = TTM_TABLE(TTM_TABLE_CALLERS);
	enum { INSIDE = 1, OUTSIDE };
	uint64_t where = ttm_table_get(&callers, t->deallocates.caller);

	if (unlikely(!where)) {
		where = ttm_same_module(t->deallocates.caller, t->deallocates.function)
			? INSIDE : OUTSIDE;
		ttm_table_set(&callers, t->deallocates.caller, where);
	}
	return where == INSIDE;
}

static enum l1trace_manner of_operation(uint32_t operation)
{
	return ttm_operation_does(operation) == TTM_DOES_MOVE ? L1TRACE_BY_MOVE : L1TRACE_BY_OP;
}

static enum l1trace_manner by_deallocate(const struct ttm_thread *t, uint32_t operation)
{
	if (ttm_operation_does(operation) == TTM_DOES_DEALLOCATE)
		return L1TRACE_BY_DEALLOCATE;
	if (operation || t->launching || called_by_library(t))
		return of_operation(operation);
	return L1TRACE_BY_DEALLOCATE;
}

/* `manner`: as Python sees it. */
static enum l1trace_manner manner_of(enum l1trace_manner manner, uint32_t operation)
{
	const struct ttm_thread *t = &ttm_thread;

	if (t->closing)
		return L1TRACE_BY_DEVICE_CLOSE;
	if (t->deallocates.caller)
		return by_deallocate(t, operation);
	if (t->dying)
		return L1TRACE_BY_PROGRAM;
	if (manner == L1TRACE_BY_GC || manner == L1TRACE_BY_EXIT)
		return manner;
	return operation || t->launching ? of_operation(operation) : manner;
}

struct ttm_freeing ttm_freeing_now(void)
{
	unsigned on = atomic_load_explicit(&ttm_callsites_on, memory_order_acquire);
	enum l1trace_manner manner = L1TRACE_BY_UNKNOWN;
	struct ttm_site site = {0, 0};

	if (on)
		site = ttm_callsite_of_end(on, &manner);
	return (struct ttm_freeing){site.callsite, manner_of(manner, site.operation)};
}
