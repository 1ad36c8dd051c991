/*
 * Hook on the runtime's report of its allocator (ttnn.dump_device_memory_state): notes when it was
 * written and under which prefix, so that the report can be compared with that moment.
 *
 * Must not know: what is in the report, buffers, launches.
 */
#include <time.h>
#include "hooks.h"
#include "l1t_record.h"
#include "mesh_devices.h"

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* Noted after the call: one that throws has written nothing. */
struct abi_result hook_dump_memory_state(const void *device, const struct abi_string *prefix)
{
	bool recorded = HOOK_RECORDS(dump_memory_state);
	uint64_t begin_ns = recorded ? now_ns() : 0;
	struct abi_result result = FORWARD(dump_memory_state, device, prefix);
	const struct ttm_device *d;

	if (!recorded)
		return result;
	d = ttm_device_opened(device);
	l1trace_note(L1T_NOTE_REPORT, d ? d->handle : 0, now_ns() - begin_ns, prefix->bytes);
	return result;
}
