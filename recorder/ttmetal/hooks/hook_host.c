/*
 * Hooks on what the host itself reads from buffers and writes to them.
 *
 * Must not know: programs.
 *
 * One of these calls may lead to another; the access is then recorded twice, which does no harm.
 */
#include "callsite.h"
#include "hooks.h"
#include "mesh_devices.h"
#include "unwinding.h"
#include "uses.h"

struct asking {
	const void *buffer;             /* a MeshBuffer */
	uint64_t address;
	uint8_t type;
};

static void ask(void *argument)
{
	struct asking *a = argument;

	a->address = abi_mesh_buffer_address(a->buffer, &a->type);
}

/* `shared`: a shared_ptr to a MeshBuffer. */
static void record(const void *queue, const void *shared, bool writes)
{
	struct asking a = {*(const void *const *)shared, L1TRACE_UNKNOWN, 0};
	const void *object;
	const struct ttm_device *d;

	if (!ttm_uses_wanted() || !a.buffer || !ttm_guarded(ask, &a))
		return;
	object = abi_queue_device(queue, ttm_device_is_one);
	d = object ? ttm_device(object) : NULL;
	ttm_uses_host(a.address, a.type, d ? d->handle : 0, ttm_callsite(), writes);
}

struct abi_result hook_host_read(void *queue, const void *buffer, void *host,
	const void *shards, uint64_t blocking)
{
	if (HOOK_RECORDS(host_read))
		record(queue, buffer, false);
	return FORWARD(host_read, queue, buffer, host, shards, blocking);
}

struct abi_result hook_host_read_shards(void *queue, const void *shards, const void *buffer,
	uint64_t blocking)
{
	if (HOOK_RECORDS(host_read_shards))
		record(queue, buffer, false);
	return FORWARD(host_read_shards, queue, shards, buffer, blocking);
}

struct abi_result hook_host_read_buffer(void *queue, void *host, const void *buffer,
	uint64_t blocking)
{
	if (HOOK_RECORDS(host_read_buffer))
		record(queue, buffer, false);
	return FORWARD(host_read_buffer, queue, host, buffer, blocking);
}

struct abi_result hook_host_write(void *queue, const void *buffer, const void *host,
	uint64_t blocking)
{
	if (HOOK_RECORDS(host_write))
		record(queue, buffer, true);
	return FORWARD(host_write, queue, buffer, host, blocking);
}

struct abi_result hook_host_write_shards(void *queue, const void *buffer, const void *shards,
	uint64_t blocking)
{
	if (HOOK_RECORDS(host_write_shards))
		record(queue, buffer, true);
	return FORWARD(host_write_shards, queue, buffer, shards, blocking);
}

struct abi_result hook_host_write_buffer(void *queue, const void *buffer, const void *host,
	uint64_t blocking)
{
	if (HOOK_RECORDS(host_write_buffer))
		record(queue, buffer, true);
	return FORWARD(host_write_buffer, queue, buffer, host, blocking);
}
