/*
 * Hooks on buffers: placed, freed, and persistent per-core space.
 *
 * Must not know: programs.
 */
#include "callsite.h"
#include "failures.h"
#include "freeing.h"
#include "hooks.h"
#include "l1t_record.h"
#include "mesh_devices.h"
#include "per_core.h"
#include "program_build.h"
#include "unwinding.h"

/* Ids for releases whose buffers have no readable id. */
static struct ttm_table own_ids = TTM_TABLE(TTM_TABLE_BUFFERS);
static _Atomic uint64_t own_id_count;

uint64_t ttm_own_id(const void *buffer)
{
	return ttm_table_get(&own_ids, buffer);
}

struct placing {
	const void *buffer;
	const struct abi_buffer *b;
	struct l1trace_buffer *out;
};

static void read_placement(void *argument)
{
	struct placing *p = argument;

	abi_read_placement(p->buffer, p->b, p->out);
}

/* The size that the allocator reserved counts: it is the requested size, rounded up. */
static void take_reserved(struct l1trace_buffer *out)
{
	struct ttm_thread *t = &ttm_thread;

	if (t->given_bytes && (uint32_t)t->given_address == (uint32_t)out->address)
		out->bytes_per_core = t->given_bytes;
	t->given_bytes = 0;
}

/*
 * The runtime's graph capture can run operations without allocating. Their buffers are reported to
 * the tracker with address 0, which no memory gives out, and occupy nothing.
 */
static _Atomic bool seen_pretended;

static bool is_pretended(const struct l1trace_buffer *placed, const struct abi_buffer *b)
{
	return placed->address == 0 && b->type != L1TRACE_SYSTEM_MEMORY;
}

static bool was_pretended(const void *buffer, const struct abi_buffer *b)
{
	struct l1trace_buffer out = {.address = L1TRACE_UNKNOWN};
	struct placing p = {buffer, b, &out};

	if (likely(!atomic_load_explicit(&seen_pretended, memory_order_relaxed)))
		return false;
	ttm_guarded(read_placement, &p);
	return is_pretended(&out, b);
}

/* ---- the cores of a sharded buffer ---- */

enum { SHARDED = 2 };           /* layouts from this value on */

struct data_cores {
	const void *buffer;
	size_t count;
	struct l1trace_range ranges[ABI_RANGES_MAX];
};

static void ask_data_cores(void *argument)
{
	struct data_cores *c = argument;

	c->count = abi_data_cores(c->buffer, c->ranges, ABI_RANGES_MAX);
}

/*
 * A buffer on chosen cores; also every buffer with addresses of its own on each core, and every one
 * that no tensor owns. A separate function, so that other buffers pay nothing for it.
 */
static __attribute__((noinline)) void record_sharded(const void *buffer, struct l1trace_buffer *out)
{
	struct ttm_thread *t = &ttm_thread;
	struct data_cores c;

	if (ttm_per_core_on && ttm_per_core_alloc(buffer, out, t->given_address, t->given_bytes)) {
		t->given_bytes = 0;
		return;
	}
	c.buffer = buffer;
	c.count = 0;
	if (out->type != L1TRACE_DRAM && ttm_guarded(ask_data_cores, &c) && c.count)
		out->cores = l1trace_cores(c.ranges, c.count);
	take_reserved(out);
	l1trace_alloc(out);
	if (t->purpose)
		ttm_note_purpose(out->id, t->purpose);
}

static void record_alloc(const void *buffer)
{
	static _Atomic int said_buffer, said_device;
	struct l1trace_buffer out = {.address = L1TRACE_UNKNOWN, .bytes_per_core = L1TRACE_UNKNOWN};
	struct abi_buffer b;
	struct placing p = {buffer, &b, &out};
	struct ttm_device *d;

	if (!abi_read_buffer(buffer, &b)) {
		ttm_unknown(&said_buffer, "buffers: this runtime's cannot be read");
		return;
	}
	d = ttm_device_in_use(b.device);
	if (!d)
		ttm_unknown(&said_device, "a buffer's device: of a class that is not known");
	ttm_guarded(read_placement, &p);
	if (unlikely(is_pretended(&out, &b))) {
		atomic_store_explicit(&seen_pretended, true, memory_order_relaxed);
		return;
	}
	out.id = b.id;
	if (!b.id) {
		out.id = atomic_fetch_add(&own_id_count, 1) + 1;
		ttm_table_set(&own_ids, buffer, out.id);
	}
	out.size_bytes = b.size_bytes;
	out.device = d ? d->handle : 0;
	out.type = b.type;
	out.callsite = ttm_callsite();
	if (ttm_thread.launching)
		out.flags |= L1TRACE_BUFFER_ENQUEUED;
	else if (unlikely(ttm_thread.making) && ttm_making(__builtin_frame_address(0)))
		out.flags |= L1TRACE_BUFFER_MADE;
	if (out.layout >= SHARDED) {
		record_sharded(buffer, &out);
		return;
	}
	take_reserved(&out);
	l1trace_alloc(&out);
}

struct abi_result hook_track_allocate(void *tracker, const void *buffer)
{
	if (HOOK_RECORDS(track_allocate))
		record_alloc(buffer);
	return FORWARD(track_allocate, tracker, buffer);
}

/* Called inside the allocator, under its lock. */
static void note_given(const void *list, struct abi_result address)
{
	uint64_t bytes;

	if (!(address.rdx & 1))
		return;
	bytes = abi_reserved_bytes(list, address.rax);
	ttm_thread.given_address = address.rax;
	ttm_thread.given_bytes = bytes == L1TRACE_UNKNOWN ? 0 : bytes;
}

struct abi_result hook_free_list_allocate(void *list, uint64_t size, uint64_t bottom_up,
	uint64_t limit)
{
	bool recorded = HOOK_RECORDS(free_list_allocate);
	struct abi_result address = FORWARD(free_list_allocate, list, size, bottom_up, limit);

	if (recorded)
		note_given(list, address);
	return address;
}

/* An allocator of a single core first searches for an address that is free in several lists. */
struct abi_result hook_free_list_allocate_at(void *list, uint64_t address, uint64_t size)
{
	bool recorded = HOOK_RECORDS(free_list_allocate_at);
	struct abi_result given = FORWARD(free_list_allocate_at, list, address, size);

	if (recorded)
		note_given(list, given);
	return given;
}

/* What is still live when a device is closed was freed with it: a later free of it is ignored. */
static void record_free(const void *buffer)
{
	struct abi_buffer b;
	struct ttm_device *d;
	struct ttm_freeing how;

	ttm_thread.frees++;
	if (!abi_read_buffer(buffer, &b) || was_pretended(buffer, &b))
		return;
	if (!b.id)
		b.id = ttm_table_take(&own_ids, buffer);
	d = ttm_device(b.device);
	if (!b.id || (d && d->closed))
		return;
	if (unlikely(ttm_per_core_on) && ttm_per_core_free(buffer, b.id, d ? d->handle : 0, b.type))
		return;
	how = ttm_freeing_now();
	l1trace_free_by(b.id, d ? d->handle : 0, b.type, how.callsite, how.manner);
}

struct abi_result hook_track_deallocate(void *tracker, void *buffer)
{
	if (HOOK_RECORDS(track_deallocate))
		record_free(buffer);
	return FORWARD(track_deallocate, tracker, buffer);
}

/* ---- failures ---- */

struct allocation {
	const void *buffer, *allocator;
	bool recorded, finished;
};

static void allocation_ends(struct allocation *a)
{
	if (!a->recorded || a->finished)
		return;
	ttm_making_ends();
	ttm_failed_allocation(a->buffer, a->allocator);
}

struct abi_result hook_old_allocate_impl(void *buffer)
{
	struct allocation a __attribute__((cleanup(allocation_ends))) = {
		buffer, NULL, HOOK_RECORDS(old_allocate_impl), false};
	struct abi_result result = FORWARD(old_allocate_impl, buffer);

	a.finished = true;
	return result;
}

struct abi_result hook_allocate_impl(void *impl, void *buffer)
{
	struct allocation a __attribute__((cleanup(allocation_ends))) = {
		buffer, NULL, HOOK_RECORDS(allocate_impl), false};
	struct abi_result result = FORWARD(allocate_impl, impl, buffer);

	a.finished = true;
	return result;
}

struct abi_result hook_allocator_allocate(void *allocator, void *buffer)
{
	struct allocation a __attribute__((cleanup(allocation_ends))) = {
		buffer, allocator, HOOK_RECORDS(allocator_allocate), false};
	struct abi_result result = FORWARD(allocator_allocate, allocator, buffer);

	a.finished = true;
	return result;
}

/* ---- persistent per-core space ---- */

/* The arena does not know its device. If all other devices are submeshes of one, it is that one. */
static uint32_t arena_device(void)
{
	static _Atomic int said;
	struct ttm_device *d = ttm_device_outermost();

	if (!d)
		ttm_unknown(&said, "the device of persistent per-core space");
	return d ? d->handle : 0;
}

struct abi_result hook_arena_allocate(uint64_t *place, void *arena, const void *cores,
	uint64_t size, uint64_t alignment)
{
	bool recorded = HOOK_RECORDS(arena_allocate);
	struct abi_result result = FORWARD(arena_allocate, place, arena, cores, size, alignment);
	struct l1trace_range ranges[ABI_RANGES_MAX];
	struct l1trace_buffer out = {.type = L1TRACE_PERSISTENT, .flags = L1TRACE_BUFFER_PER_CORE};
	size_t n;

	if (!recorded)
		return result;
	n = abi_read_cores(cores, ranges, ABI_RANGES_MAX);
	for (size_t i = 0; i < n; i++)
		out.core_count = (uint16_t)(out.core_count + (ranges[i].x1 - ranges[i].x0 + 1) *
			(ranges[i].y1 - ranges[i].y0 + 1));
	out.id = place[0];              /* id, address, size */
	out.address = place[1];
	out.bytes_per_core = place[2];
	out.size_bytes = place[2] * out.core_count;
	out.cores = l1trace_cores(ranges, n);
	out.device = arena_device();
	out.callsite = ttm_callsite();
	l1trace_alloc(&out);
	return result;
}

struct abi_result hook_arena_deallocate(void *arena, uint64_t id)
{
	if (HOOK_RECORDS(arena_deallocate)) {
		struct ttm_freeing how = ttm_freeing_now();

		l1trace_free_by(id, arena_device(), L1TRACE_PERSISTENT, how.callsite, how.manner);
	}
	return FORWARD(arena_deallocate, arena, id);
}
