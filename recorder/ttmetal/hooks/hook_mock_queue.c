/*
 * Mock mode's command queues. Commands of these kinds are written into a queue's memory, which does
 * not exist without a device: the runtime crashes in them. They say nothing about L1, so mock mode
 * leaves them out: waits between queues, sub-devices, programs for a part of the mesh.
 *
 * Must not know: what is recorded.
 */
#include "hooks.h"
#include "mock_mode.h"

#define LEFT_OUT_IN_MOCK(name, parameters, ...) \
struct abi_result hook_##name parameters \
{ \
	if ((HOOK_RECORDS(name) || HOOKS_ACT) && ttm_is_mock()) \
		return (struct abi_result){0, 0}; \
	return FORWARD(name, __VA_ARGS__); \
}

LEFT_OUT_IN_MOCK(queue_wait_for_event, (uint64_t number, uint64_t other, void *memory,
	uint64_t event), number, other, memory, event)
LEFT_OUT_IN_MOCK(queue_worker_semaphores, (void *memory, uint64_t number, uint64_t count,
	struct abi_words types), memory, number, count, types)
LEFT_OUT_IN_MOCK(queue_go_signals, (const void *words, void *memory, uint64_t number), words,
	memory, number)
LEFT_OUT_IN_MOCK(queue_go_mapping, (void *device, const void *mapping, void *memory,
	uint64_t number), device, mapping, memory, number)
LEFT_OUT_IN_MOCK(queue_reset_workers, (void *device, void *memory, uint64_t number,
	struct abi_words core, const void *expected, uint64_t launches), device, memory, number,
	core, expected, launches)
LEFT_OUT_IN_MOCK(queue_reset_workers_signals, (void *device, void *memory, uint64_t number,
	struct abi_words core, const void *expected, uint64_t launches, struct abi_words signals),
	device, memory, number, core, expected, launches, signals)

/* Tells the chips that a program leaves out that it was launched. */
LEFT_OUT_IN_MOCK(queue_go, (uint64_t number, void *device, uint64_t sub_device, void *memory,
	uint64_t expected, struct abi_words core, uint64_t multicast, uint64_t unicast,
	const void *metadata), number, device, sub_device, memory, expected, core, multicast,
	unicast, metadata)
LEFT_OUT_IN_MOCK(queue_go_sequence_2, (uint64_t number, void *device, uint64_t sub_device,
	void *memory, uint64_t expected, struct abi_words core, uint64_t multicast,
	uint64_t unicast, const void *metadata, uint64_t offset), number, device, sub_device,
	memory, expected, core, multicast, unicast, metadata, offset)
LEFT_OUT_IN_MOCK(queue_go_sequence_1, (uint64_t number, void *device, uint64_t sub_device,
	void *memory, uint64_t expected, struct abi_words core, uint64_t unicast,
	const void *metadata, uint64_t offset), number, device, sub_device, memory, expected,
	core, unicast, metadata, offset)
