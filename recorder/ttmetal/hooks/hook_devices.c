/*
 * Hooks on devices: opened, closed.
 *
 * Must not know: buffers, programs.
 *
 * What the runtime calls "destroyed" is not a close: it happens twice, and for a device that a
 * tensor still holds, only after the next device was opened. A close is a call of close() that
 * returned.
 */
#include "callsite.h"
#include "hooks.h"
#include "mesh_devices.h"
#include "refusals.h"

struct abi_result hook_mesh_device_initialized(const void *impl)
{
	if (HOOK_RECORDS(mesh_device_initialized)) {
		ttm_callsite_look();
		ttm_refusals_look();
		ttm_device(impl);
	}
	return FORWARD(mesh_device_initialized, impl);
}

struct closing {
	struct ttm_device *device;
	bool finished;
};

static void closing_ends(struct closing *c)
{
	ttm_thread.closing--;
	if (c->device && c->finished && ttm_device_closed(c->device)) {
		ttm_hooks_note();
		ttm_refusals_note();
		ttm_callsite_note();
	}
}

#define CLOSE(name, object, parameters, ...) \
struct abi_result hook_##name parameters \
{ \
	struct closing c __attribute__((cleanup(closing_ends))) = {NULL, false}; \
	struct abi_result result; \
 \
	ttm_thread.closing++; \
	if (HOOK_RECORDS(name)) \
		c.device = ttm_device_opened(object); \
	result = FORWARD(name, __VA_ARGS__); \
	c.finished = true; \
	return result; \
}

CLOSE(mesh_device_close, device, (void *device), device)
CLOSE(mesh_device_close_impl, impl, (void *impl, void *device), impl, device)
CLOSE(device_close, device, (void *device), device)

/* A manager whose sub-devices have L1 of their own takes it from the lower end of all banks. */
#define SUB_DEVICES(name, parameters, ...) \
struct abi_result hook_##name parameters \
{ \
	bool recorded = HOOK_RECORDS(name); \
	struct abi_result result = FORWARD(name, __VA_ARGS__); \
 \
	if (recorded) \
		ttm_device_note_bank(device); \
	return result; \
}

SUB_DEVICES(load_sub_device_manager, (void *device, uint64_t manager), device, manager)
SUB_DEVICES(clear_loaded_sub_device_manager, (void *device), device)
