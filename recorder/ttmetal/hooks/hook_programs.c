/*
 * Hooks on programs: their regions are placed and given back, they end, they are checked.
 *
 * Must not know: launches.
 */
#include "failures.h"
#include "hooks.h"
#include "mesh_devices.h"
#include "placement.h"
#include "programs.h"
#include "scratchpads.h"

/* ---- placing ---- */

#define PLACE(name, type) \
struct abi_result hook_##name(void *program, const void *device) \
{ \
	struct placement p __attribute__((cleanup(ttm_placement_end))); \
 \
	ttm_placement_begin(&p, program, device, type, HOOK_RECORDS(name)); \
	return FORWARD(name, program, device); \
}

PLACE(allocate_circular_buffers, L1TRACE_CB)
PLACE(allocate_dataflow_buffers, L1TRACE_DFB)

struct abi_result hook_allocate_scratchpads(void *program, const void *device)
{
	struct placement p __attribute__((cleanup(ttm_placement_end)));
	struct scratchpads s;
	struct abi_result result;

	ttm_placement_begin(&p, program, device, L1TRACE_SCRATCHPAD,
		HOOK_RECORDS(allocate_scratchpads));
	if (p.recorded)
		ttm_scratchpads_begin(&p, &s,
			ttm_hooks[ABI_HOOK_reserve_program_local_l1].real != NULL);
	result = FORWARD(allocate_scratchpads, program, device);
	if (p.recorded)
		ttm_scratchpads_end(&p);
	return result;
}

/*
 * Called with the cores of each dataflow buffer before it is marked, and with those of each kernel
 * that has scratchpads. It is also called with single core ranges, as a set on the caller's stack:
 * these are not the object's own set, and no scratchpad's.
 */
static void record_reserved(struct placement *p, const void *cores, const void *our_frame)
{
	enum { STACK_NEAR = 4096 };
	bool on_stack = (uintptr_t)cores - (uintptr_t)our_frame < STACK_NEAR;

	if (p->type == L1TRACE_DFB) {
		ttm_placement_cores(p, cores);
		if (!on_stack)
			p->cores_at = cores;
	} else if (p->type == L1TRACE_SCRATCHPAD && !on_stack) {
		ttm_scratchpads_next(p, cores);
	}
}

struct abi_result hook_reserve_program_local_l1(void *program, const void *device,
	const void *cores)
{
	struct placement *p = ttm_thread.placing;

	if (HOOK_RECORDS(reserve_program_local_l1) && p && p->recorded)
		record_reserved(p, cores, __builtin_frame_address(0));
	return FORWARD(reserve_program_local_l1, program, device, cores);
}

struct abi_result hook_mark_address(void *allocator, uint64_t address, uint64_t size,
	uint64_t base)
{
	struct placement *p = ttm_thread.placing;

	/* The tracker reports circular buffers. */
	if (HOOK_RECORDS(mark_address) && p && p->recorded && p->type == L1TRACE_DFB)
		ttm_placement_part(p, abi_allocator_cores(allocator), address, size);
	return FORWARD(mark_address, allocator, address, size, base);
}

static void record_cb(const void *cores, uint64_t address, uint64_t size, uint64_t global,
	const void *device)
{
	struct placement *p = ttm_thread.placing;

	ttm_placed_cb(p ? p->program : NULL, cores, address, size, global & 1, device);
}

struct abi_result hook_track_allocate_cb(void *tracker, const void *cores, uint64_t address,
	uint64_t size, uint64_t global, const void *device)
{
	if (HOOK_RECORDS(track_allocate_cb))
		record_cb(cores, address, size, global, device);
	return FORWARD(track_allocate_cb, tracker, cores, address, size, global, device);
}

struct abi_result hook_track_allocate_cb_global_name(void *tracker, const void *cores,
	uint64_t address, uint64_t size, uint64_t global, const void *device)
{
	if (HOOK_RECORDS(track_allocate_cb_global_name))
		record_cb(cores, address, size, global, device);
	return FORWARD(track_allocate_cb_global_name, tracker, cores, address, size, global,
		device);
}

/* ---- giving back ---- */

static void record_cbs_freed(const void *device)
{
	uint32_t program = ttm_program_seen(ttm_thread.dying), chips;
	bool known;

	if (!program)
		return;
	chips = ttm_device_chips(device, &known);
	if (known)
		l1trace_regions_freed(program, chips, 1 << L1TRACE_CB);
}

struct abi_result hook_track_deallocate_cb(void *tracker, const void *device)
{
	if (HOOK_RECORDS(track_deallocate_cb))
		record_cbs_freed(device);
	return FORWARD(track_deallocate_cb, tracker, device);
}

struct dying {
	const void *outer, *program;
	bool ends;
};

static void dying_ends(struct dying *d)
{
	ttm_thread.dying = d->outer;
	if (d->ends)
		ttm_program_gone(d->program);
}

#define GIVE_BACK(name, is_end) \
struct abi_result hook_##name(void *program) \
{ \
	struct dying d __attribute__((cleanup(dying_ends))) = { \
		ttm_thread.dying, program, HOOK_RECORDS(name) && (is_end)}; \
 \
	ttm_thread.dying = d.program; \
	return FORWARD(name, program); \
}

GIVE_BACK(deallocate_circular_buffers, false)
GIVE_BACK(program_destructor, true)
GIVE_BACK(program_base_destructor, true)

/* Called in the middle of the destructor; counts only where the destructor cannot be hooked. */
struct abi_result hook_program_destroyed(const void *program)
{
	if (HOOK_RECORDS(program_destroyed) && ttm_thread.dying != program)
		ttm_program_gone(program);
	return FORWARD(program_destroyed, program);
}

/* ---- checks ---- */

struct check {
	const void *program, *device;
	bool recorded, finished;
};

static void check_ends(struct check *c)
{
	if (c->recorded && !c->finished)
		ttm_failed_placement(c->program, c->device);
}

#define CHECK(name) \
struct abi_result hook_##name(void *program, const void *device) \
{ \
	struct check c __attribute__((cleanup(check_ends))) = { \
		program, device, HOOK_RECORDS(name), false}; \
	struct abi_result result = FORWARD(name, program, device); \
 \
	c.finished = true; \
	return result; \
}

CHECK(validate_circular_buffer_region)
CHECK(validate_dataflow_buffer_region)
