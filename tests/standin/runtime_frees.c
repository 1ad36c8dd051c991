/*
 * The stand-in's tensors as ttnn has them, which give their buffers up; and how much of L1 is free.
 *
 * Must not know: programs.
 */
#include <string.h>
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

/* ---- how much is free ---- */

enum { LOWEST = 1400000, FREE = 1000000, LARGEST = 900000 };

/* An optional address. */
EXPORT struct pair lowest_address(const struct mesh *m)
	__asm__(TTK MESH_NAME "34lowest_occupied_compute_l1_addressEv");
struct pair lowest_address(const struct mesh *m)
{
	return (struct pair){LOWEST, m->impl != NULL};
}

EXPORT uint64_t *statistics_of(uint64_t *out, const struct allocator *a, const uint32_t *type)
	__asm__(TTK "9Allocator14get_statisticsERKNS0_10BufferTypeE");
uint64_t *statistics_of(uint64_t *out, const struct allocator *a, const uint32_t *type)
{
	(void)a, (void)type;
	out[0] = BANK_BYTES;
	out[1] = BANK_BYTES - FREE;
	out[2] = FREE;
	out[3] = LARGEST;
	return out;
}

static void operation_asks_free(struct mesh *m)
{
	const uint32_t l1 = 1;
	uint64_t out[8];

	lowest_address(m);
	statistics_of(out, m->impl->owner, &l1);
	__asm__ volatile("");
}

struct text { const char *bytes; uint64_t length; };    /* std::string */

EXPORT void dump_memory(const struct mesh *m, const struct text *prefix) __asm__(TT
	"6detail21DumpDeviceMemoryStateEPKNS0_7IDeviceERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE");
void dump_memory(const struct mesh *m, const struct text *prefix)
{
	(void)m;
	if (!prefix->length)
		standin_throw("no prefix");
}

static void program_dumps(struct mesh *m, const char *prefix)
{
	const struct text text = {prefix, strlen(prefix)};

	dump_memory(m, &text);
	__asm__ volatile("");
}

const struct standin standin_frees = {.dump_memory = program_dumps,
.deallocate = deallocate,
	.operation_deallocates = operation_deallocates,
	.ask_free = (void (*)(struct mesh *))(void (*)(void))lowest_address, .operation_asks_free = operation_asks_free};
