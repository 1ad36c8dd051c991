/*
 * Hooks on who asks how much memory is free: operations that size themselves by it, and the program.
 *
 * Must not know: launches, buffers.
 *
 * The answer is only noted: no hook asks the allocator anything, since it may be asked under its lock.
 */
#include <string.h>
#include "callsite.h"
#include "hooks.h"
#include "mesh_devices.h"
#include "modules.h"

enum asker { BY_OPERATION = 1, BY_PROGRAM, BY_RUNTIME };

/* What was recorded last in this call from Python: operations ask several times. */
static _Thread_local struct {
	uint32_t call;
	bool known;
	struct l1trace_asked asked;
} last __attribute__((tls_model("initial-exec")));

/*
 * Operations lie in a library of their own. The runtime asks for its own purposes, and for functions
 * that only a program calls.
 */
static enum asker find_asker(const void *return_address, const void *function)
{
	const char *symbol;

	if (ttm_same_module(return_address, abi_operations_library()))
		return BY_OPERATION;
	if (!ttm_same_module(return_address, function))
		return BY_PROGRAM;
	symbol = ttm_symbol_at(return_address);
	return symbol && (strstr(symbol, "GetMemoryView") || strstr(symbol, "memory_usage"))
		? BY_PROGRAM : BY_RUNTIME;
}

static enum asker asker_of(const void *return_address, enum abi_hook hook)
{
	static struct ttm_table askers = TTM_TABLE(TTM_TABLE_ASKERS);
	uint64_t asker = ttm_table_get(&askers, return_address);

	if (unlikely(!asker)) {
		asker = find_asker(return_address, ttm_real(hook));
		ttm_table_set(&askers, return_address, asker);
	}
	return (enum asker)asker;
}

static bool is_repeated(const struct l1trace_asked *a)
{
	return last.known && ttm_in_python_call() && last.call == ttm_python_call() &&
		last.asked.what == a->what && last.asked.type == a->type &&
		last.asked.device == a->device && last.asked.answer == a->answer &&
		last.asked.free_bytes == a->free_bytes && last.asked.by_program == a->by_program;
}

static void record(struct l1trace_asked *a, const void *return_address, enum abi_hook hook)
{
	enum asker asker = asker_of(return_address, hook);

	a->by_program = asker == BY_PROGRAM;
	if (asker == BY_RUNTIME || is_repeated(a))
		return;
	a->callsite = ttm_callsite();
	last.call = ttm_python_call();
	last.known = true;
	last.asked = *a;
	l1trace_asked(a);
}

/* An optional address: its flag is in the second register. */
struct abi_result hook_mesh_lowest_address(const void *device)
{
	bool recorded = HOOK_RECORDS(mesh_lowest_address);
	struct abi_result result = FORWARD(mesh_lowest_address, device);
	struct l1trace_asked a = {.what = L1TRACE_ASKED_LOWEST, .type = L1TRACE_L1,
		.free_bytes = L1TRACE_UNKNOWN};
	const struct ttm_device *d;

	if (!recorded)
		return result;
	d = ttm_device_of_chips(device);
	a.device = d ? d->handle : 0;
	a.answer = result.rdx & 1 ? result.rax : L1TRACE_UNKNOWN;
	record(&a, __builtin_return_address(0), ABI_HOOK_mesh_lowest_address);
	return result;
}

/* The statistics begin with the bytes of a bank: all, allocated, free, largest free block. */
struct abi_result hook_allocator_statistics(uint64_t *out, const void *allocator, const uint32_t *type)
{
	bool recorded = HOOK_RECORDS(allocator_statistics);
	struct abi_result result = FORWARD(allocator_statistics, out, allocator, type);
	struct l1trace_asked a = {.what = L1TRACE_ASKED_STATISTICS};
	const struct ttm_device *d;

	if (!recorded || *type > UINT8_MAX)
		return result;
	d = ttm_device_only();
	a.device = d ? d->handle : 0;
	a.type = (uint8_t)*type;
	a.answer = out[3];
	a.free_bytes = out[2];
	record(&a, __builtin_return_address(0), ABI_HOOK_allocator_statistics);
	return result;
}
