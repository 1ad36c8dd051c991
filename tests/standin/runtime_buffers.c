/*
 * The stand-in's buffers: an allocator that places from the top down, and the runtime's calls that
 * lead to it.
 *
 * Must not know: programs, mesh traces.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "runtime.h"

#define TYPE "ERKNS0_10BufferTypeE"

static uint64_t next_id = 1001;
static void (*in_getter)(void);

/* ---- what the recorder calls ---- */

#define GETTER(result, name, symbol, value) \
	EXPORT result name(const struct buffer *b) __asm__(TTK "6Buffer" symbol); \
	result name(const struct buffer *b) { return value; }

__attribute__((unused)) static uint64_t per_bank_of(const struct buffer *b)
{
	if (in_getter)
		in_getter();
	return b->per_bank;
}

GETTER(uint32_t, buffer_address, "7addressEv", b->address)
#ifndef STANDIN_BARE
GETTER(uint64_t, buffer_page, "9page_sizeEv", b->page)
GETTER(uint64_t, buffer_cores, "9num_coresEv", b->cores ? b->cores | (uint64_t)1 << 32 : 0)
GETTER(uint64_t, buffer_per_bank, "21aligned_size_per_bankEv", per_bank_of(b))
#endif
#ifndef STANDIN_OLD
GETTER(uint64_t, buffer_size, "4sizeEv", b->size)
GETTER(const struct mesh *, buffer_device, "6deviceEv", b->device)
GETTER(uint32_t, buffer_type, "11buffer_typeEv", b->type)
GETTER(uint32_t, buffer_layout, "13buffer_layoutEv", b->layout)
GETTER(uint64_t, buffer_id, "9unique_idEv", b->id)
GETTER(bool, buffer_has_shard_spec, "14has_shard_specEv", b->layout != 0)

/* ShardSpecBuffer: begins with the ranges, which the caller frees. */
struct shard_spec { struct vector ranges; uint32_t rest[8]; };
EXPORT struct shard_spec *shard_spec(struct shard_spec *out, const struct buffer *b)
	__asm__(TTK "6Buffer10shard_specEv");
struct shard_spec *shard_spec(struct shard_spec *out, const struct buffer *b)
{
	struct range *r = malloc(sizeof(*r));

	*r = (struct range){0, 0, b->cores - 1, 0};
	*out = (struct shard_spec){{r, r + 1, r + 1}, {0}};
	return out;
}
#endif

EXPORT uint32_t banks(const struct allocator *a, const uint32_t *type)
	__asm__(TTK "9Allocator13get_num_banks" TYPE);
EXPORT uint64_t bank_bytes(const struct allocator *a, const uint32_t *type)
	__asm__(TTK "9Allocator13get_bank_size" TYPE);
EXPORT uint64_t base(const struct allocator *a, const uint32_t *memory)
	__asm__(TTK "9Allocator23get_base_allocator_addrERKNS0_10HalMemTypeE");
EXPORT uint32_t impl_banks(const struct allocator_impl *a, const uint32_t *type)
	__asm__(TTK "13AllocatorImpl13get_num_banks" TYPE);
EXPORT uint64_t impl_bank_bytes(const struct allocator_impl *a, const uint32_t *type)
	__asm__(TTK "13AllocatorImpl13get_bank_size" TYPE);
EXPORT uint64_t *statistics(uint64_t *out, const struct allocator_impl *a, const uint32_t *type)
	__asm__(TTK "13AllocatorImpl14get_statistics" TYPE);

uint32_t impl_banks(const struct allocator_impl *a, const uint32_t *type)
{
	(void)a;
	return *type ? BANKS : DRAM_BANKS;
}

uint64_t impl_bank_bytes(const struct allocator_impl *a, const uint32_t *type)
{
	return *type == 3 ? SMALL_BYTES : *type ? BANK_BYTES - a->local : DRAM_BANK_BYTES;
}

uint32_t banks(const struct allocator *a, const uint32_t *type)
{
	return impl_banks(a->impl, type);
}

uint64_t bank_bytes(const struct allocator *a, const uint32_t *type)
{
	return impl_bank_bytes(a->impl, type);
}

uint64_t base(const struct allocator *a, const uint32_t *memory)
{
	(void)a;
	return *memory ? DRAM_BASE : BASE;
}

uint64_t *statistics(uint64_t *out, const struct allocator_impl *a, const uint32_t *type)
{
	(void)type;
	out[0] = BANK_BYTES;
	out[1] = a->allocated;
	out[2] = BANK_BYTES - a->allocated;
	out[3] = a->top - BASE;
	return out;
}

/* ---- placing: buffer -> allocator -> free list ---- */

EXPORT struct pair list_allocate(struct allocator_impl *list, uint64_t size, bool bottom_up,
	uint64_t limit) __asm__(TT "9allocator11FreeListOpt8allocateEmbm");
EXPORT struct pair list_allocate_at(struct allocator_impl *list, uint64_t address, uint64_t size)
	__asm__(TT "9allocator11FreeListOpt19allocate_at_addressEmm");
EXPORT uint64_t allocator_allocate(struct allocator_impl *a, struct buffer *b)
	__asm__(TT "13AllocatorImpl15allocate_bufferEPNS0_6BufferE");
EXPORT void track_allocate(void *tracker, const struct buffer *b)
	__asm__(TT "12GraphTracker14track_allocateEPKNS0_6BufferE");
EXPORT void track_deallocate(void *tracker, struct buffer *b)
	__asm__(TT "12GraphTracker16track_deallocateEPNS0_6BufferE");
#ifdef STANDIN_OLD
EXPORT void allocate_impl(struct buffer *b) __asm__(TT "6Buffer13allocate_implEv");
#else
EXPORT void allocate_impl(void *impl, struct buffer *b)
	__asm__(TT "10BufferImpl13allocate_implERNS0_6BufferE");
#endif

static uint64_t reserved_bytes(uint64_t size)
{
	return (size + 31) / 32 * 32;
}

static uint64_t last_reserved, last_address;

#ifndef STANDIN_BARE
EXPORT struct pair list_reserved(const struct allocator_impl *list, uint64_t address)
	__asm__(TTK "9allocator11FreeListOpt19get_allocation_sizeEm");
struct pair list_reserved(const struct allocator_impl *list, uint64_t address)
{
	(void)list;
	return (struct pair){last_reserved, address == last_address};
}
#endif

struct pair list_allocate(struct allocator_impl *list, uint64_t size, bool bottom_up,
	uint64_t limit)
{
	(void)bottom_up, (void)limit;
	size = reserved_bytes(size);
	if (list->top - BASE < size)
		return (struct pair){0, 0};
	list->top -= size;
	list->allocated += size;
	last_reserved = size;
	last_address = list->top;
	return (struct pair){list->top, 1};
}

struct pair list_allocate_at(struct allocator_impl *list, uint64_t address, uint64_t size)
{
	(void)list;
	last_reserved = reserved_bytes(size);
	last_address = address;
	return (struct pair){address, 1};
}

uint64_t allocator_allocate(struct allocator_impl *a, struct buffer *b)
{
	struct pair at = list_allocate(a, b->per_bank, false, 0);
	char text[600];

	if (at.b)
		return at.a;
	snprintf(text, sizeof(text), "TT_FATAL @ bank_manager.cpp:514: false\ninfo:\nOut of Memory: "
		"Not enough space to allocate %lu B L1 buffer across %d banks, where each bank needs "
		"to store %lu B, but bank size is %d B (allocated: %lu B, free: %lu B, largest free "
		"block: %lu B)\nbacktrace:\n --- here\n", (unsigned long)b->size, BANKS,
		(unsigned long)b->per_bank, BANK_BYTES, (unsigned long)a->allocated,
		(unsigned long)(BANK_BYTES - a->allocated), (unsigned long)(a->top - BASE));
	standin_throw(text);
	return 0;
}

void track_allocate(void *tracker, const struct buffer *b)
{
	(void)tracker, (void)b;
}

void track_deallocate(void *tracker, struct buffer *b)
{
	(void)tracker, (void)b;
}

static void set_next_id(uint64_t id)
{
	next_id = id;
}

static bool pretends;

static void set_pretends(bool does)
{
	pretends = does;
}

/* Ends in a call that the compiler turns into a jump. */
#ifdef STANDIN_OLD
void allocate_impl(struct buffer *b)
#else
void allocate_impl(void *impl, struct buffer *b)
#endif
{
#ifndef STANDIN_OLD
	(void)impl;
#endif
	b->address = pretends ? 0 : (uint32_t)allocator_allocate(&b->device->impl->memory, b);
	b->reserved = pretends ? 0 : reserved_bytes(b->per_bank);
	track_allocate(NULL, b);
}

static struct buffer *alloc(struct mesh *m, uint64_t size, uint64_t per_bank, uint32_t type,
	uint32_t cores)
{
	struct buffer *b = new_object(sizeof(*b));

	b->device = m;
	b->size = size;
	b->type = type;
	b->layout = cores ? 2 : 0;
	b->cores = cores;
	b->page = 2048;
	b->per_bank = per_bank;
	b->id = next_id++;
#ifdef STANDIN_OLD
	allocate_impl(b);
#else
	allocate_impl(NULL, b);
#endif
	return b;
}

/* ---- buffers with addresses of their own ---- */

EXPORT bool is_per_core(const struct buffer *b) __asm__(TT "12experimental19per_core_allocation"
	"22is_per_core_allocationERKNS0_6BufferE");
EXPORT const void *per_core_addresses(const struct buffer *b) __asm__(TT "12experimental19per_core"
	"_allocation22get_per_core_addressesERKNS0_6BufferE");

bool is_per_core(const struct buffer *b)
{
	return b->is_per_core;
}

const void *per_core_addresses(const struct buffer *b)
{
	return &b->places;
}

static struct buffer *alloc_per_core(struct mesh *m, uint64_t bytes_per_core,
	const struct place *at, size_t count)
{
	struct buffer *b = new_object(sizeof(*b));

	b->device = m;
	b->size = bytes_per_core * count;
	b->per_bank = bytes_per_core;
	b->type = 1;
	b->layout = 2;
	b->cores = (uint32_t)count;
	b->address = (uint32_t)at[0].address;
	b->id = next_id++;
	b->is_per_core = true;
	b->places.count = count;
	for (size_t i = 0; i < count; i++) {
		struct place_node *n = new_object(sizeof(*n));

		list_allocate_at(&m->impl->memory, at[i].address, bytes_per_core);
		*n = (struct place_node){b->places.first, at[i].x, at[i].y, at[i].address, 0};
		b->places.first = n;
	}
	track_allocate(NULL, b);
	return b;
}

static void placed_again(struct buffer *b)
{
	track_allocate(NULL, b);
}

static void freed_again(struct buffer *b)
{
	track_deallocate(NULL, b);
}

static void free_buffer(struct buffer *b)
{
	struct allocator_impl *a = &b->device->impl->memory;

	track_deallocate(NULL, b);
	if (b->address == a->top)
		a->top += b->reserved;
	if (a->allocated >= b->reserved)
		a->allocated -= b->reserved;
	free(b);
}

static void set_in_getter(void (*f)(void))
{
	in_getter = f;
}

static uint32_t address_of(const struct buffer *b)
{
	return b->address;
}

const struct standin standin_buffers = {.alloc = alloc, .address = address_of,
	.free = free_buffer, .set_pretends = set_pretends, .set_next_id = set_next_id,
	.set_in_getter = set_in_getter, .alloc_per_core = alloc_per_core,
	.placed_again = placed_again, .freed_again = freed_again};
