/*
 * Hooks on the description of dataflow buffers: a program's are added and named before it is placed.
 *
 * Must not know: launches, how they are placed.
 */
#include "described_dfbs.h"
#include "hooks.h"

struct abi_result hook_add_dataflow_buffer(void *program, const void *cores, const void *config)
{
	bool recorded = HOOK_RECORDS(add_dataflow_buffer);
	struct abi_result result = FORWARD(add_dataflow_buffer, program, cores, config);

	if (recorded)
		ttm_dfb_added(program, (uint32_t)result.rax, config);
	return result;
}

struct abi_result hook_register_dfb_spec_name(void *program, const struct abi_string *name,
	uint64_t number)
{
	enum { NAME_MAX_BYTES = 200 };

	if (HOOK_RECORDS(register_dfb_spec_name) && name->length && name->length <= NAME_MAX_BYTES)
		ttm_dfb_named(program, (uint32_t)number, name->bytes, name->length);
	return FORWARD(register_dfb_spec_name, program, name, number);
}
