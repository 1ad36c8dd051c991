/*
 * Hooks on the compilation of kernels: for which program, and how large they are.
 *
 * Must not know: launches, regions.
 */
#include "hooks.h"
#include "kernel_names.h"
#include "l1t_record.h"
#include "mesh_devices.h"
#include "programs.h"
#include "unwinding.h"

#include <string.h>

struct reading {
	const void *kernel, *device;
	struct abi_kernel *out;
};

static void read_kernel(void *argument)
{
	struct reading *r = argument;

	abi_read_kernel(r->kernel, r->device, r->out);
}

/* Keeps what was read before something threw. */
static void record_kernel(const void *program, const void *device, const void *kernel)
{
	struct abi_kernel k;
	struct reading r = {kernel, device, &k};
	struct l1trace_kernel out = {.program = ttm_program(program)};
	bool known;

	k.name = NULL;
	k.range_count = 0;
	ttm_guarded(read_kernel, &r);
	out.chips = ttm_device_chips(device, &known);
	out.cores = l1trace_cores(k.ranges, k.range_count);
	if (k.name) {
		out.name = l1trace_string(k.name, k.name_length);
		ttm_kernel_names_add(program, k.name, k.name_length);
	}
	if (k.core_type)
		out.core_type = l1trace_string(k.core_type, strlen(k.core_type));
	out.processor = k.processor;
	memcpy(out.text_bytes, k.text_bytes, sizeof(out.text_bytes));
	l1trace_kernel(&out);
}

struct abi_result hook_kernel_compiled_4(const void *program, const void *device,
	const void *kernel, const void *options)
{
	if (HOOK_RECORDS(kernel_compiled_4))
		record_kernel(program, device, kernel);
	return FORWARD(kernel_compiled_4, program, device, kernel, options);
}

struct abi_result hook_kernel_compiled_5(const void *program, const void *device,
	const void *kernel, const void *options, const void *path)
{
	if (HOOK_RECORDS(kernel_compiled_5))
		record_kernel(program, device, kernel);
	return FORWARD(kernel_compiled_5, program, device, kernel, options, path);
}
