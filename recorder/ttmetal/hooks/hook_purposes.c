/*
 * Hooks on the functions in which the runtime makes buffers that no tensor owns: what is allocated
 * inside is for that purpose.
 *
 * Must not know: how buffers are recorded.
 */
#include <string.h>
#include "hooks.h"
#include "l1t_record.h"
#include "unwinding.h"

void ttm_note_purpose(uint64_t id, const char *purpose)
{
	l1trace_note(L1T_NOTE_PURPOSE, id, l1trace_string(purpose, strlen(purpose)), "");
	ttm_thread.purposed = id;
}

static void making_ends(const char *const *outer)
{
	ttm_thread.purpose = *outer;
}

#define MAKES(name, purpose_of_it, parameters, ...) \
struct abi_result hook_##name parameters \
{ \
	const char *outer __attribute__((cleanup(making_ends), unused)) = ttm_thread.purpose; \
 \
	if (HOOK_RECORDS(name)) \
		ttm_thread.purpose = purpose_of_it; \
	return FORWARD(name, __VA_ARGS__); \
}

MAKES(semaphore_setup, "global semaphore", (void *semaphore, uint64_t value, uint64_t type,
	struct abi_words address), semaphore, value, type, address)
MAKES(semaphore_setup_old, "global semaphore", (void *semaphore, uint64_t value, uint64_t type,
	struct abi_words address), semaphore, value, type, address)
MAKES(global_cb_setup, "global circular buffer", (void *buffer, uint64_t type, uint64_t receivers),
	buffer, type, receivers)
MAKES(global_cb_setup_old, "global circular buffer", (void *buffer, uint64_t type,
	uint64_t receivers), buffer, type, receivers)
MAKES(cross_node_dfb_setup, "cross-node dataflow buffer", (void *buffer, uint64_t type), buffer,
	type)
MAKES(prefetcher_pipe_setup, "prefetcher pipe", (void *pipe, uint64_t type), pipe, type)
MAKES(socket_config, "socket", (void *result, const void *device, const void *config,
	uint64_t endpoint), result, device, config, endpoint)
MAKES(socket_data, "socket", (void *result, const void *device, const void *config), result,
	device, config)

/* ---- where the function that makes them is bound inside the runtime ---- */

struct owner {
	const void *mesh_buffer, *buffer;
};

static void read_backing_buffer(void *argument)
{
	struct owner *o = argument;

	o->buffer = abi_backing_buffer(o->mesh_buffer);
}

struct abi_result hook_global_semaphore_created(const void *mesh_buffer, const void *cores)
{
	struct owner o = {mesh_buffer, NULL};
	struct abi_buffer b;

	if (HOOK_RECORDS(global_semaphore_created)) {
		ttm_guarded(read_backing_buffer, &o);
		if (o.buffer && abi_read_buffer(o.buffer, &b) && b.id && b.id != ttm_thread.purposed)
			ttm_note_purpose(b.id, "global semaphore");
	}
	return FORWARD(global_semaphore_created, mesh_buffer, cores);
}
