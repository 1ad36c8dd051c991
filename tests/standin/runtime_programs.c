/*
 * The stand-in's programs: placed, checked, compiled, launched, destroyed.
 *
 * Must not know: how buffers are placed.
 */
#include <stdlib.h>
#include <string.h>
#include "runtime.h"

static _Atomic uint64_t last_id;

/* ---- what is hooked ---- */

#define ON_DEVICE "EPKNS0_7IDeviceE"
#define HOOKED(name, symbol) \
	EXPORT void name(struct program *p, const void *device) __asm__(TT PROGRAM_NAME symbol);

HOOKED(allocate_cbs, "25allocate_circular_buffers" ON_DEVICE)
HOOKED(allocate_dfbs, "25allocate_dataflow_buffers" ON_DEVICE)
HOOKED(allocate_scratchpads, "20allocate_scratchpads" ON_DEVICE)
EXPORT void mark_address(struct cb_allocator *a, uint64_t address, uint64_t size, uint64_t base)
	__asm__(TT PROGRAM_NAME "23CircularBufferAllocator12mark_addressEmmm");
#ifdef STANDIN_OLD
#define CORES "RK12CoreRangeSetmmbPKNS0_7IDeviceE"
#else
#define CORES "RKNS0_12CoreRangeSetEmmbPKNS0_7IDeviceE"
EXPORT uint64_t reserve(struct program *p, const void *device, const struct vector *cores)
	__asm__(TT PROGRAM_NAME "24reserve_program_local_l1" "EPKNS0_7IDeviceERKNS0_12CoreRangeSetE");
uint64_t reserve(struct program *p, const void *device, const struct vector *cores)
{
	(void)p, (void)device, (void)cores;
	return BASE;
}
#endif
EXPORT void track_cb(void *tracker, const struct vector *cores, uint64_t address, uint64_t size,
	bool global, const struct chip *device)
	__asm__(TT "12GraphTracker17track_allocate_cbE" CORES);
EXPORT void track_free_cb(void *tracker, const struct chip *device)
	__asm__(TT "12GraphTracker19track_deallocate_cb" ON_DEVICE);
EXPORT void deallocate_cbs(struct program *p)
	__asm__(TT PROGRAM_NAME "27deallocate_circular_buffersEv");
EXPORT void destructor(struct program *p) __asm__(TT PROGRAM_NAME "D1Ev");
EXPORT void inspector_destroyed(const struct program *p)
	__asm__(TT "9Inspector17program_destroyedEPKNS0_6detail11ProgramImplE");

void track_cb(void *tracker, const struct vector *cores, uint64_t address, uint64_t size,
	bool global, const struct chip *device)
{
	(void)tracker, (void)cores, (void)address, (void)size, (void)global, (void)device;
}
void track_free_cb(void *tracker, const struct chip *device) { (void)tracker, (void)device; }
void inspector_destroyed(const struct program *p) { (void)p; }

/* ---- placing ---- */

static struct vector cores_of(const struct region *r)
{
	return (struct vector){(void *)r->ranges, (void *)(r->ranges + r->range_count),
		(void *)(r->ranges + r->range_count)};
}

/* The runtime's notes about a range; one allocator for each range. */
static void note_placed(struct program *p, const struct range *r, uint64_t start, uint64_t end)
{
	struct cb_allocator *a = p->allocators.begin;
	uint64_t *placed;

	for (; a < (struct cb_allocator *)p->allocators.end; a++)
		if (!memcmp(&a->cores, r, sizeof(*r)))
			break;
	a->cores = *r;
	if (a == p->allocators.end)
		p->allocators.end = a + 1;
	if (!a->placed.begin) {
		a->placed.begin = a->placed.end = new_object(16 * REGIONS_MAX);
		a->placed.room = (char *)a->placed.begin + 16 * REGIONS_MAX;
	}
	placed = a->placed.end;
	if (placed > (uint64_t *)a->placed.begin && placed[-1] == start) {
		placed[-1] = end;
		return;
	}
	placed[0] = start;
	placed[1] = end;
	a->placed.end = placed + 2;
}

void mark_address(struct cb_allocator *a, uint64_t address, uint64_t size, uint64_t base)
{
	(void)a, (void)address, (void)size, (void)base;
}

void allocate_cbs(struct program *p, const void *device)
{
	for (size_t i = 0; i < p->region_count; i++) {
		struct region *r = &p->regions[i];
		struct vector cores = cores_of(r);

		if (r->type == CB)
			track_cb(NULL, &cores, r->address, r->size, r->global, device);
	}
}

void allocate_dfbs(struct program *p, const void *device)
{
	size_t number = 0;

	(void)device, (void)number; /* an old release has no use for it */
	for (size_t i = 0; i < p->region_count; i++) {
		struct region *r = &p->regions[i];

		number += r->type == DFB;
		if (r->type != DFB || r->global)
			continue;
#ifndef STANDIN_OLD
		struct vector cores = cores_of(r);

		reserve(p, device, dfb_cores(p->given, number - 1));
		reserve(p, device, &cores);
#endif
		for (size_t k = 0; k < r->range_count; k++) {
			struct cb_allocator a = {r->ranges[k], {NULL, NULL, NULL}};

			note_placed(p, &r->ranges[k], r->address, r->address + r->size);
			mark_address(&a, r->address, r->size, BASE);
		}
	}
}

/*
 * What lies behind a program changes while it is placed: there are lists that look like allocators
 * with pairs of pointers, with odd numbers, with ranges that are not in order.
 */
static void disturb_behind(struct program *p)
{
	static uint64_t pairs[][4] = {{0x55d4a9c58000, 0x55d4a9c587f0, 0x55d4a9c58800, 0x55d4a9c58900},
		{1003, 1017, 2003, 2048}, {131072, 132096, 65536, 66560}};
	static struct cb_allocator lists[sizeof(pairs) / sizeof(*pairs)];

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		lists[i].placed = (struct vector){pairs[i], pairs[i] + 4, pairs[i] + 4};
		memcpy(p->behind + 4 * i, &(struct vector){lists + i, lists + i + 1, lists + i + 1},
			sizeof(struct vector));
	}
	if (p->neighbour)
		note_placed(p->neighbour, &(struct range){0, 0, 7, 7}, 204800, 208896);
}

/* Places without a call that could be hooked. */
void allocate_scratchpads(struct program *p, const void *device)
{
	(void)device;
	disturb_behind(p);
	for (size_t i = 0; i < p->region_count; i++) {
		struct region *r = &p->regions[i];

		if (r->type != SCRATCHPAD)
			continue;
#ifndef STANDIN_OLD
		struct vector *cores = new_object(sizeof(*cores)), one;

		*cores = cores_of(r);
		reserve(p, device, cores);
		one = (struct vector){r->ranges, r->ranges + 1, r->ranges + 1};
		reserve(p, device, &one);
		free(cores);
#endif
		for (size_t k = 0; k < r->range_count; k++)
			note_placed(p, &r->ranges[k], r->address, r->address + r->size);
	}
}

void place_program(struct program *p, struct mesh *m)
{
	struct mesh_impl *i = m->impl;
	struct cb_allocator *a = p->allocators.begin;

	for (; a < (struct cb_allocator *)p->allocators.end; a++)
		a->placed.end = a->placed.begin;
	p->chip_count = i->chip_count;
	for (size_t c = 0; c < i->chip_count; c++) {
		p->chips[c] = &i->chips[c];
		allocate_cbs(p, &i->chips[c]);
	}
	allocate_dfbs(p, m);
	allocate_scratchpads(p, m);
}

/* ---- checks, kernels, the end ---- */

EXPORT void validate_cbs(struct program *p, const void *device, const char *text)
	__asm__(TT PROGRAM_NAME "31validate_circular_buffer_region" ON_DEVICE);
EXPORT void compiled(const struct program *p, const struct mesh *m, void *const *kernel,
	const void *options, const void *path)
	__asm__(TT "9Inspector31program_kernel_compile_finishedEPKNS0_6detail11ProgramImplEPKNS0_"
	"7IDeviceERKSt10shared_ptrINS0_6KernelEERKNS0_15JitBuildOptionsERKNSt7__cxx1112"
	"basic_stringIcSt11char_traitsIcESaIcEEE");
EXPORT_DATA extern const void *const compute_table[] __asm__("_ZTVN2tt8tt_metal13ComputeKernelE");
EXPORT_DATA extern const void *const data_table[] __asm__("_ZTVN2tt8tt_metal18DataMovementKernelE");
EXPORT uint32_t data_processor(const void *kernel, int index)
	__asm__(TTK "18DataMovementKernel25get_kernel_processor_typeEi");
EXPORT uint32_t compute_processor(const void *kernel, int index)
	__asm__(TTK "13ComputeKernel25get_kernel_processor_typeEi");
EXPORT const void *kernel_name(const void *kernel) __asm__(TTK "6Kernel20get_full_kernel_nameB5cxx11Ev");
EXPORT uint64_t kernel_bytes(const void *kernel, const void *device, int index)
	__asm__(TTK "6Kernel22get_binary_packed_sizeEPNS0_7IDeviceEi");
EXPORT uint64_t program_id(const struct program *p) __asm__(TTK PROGRAM_NAME "6get_idEv");
EXPORT uint32_t *program_config(struct program *p, uint32_t index)
	__asm__(TT PROGRAM_NAME "18get_program_configEj");

const void *const compute_table[] = {0, 0, 0}, *const data_table[] = {0, 0, 0};
static const void *const other_table[] = {0, 0, 0};
struct kernel { const void *vtable; const char *name; size_t length; };

static const char *check_text;

void validate_cbs(struct program *p, const void *device, const char *text)
{
	(void)p, (void)device, (void)text;
	if (check_text)
		standin_throw(check_text);
}

void compiled(const struct program *p, const struct mesh *m, void *const *kernel,
	const void *options, const void *path)
{
	(void)p, (void)m, (void)kernel, (void)options, (void)path;
}

const void *kernel_name(const void *kernel) { return &((const struct kernel *)kernel)->name; }
uint32_t compute_processor(const void *kernel, int index)
{
	(void)kernel;
	return (uint32_t)index;
}
uint32_t data_processor(const void *kernel, int index)
{
	(void)index;
	return !strncmp(((const struct kernel *)kernel)->name, "reader", 6);
}
uint64_t kernel_bytes(const void *kernel, const void *device, int index)
{
	(void)kernel, (void)device;
	return 2000 + (uint64_t)index;
}
uint64_t program_id(const struct program *p) { return p->id; }
uint32_t *program_config(struct program *p, uint32_t index) { return p->config[index]; }

void deallocate_cbs(struct program *p)
{
	for (size_t c = 0; c < p->chip_count; c++)
		track_free_cb(NULL, p->chips[c]);
}

void destructor(struct program *p)
{
	inspector_destroyed(p);
	deallocate_cbs(p);
}

/* A reused pointer: the next program has the address of this one. */
static struct program *last_destroyed;

static struct program *begin_program(struct program *p)
{
	memset(p, 0, sizeof(*p));
	p->id = 500 + ++last_id;
	p->given = new_given();
	p->allocators.begin = p->allocators.end = new_object(sizeof(struct cb_allocator) * 16);
	p->allocators.room = (struct cb_allocator *)p->allocators.begin + 16;
	p->config[0][10] = 208;
	p->config[0][11] = 10320;
	return p;
}

static struct program *new_program(void)
{
	struct program *p = __atomic_exchange_n(&last_destroyed, NULL, __ATOMIC_ACQUIRE);

	return begin_program(p ? p : new_object(sizeof(*p)));
}

static void new_neighbours(struct program **first, struct program **second)
{
	uint64_t *behind;

	*first = begin_program(new_object(2 * sizeof(**first)));
	behind = (*first)->behind;
	*second = begin_program((struct program *)(behind + ((uintptr_t)behind % 16 ? 17 : 16)));
	(*first)->neighbour = *second;
}

static void add_region(struct program *p, const struct region *r)
{
	const struct region *kept = &p->regions[p->region_count];
	uint32_t dfbs = 0;

	for (size_t i = 0; i < p->region_count; i++)
		dfbs += p->regions[i].type == DFB;
	p->regions[p->region_count++] = *r;
	give_region(p->given, kept);
	if (r->type == DFB)
		describe_dfb(p, kept, dfbs);
}

static void validate(struct program *p, struct mesh *m, const char *text)
{
	check_text = text;
	validate_cbs(p, m, text);
}

/* Readers run on one RISC, writers on the other; the class of a prefetcher is unknown. */
static void compile(struct program *p, struct mesh *m, const char *name)
{
	bool data = !strncmp(name, "reader", 6) || !strncmp(name, "writer", 6);
	struct kernel k = {data ? data_table + 2 : !strncmp(name, "prefetch", 8) ? other_table + 2
		: compute_table + 2, name, strlen(name)};
	void *shared[2] = {&k, NULL};

	compiled(p, m, shared, NULL, NULL);
}

/* Overwrites the object: nobody may read what is left of it. */
static void destroy(struct program *p)
{
	destructor(p);
	free_given(p->given);
	free(p->allocators.begin);
	memset(p, 0xdd, sizeof(*p));
	free(__atomic_exchange_n(&last_destroyed, p, __ATOMIC_ACQ_REL));
}

const struct standin standin_programs = {.program = new_program,
	.neighbours = new_neighbours, .add_region = add_region,
	.place = place_program, .validate = validate, .compile = compile, .destroy = destroy};
