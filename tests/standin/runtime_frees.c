/*
 * The stand-in's tensors as ttnn has them: they give their buffers up.
 *
 * Must not know: programs.
 */
#include "runtime.h"

EXPORT void deallocate(struct owner *t, bool force) __asm__("_ZN4ttnn6Tensor10deallocateEb");
void deallocate(struct owner *t, bool force)
{
	if (t->on_host || !t->buffer || (t->shared && !force))
		return;
	standin_buffers.free(t->buffer);
	t->buffer = NULL;
}

/* As an operation does with what it no longer needs. */
static void operation_deallocates(struct owner *t, bool force)
{
	deallocate(t, force);
	__asm__ volatile("");           /* no jump: the call comes from here */
}

#ifndef STANDIN_BARE
EXPORT bool is_on_device(const struct owner *t) __asm__("_ZN4ttnn16is_device_tensorERKNS_6TensorE");
bool is_on_device(const struct owner *t)
{
	return !t->on_host;
}

EXPORT bool is_allocated(const struct owner *t) __asm__("_ZNK4ttnn6Tensor12is_allocatedEv");
bool is_allocated(const struct owner *t)
{
	return t->buffer;
}

EXPORT struct mesh_buffer *mesh_buffer_of(const struct owner *t)
	__asm__("_ZNK4ttnn6Tensor11mesh_bufferEv");
struct mesh_buffer *mesh_buffer_of(const struct owner *t)
{
	static struct mesh_buffer b;

	if (t->on_host || !t->buffer)
		standin_throw("no buffer");
	b = (struct mesh_buffer){t->buffer, t->buffer};
	return &b;
}
#endif

const struct standin standin_frees = {.deallocate = deallocate,
	.operation_deallocates = operation_deallocates};
