/*
 * The hook on tensors: what a buffer holds. The constructor runs after the buffer was placed, and
 * again for views of it.
 *
 * Must not know: how tensors are read, what was said of a buffer before.
 */
#include "hooks.h"
#include "tensors.h"
#include "unwinding.h"

struct place {
	const void *tensor;
	struct abi_memory memory;
	bool known;
};

static void find_place(void *argument)
{
	struct place *p = argument;

	p->known = abi_tensor_memory(p->tensor, &p->memory);
}

static void record(const void *tensor)
{
	struct place p = {.tensor = tensor, .known = false};
	uint64_t id = 0;

	ttm_guarded(find_place, &p);
	if (!p.known)
		return;
	if (p.memory.buffer) {
		id = p.memory.b.id ? p.memory.b.id : ttm_own_id(p.memory.buffer);
		if (!id)
			return;         /* placed before recording */
	}
	ttm_tensor(tensor, id, &p.memory);
}

/* The last three are classes with destructors, which come by reference. */
struct abi_result hook_mesh_tensor(void *tensor, void *buffer, void *spec, void *topology)
{
	bool recorded = HOOK_RECORDS(mesh_tensor) && ttm_tensors_wanted();
	struct abi_result result = FORWARD(mesh_tensor, tensor, buffer, spec, topology);

	if (recorded)
		record(tensor);
	return result;
}
