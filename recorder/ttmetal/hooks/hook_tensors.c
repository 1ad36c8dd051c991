/*
 * The hooks on tensors: what a buffer holds, and that a tensor gives its buffer up. The constructor runs
 * after the buffer was placed, and again for views of it.
 *
 * Must not know: how tensors are read, what was said of a buffer before.
 */
#include "callsite.h"
#include "freeing.h"
#include "hooks.h"
#include "mesh_devices.h"
#include "tensors.h"
#include "unwinding.h"
#include "uses.h"

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

/* 0: of a view, or placed before recording. */
static uint64_t buffer_of(const struct abi_memory *m)
{
	return !m->buffer ? 0 : m->b.id ? m->b.id : ttm_own_id(m->buffer);
}

static uint32_t device_of(const struct abi_memory *m)
{
	const struct ttm_device *d = ttm_device_of_chips(m->b.device);

	return d ? d->handle : 0;
}

static void record(const void *tensor)
{
	struct place p = {.tensor = tensor, .known = false};
	uint64_t id;

	ttm_guarded(find_place, &p);
	if (!p.known)
		return;
	id = buffer_of(&p.memory);
	if (p.memory.buffer && !id)
		return;                 /* placed before recording */
	if (ttm_tensor(tensor, id, &p.memory) && ttm_uses_wanted())
		ttm_uses_taken(p.memory.address, p.memory.b.type, device_of(&p.memory), ttm_callsite());
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

/* ---- a tensor gives its buffer up ---- */

struct giving_up {
	const void *tensor;
	const void *outer;              /* caller of another deallocate() around it */
	uint32_t frees;                 /* before it */
	bool recorded, forced, finished;
};

static void find_kept(void *argument)
{
	struct place *p = argument;

	p->known = abi_ttnn_tensor_memory(p->tensor, &p->memory);
}

/* It freed nothing: others have the buffer, too. What an operation keeps is its own matter. */
static void record_kept(const struct giving_up *g)
{
	struct place p = {.tensor = g->tensor, .known = false};
	struct ttm_freeing how = ttm_freeing_now();
	uint64_t id;

	if (how.manner != L1TRACE_BY_DEALLOCATE || !ttm_guarded(find_kept, &p) || !p.known)
		return;
	id = buffer_of(&p.memory);
	l1trace_kept(id ? id : L1TRACE_UNKNOWN, device_of(&p.memory), p.memory.b.type,
		p.memory.address, g->forced, how.callsite);
}

static void giving_up_ends(struct giving_up *g)
{
	if (!g->recorded)
		return;
	if (g->finished && ttm_thread.frees == g->frees)
		record_kept(g);
	ttm_thread.deallocates.caller = g->outer;
}

struct abi_result hook_tensor_deallocate(void *tensor, uint64_t force)
{
	struct giving_up g __attribute__((cleanup(giving_up_ends))) = {
		.tensor = tensor, .recorded = HOOK_RECORDS(tensor_deallocate)};
	struct abi_result result;

	if (g.recorded) {
		g.outer = ttm_thread.deallocates.caller;
		g.frees = ttm_thread.frees;
		g.forced = force & 1;
		ttm_thread.deallocates.caller = __builtin_return_address(0);
		ttm_thread.deallocates.function = ttm_real(ABI_HOOK_tensor_deallocate);
	}
	result = FORWARD(tensor_deallocate, tensor, force);
	g.finished = true;
	return result;
}
