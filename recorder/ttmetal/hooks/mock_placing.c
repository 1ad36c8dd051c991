/*
 * In releases whose mock mode works in slow dispatch, a launch ends before the program's circular
 * buffers are placed. With a device the runtime would now place them and check whether they fit. In
 * mock mode it is made to do so here, by its own functions and through our hooks on them.
 *
 * Must not know: what is recorded.
 */
#include "hooks.h"
#include "mock_placing.h"

void ttm_mock_place(const void *program, const void *device)
{
	static _Atomic int said;
	void *changed = (void *)(uintptr_t)program;

	ttm_unknown(&said, "kernels: slow dispatch in mock mode compiles none");
	hook_allocate_circular_buffers(changed, device);
	hook_validate_circular_buffer_region(changed, device);
}
