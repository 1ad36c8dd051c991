/* See program_build.h. */
#include <stdint.h>
#include "callsite.h"
#include "operations.h"
#include "program_build.h"
#include "thread_state.h"

void ttm_making_begins(const void *return_address, const void *frame)
{
	struct ttm_thread *t = &ttm_thread;

	if (!ttm_operation(return_address))
		return;
	t->making = frame;
	t->making_call = ttm_python_call();
}

void ttm_making_ends(void)
{
	ttm_thread.making = NULL;
}

/* Stacks grow downwards: frames above the hook's have returned. */
bool ttm_making(const void *frame)
{
	const struct ttm_thread *t = &ttm_thread;

	if (t->making && ((uintptr_t)frame >= (uintptr_t)t->making ||
		t->making_call != ttm_python_call()))
		ttm_making_ends();
	return t->making;
}
