/*
 * From ProgramImpl pointers to ids, and flags of what was recorded about the program.
 *
 * Must not know: hooks.
 */
#include "described_dfbs.h"
#include "kernel_names.h"
#include "l1trace.h"
#include "pointer_map.h"
#include "programs.h"
#include "runtime_abi.h"
#include "uses.h"

static const uint64_t launched_flag = (uint64_t)1 << 32;
static const uint64_t scratchpads_flag = (uint64_t)1 << 33;
static const uint64_t named_flag = (uint64_t)1 << 34;
enum { NAME_SHIFT = 35 };
static struct ttm_table programs = TTM_TABLE(TTM_TABLE_PROGRAMS);

uint32_t ttm_program(const void *impl)
{
	uint64_t value;
	uint32_t id;

	if (!impl)
		return 0;
	value = ttm_table_get(&programs, impl);
	if (value)
		return (uint32_t)value;
	id = l1trace_program(abi_program_runtime_id(impl));
	value = id ? ttm_table_add(&programs, impl, id) : 0;
	if (!value || (uint32_t)value == id)
		return id;
	/* a thread that compiles another of its kernels was first: our id is not used */
	l1trace_program_gone(id);
	return (uint32_t)value;
}

uint32_t ttm_program_seen(const void *impl)
{
	return impl ? (uint32_t)ttm_table_get(&programs, impl) : 0;
}

bool ttm_program_known(const void *impl)
{
	return impl && ttm_table_get(&programs, impl);
}

struct ttm_launched ttm_program_launched(const void *impl, bool wants_name)
{
	uint64_t value = impl ? ttm_table_get(&programs, impl) : 0;

	if (unlikely(wants_name && value && !(value & named_flag))) {
		value |= named_flag | (uint64_t)ttm_kernel_names(impl) << NAME_SHIFT;
		ttm_table_set(&programs, impl, value);
	}
	return (struct ttm_launched){(uint32_t)value, (uint32_t)(value >> NAME_SHIFT),
		value & launched_flag};
}

/* Sets a flag of a program; true when it was not set. */
static bool set_flag(const void *impl, uint64_t flag)
{
	uint64_t value = ttm_table_get(&programs, impl);

	if (!value || value & flag)
		return false;
	ttm_table_set(&programs, impl, value | flag);
	return true;
}

bool ttm_program_first_launch(const void *impl)
{
	return set_flag(impl, launched_flag);
}

bool ttm_program_first_scratchpads(const void *impl)
{
	ttm_program(impl);
	return set_flag(impl, scratchpads_flag);
}

void ttm_program_gone(const void *impl)
{
	uint64_t value = ttm_table_take(&programs, impl);

	ttm_kernel_names_gone(impl);
	ttm_dfbs_gone(impl);
	ttm_uses_gone(impl);
	if (value)
		l1trace_program_gone((uint32_t)value);
}
