/*
 * Hooks on mesh traces: capture, replay, release. In mock mode the runtime crashes in them, so it
 * is not called: the captured operations then run as ordinary launches.
 *
 * Must not know: programs.
 *
 * Each call has two forms, with a command queue and with its number. One may call the other; only
 * the outermost is recorded.
 */
#include "callsite.h"
#include "hooks.h"
#include "mesh_devices.h"
#include "mock_mode.h"

/* The last id that mock mode gave out. */
static _Atomic uint32_t mock_ids;

struct tracing {
	bool recorded, mock;
};

static void tracing_ends(struct tracing *t)
{
	if (t->recorded)
		ttm_thread.tracing--;
}

/* True for the outermost call. */
static bool enter(struct tracing *t, bool records)
{
	t->mock = ttm_is_mock();
	t->recorded = records;
	return records && ttm_thread.tracing++ == 0;
}

static uint32_t handle_of(const void *object)
{
	const struct ttm_device *d = ttm_device(object);

	return d ? d->handle : 0;
}

/* The id is returned in a register, or was passed as an argument. */
#define BEGIN(name, id, parameters, ...) \
struct abi_result hook_##name parameters \
{ \
	struct tracing t __attribute__((cleanup(tracing_ends))) = {false, false}; \
	bool outermost = enter(&t, HOOK_RECORDS(name)); \
	struct abi_result result; \
 \
	if (t.mock) \
		result = (struct abi_result){atomic_fetch_add(&mock_ids, 1) + 1, 0}; \
	else \
		result = FORWARD(name, __VA_ARGS__); \
	if (outermost) \
		l1trace_capture_begin(handle_of(device), id); \
	return result; \
}

BEGIN(begin_trace_queue, (uint32_t)result.rax, (void *device, void *queue), device, queue)
BEGIN(begin_trace_number, (uint32_t)result.rax, (void *device, uint64_t queue), device, queue)
BEGIN(begin_trace_queue_id, *id, (void *device, void *queue, const uint32_t *id), device, queue,
	id)
BEGIN(begin_trace_number_id, *id, (void *device, uint64_t queue, const uint32_t *id), device,
	queue, id)

/* Recorded after the call has returned. */
#define CALL(name, record, parameters, ...) \
struct abi_result hook_##name parameters \
{ \
	struct tracing t __attribute__((cleanup(tracing_ends))) = {false, false}; \
	bool outermost = enter(&t, HOOK_RECORDS(name)); \
	struct abi_result result = {0, 0}; \
 \
	if (!t.mock) \
		result = FORWARD(name, __VA_ARGS__); \
	if (outermost) \
		record; \
	return result; \
}

CALL(end_trace_queue, l1trace_capture_end(handle_of(device), *id),
	(void *device, void *queue, const uint32_t *id), device, queue, id)
CALL(end_trace_number, l1trace_capture_end(handle_of(device), *id),
	(void *device, uint64_t queue, const uint32_t *id), device, queue, id)
CALL(replay_trace_queue, l1trace_replay(handle_of(device), *id, ttm_callsite()),
	(void *device, void *queue, const uint32_t *id, uint64_t blocking), device, queue, id,
	blocking)
CALL(replay_trace_number, l1trace_replay(handle_of(device), *id, ttm_callsite()),
	(void *device, uint64_t queue, const uint32_t *id, uint64_t blocking), device, queue, id,
	blocking)

/* Recorded before the call, since the call frees the trace's buffer. */
struct abi_result hook_release_trace(void *device, const uint32_t *id)
{
	struct tracing t __attribute__((cleanup(tracing_ends))) = {false, false};

	if (enter(&t, HOOK_RECORDS(release_trace)))
		l1trace_release(handle_of(device), *id);
	return t.mock ? (struct abi_result){0, 0} : FORWARD(release_trace, device, id);
}
