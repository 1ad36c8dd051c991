/*
 * Hooks on launches: which program, of which operation, on which chips.
 *
 * Must not know: regions.
 */
#include "callsite.h"
#include "failures.h"
#include "hooks.h"
#include "mesh_devices.h"
#include "mock_mode.h"
#include "mock_placing.h"
#include "operations.h"
#include "program_build.h"
#include "programs.h"
#include "uses.h"

enum { PROGRAMS_MAX = ABI_CHIPS_MAX };        /* one for each chip */

static void record_tracked(const void *program, const void *device, const void *return_address)
{
	struct ttm_thread *t = &ttm_thread;
	const void *impl = abi_program_impl(program);

	ttm_program(impl);
	if (device)
		ttm_device(device);     /* so that its queues are known */
	t->operation = ttm_operation(return_address);
	if (t->tracked_count == TTM_TRACKED_MAX)
		t->tracked_count = 0;
	t->tracked[t->tracked_count++] = impl;
}

struct abi_result hook_track_program(void *tracker, void *program, const void *device)
{
	if (HOOK_RECORDS(track_program))
		record_tracked(program, device, __builtin_return_address(0));
	return FORWARD(track_program, tracker, program, device);
}

/* An operation, whose results are already allocated, looks for its program. */
struct abi_result hook_get_program_cache(void *device)
{
	if (HOOK_RECORDS(get_program_cache))
		ttm_making_begins(__builtin_return_address(0), __builtin_frame_address(0));
	return FORWARD(get_program_cache, device);
}

struct enqueue {
	const void *queue;
	void *workload;
	const void *return_address;
	bool recorded, finished;
};

static void record_config(const void *program)
{
	uint64_t text_bytes, config_bytes;

	if (ttm_program_first_launch(program) &&
		abi_program_config(program, &text_bytes, &config_bytes))
		l1trace_program_config(ttm_program_seen(program), text_bytes, config_bytes);
}

/* The programs of the workload; if they cannot be read, those tracked since the last enqueue. */
static int programs_of(const struct enqueue *e, struct abi_placed_program *out)
{
	static _Atomic int said;
	int n = abi_workload_programs(e->workload, ttm_program_known, out, PROGRAMS_MAX);

	if (n >= 0)
		return n;
	ttm_unknown(&said, "a workload's programs: those that were tracked are taken");
	for (n = 0; n < (int)ttm_thread.tracked_count; n++)
		out[n] = (struct abi_placed_program){.program = ttm_thread.tracked[n]};
	return n;
}

static void record_launches(const struct enqueue *e)
{
	struct abi_placed_program programs[PROGRAMS_MAX];
	struct ttm_thread *t = &ttm_thread;
	const void *object = abi_queue_device(e->queue, ttm_device_is_one);
	const struct ttm_device *d = object ? ttm_device(object) : NULL;
	struct ttm_site site = ttm_site();
	uint32_t type = t->operation ? t->operation : ttm_operation(e->return_address);
	uint32_t name = site.operation ? site.operation : type;
	struct l1trace_launch launch = {.device = d ? d->handle : 0, .callsite = site.callsite,
		.name = name, .type = type,
		.flags = e->finished ? 0 : L1TRACE_LAUNCH_FAILED};
	int n = programs_of(e, programs);

	if (!e->finished)
		ttm_failed_launch(n ? ttm_program_seen(programs[0].program) : 0, d,
			d ? d->chips : 0);
	for (int i = 0; i < n; i++) {
		const struct abi_placed_program *p = &programs[i];
		struct ttm_launched l = ttm_program_launched(p->program, !name);

		launch.program = l.id;
		launch.name = name ? name : l.name;
		launch.chips = !d ? 0 : !p->has_range ? d->chips :
			ttm_device_part(object, d, p->row0, p->column0, p->row1, p->column1);
		if (e->finished && !l.before)
			record_config(p->program);
		ttm_launch(p->program, &launch);
		launch.flags |= L1TRACE_LAUNCH_SAME_OP;
	}
	t->tracked_count = 0;
	t->operation = 0;
}

static void enqueue_ends(struct enqueue *e)
{
	if (!e->recorded)
		return;
	ttm_thread.launching--;
	ttm_making_ends();
	record_launches(e);
}

static void place_in_mock(const struct enqueue *e)
{
	struct abi_placed_program programs[PROGRAMS_MAX];
	const void *device = abi_queue_device(e->queue, ttm_device_is_one);
	int n = device ? programs_of(e, programs) : 0;

	for (int i = 0; i < n; i++)
		ttm_mock_place(programs[i].program, device);
}

struct abi_result hook_enqueue_mesh_workload(void *queue, void *workload, uint64_t blocking)
{
	struct enqueue e __attribute__((cleanup(enqueue_ends))) = {queue, workload,
		__builtin_return_address(0), HOOK_RECORDS(enqueue_mesh_workload), false};
	struct abi_result result;

	if (e.recorded)
		ttm_thread.launching++;
	result = FORWARD(enqueue_mesh_workload, queue, workload, blocking);
	if (e.recorded && unlikely(ttm_mock_places()))
		place_in_mock(&e);
	e.finished = true;
	return result;
}

struct compile {
	const void *impl, *device;
	bool recorded, finished;
};

static void compile_ends(struct compile *c)
{
	if (c->recorded && !c->finished)
		ttm_failed_compile(abi_compiled_program(c->impl, ttm_program_known),
			ttm_device(c->device));
}

struct abi_result hook_workload_compile(void *impl, const void *device)
{
	struct compile c __attribute__((cleanup(compile_ends))) = {impl, device,
		HOOK_RECORDS(workload_compile), false};
	struct abi_result result = FORWARD(workload_compile, impl, device);

	c.finished = true;
	return result;
}
