/*
 * Finds out which of a program's dataflow buffers is being placed.
 *
 * Must not know: what is recorded.
 *
 * Seen on 0.81.1: the core range set that is reserved for a buffer is a member of the buffer's object,
 * at byte 16.
 */
#include "counted_object.h"
#include "runtime_abi.h"

enum { MEMBER_NEAR = 64 };

static bool is_of(const void *program, uint32_t number, const void *cores)
{
	COUNTED c = {{NULL, NULL}};

	abi.dfb_at(c.shared, program, number);
	return c.shared[0] && (uintptr_t)cores - (uintptr_t)c.shared[0] < MEMBER_NEAR;
}

uint32_t abi_dfb_number(const void *program, const void *cores, uint32_t count)
{
	for (uint32_t i = 0; abi.dfb_at && i < count; i++)
		if (is_of(program, i, cores))
			return i;
	return count;
}
