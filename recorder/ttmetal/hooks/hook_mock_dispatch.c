/*
 * Mock mode's grid of cores. A program of named parts is checked against the cores that are left
 * for computing. In mock mode the runtime asks for these cores as if Tensix cores dispatched,
 * however the device was opened. On an n300, which dispatches on Ethernet cores by default, every
 * operation on all 8x8 cores would be refused. In mock mode that check gets the device's own
 * dispatch.
 *
 * Must not know: what is recorded.
 */
#include <string.h>
#include "hooks.h"
#include "mock_mode.h"

/* DispatchCoreConfig: type, axis, whether there is an axis. */
struct dispatch { uint32_t type, axis; uint8_t has_axis; };

/*
 * How the device opened last dispatches: type and axis, then the rest. All threads that open one
 * device store the same values.
 */
static _Atomic uint64_t opened_with;
static _Atomic uint32_t opened_rest;

enum { IS_KNOWN = 1 << 16, HAS_AXIS = 1 << 8, QUEUES = 255 };

static void remember(const struct dispatch *d, uint64_t queues)
{
	atomic_store(&opened_with, (uint64_t)d->axis << 32 | d->type);
	atomic_store(&opened_rest, IS_KNOWN | (d->has_axis ? HAS_AXIS : 0) |
		((uint32_t)queues & QUEUES));
}

static bool is_mock(void)
{
	return atomic_load_explicit(&ttm_phase, memory_order_acquire) != TTM_OFF && ttm_is_mock();
}

struct abi_result hook_core_descriptor(void *environment, uint64_t chip, uint64_t queues,
	const void *config)
{
	struct dispatch d;
	uint64_t with;
	uint32_t rest;

	if (!is_mock())
		return FORWARD(core_descriptor, environment, chip, queues, config);
	rest = atomic_load(&opened_rest);
	if (!ttm_thread.checking) {
		memcpy(&d.type, config, sizeof(d.type));
		memcpy(&d.axis, (const char *)config + 4, sizeof(d.axis));
		memcpy(&d.has_axis, (const char *)config + 8, sizeof(d.has_axis));
		remember(&d, queues);
	} else if (rest & IS_KNOWN) {
		with = atomic_load(&opened_with);
		d = (struct dispatch){(uint32_t)with, (uint32_t)(with >> 32), !!(rest & HAS_AXIS)};
		queues = rest & QUEUES;
		config = &d;
	}
	return FORWARD(core_descriptor, environment, chip, queues, config);
}

static void check_ends(const bool *counted)
{
	ttm_thread.checking = (uint8_t)(ttm_thread.checking - *counted);
}

#define CHECK(name, parameters, ...) \
struct abi_result hook_##name parameters \
{ \
	bool counted __attribute__((cleanup(check_ends))) = HOOK_RECORDS(name) || HOOKS_ACT; \
 \
	ttm_thread.checking = (uint8_t)(ttm_thread.checking + counted); \
	return FORWARD(name, __VA_ARGS__); \
}

CHECK(validate_program_spec, (const void *spec, const void *collected, void *context,
	const void *allocator), spec, collected, context, allocator)
CHECK(validate_program_spec_2, (const void *spec, const void *collected), spec, collected)
