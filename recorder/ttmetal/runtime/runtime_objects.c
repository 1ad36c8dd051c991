/*
 * Reads buffers, core range sets, programs, workloads and kernels of the runtime.
 *
 * Must not know: what is recorded.
 */
#include <stdatomic.h>
#include <string.h>
#include "modules.h"
#include "runtime_abi.h"

static uint64_t word_at(const void *object, size_t offset)
{
	uint64_t word;

	memcpy(&word, (const char *)object + offset, sizeof(word));
	return word;
}

static const void *pointer_at(const void *object, size_t offset)
{
	return (const void *)(uintptr_t)word_at(object, offset);
}

/* ---- core ranges ---- */

struct core_range { uint64_t x0, y0, x1, y1; };

static bool convert(const struct core_range *r, struct l1trace_range *out)
{
	if (r->x0 > r->x1 || r->y0 > r->y1 || (r->x1 | r->y1) > UINT16_MAX)
		return false;
	*out = (struct l1trace_range){(uint16_t)r->x0, (uint16_t)r->y0, (uint16_t)r->x1,
		(uint16_t)r->y1};
	return true;
}

static size_t convert_all(const struct core_range *r, const struct core_range *end,
	struct l1trace_range *out, size_t room)
{
	size_t n = 0;

	for (; r && r < end && n < room; r++)
		n += convert(r, &out[n]);
	return n;
}

/* ---- buffers ---- */

/* Offsets of the fields in a Buffer without exported getters. */
enum { OLD_DEVICE = 16, OLD_SIZE = 24, OLD_TYPE = 32, OLD_LAYOUT = 36 };

/* The runtime counts from 0, which means "no id" here: ours are one larger. */
static uint64_t told_id(const void *buffer)
{
	return abi.buffer_id(buffer) + 1;
}

bool abi_read_buffer(const void *buffer, struct abi_buffer *out)
{
	if (abi.buffer_size && abi.buffer_device && abi.buffer_type) {
		out->size_bytes = abi.buffer_size(buffer);
		out->device = abi.buffer_device(buffer);
		out->type = (uint8_t)abi.buffer_type(buffer);
		out->id = abi.buffer_id ? told_id(buffer) : 0;
		return true;
	}
	if (abi.buffer_size || !abi.buffer_address)
		return false;
	out->device = pointer_at(buffer, OLD_DEVICE);
	out->size_bytes = word_at(buffer, OLD_SIZE);
	out->type = (uint8_t)word_at(buffer, OLD_TYPE);
	out->id = 0;
	return true;
}

uint64_t abi_bytes_per_bank(const void *buffer)
{
	return abi.buffer_per_bank ? abi.buffer_per_bank(buffer) : L1TRACE_UNKNOWN;
}

void abi_read_placement(const void *buffer, const struct abi_buffer *b, struct l1trace_buffer *out)
{
	uint64_t cores = abi.buffer_cores ? abi.buffer_cores(buffer) : 0;

	if (abi.buffer_address)
		out->address = abi.buffer_address(buffer);
	if (abi.buffer_page_size)
		out->page_bytes = (uint32_t)abi.buffer_page_size(buffer);
	out->layout = (uint8_t)(abi.buffer_layout ? abi.buffer_layout(buffer) :
		!abi.buffer_size ? word_at(buffer, OLD_LAYOUT) : 0);
	if (cores >> 32 & 1)
		out->core_count = (uint16_t)cores;
	if (b->type != L1TRACE_SYSTEM_MEMORY)
		out->bytes_per_core = abi_bytes_per_bank(buffer);
}

uint64_t abi_reserved_bytes(const void *free_list, uint64_t address)
{
	struct abi_result size;

	if (!abi.free_list_reserved)
		return L1TRACE_UNKNOWN;
	size = abi.free_list_reserved(free_list, address);
	return size.rdx & 1 ? size.rax : L1TRACE_UNKNOWN;
}

/*
 * shard_spec returns a ShardSpecBuffer, which begins with a CoreRangeSet, its only part that must
 * be freed. For a buffer without one it throws and prints: so has_shard_spec is called first.
 */
size_t abi_data_cores(const void *buffer, struct l1trace_range *out, size_t room)
{
	enum { WORDS = 32 };
	const void *spec[WORDS] = {NULL};
	size_t n;

	if (!abi.has_shard_spec || !abi.shard_spec || !abi.delete_memory ||
		!abi.has_shard_spec(buffer))
		return 0;
	abi.shard_spec(spec, buffer);
	n = convert_all(spec[0], spec[1], out, room);
	if (spec[0])
		abi.delete_memory(spec[0]);
	return n;
}

/* The nodes of an unordered_map: next, x, y, address. */
size_t abi_per_core_places(const void *buffer, struct abi_place *out, size_t room)
{
	const uintptr_t *map = abi.is_per_core && abi.per_core_addresses && abi.is_per_core(buffer)
		? abi.per_core_addresses(buffer) : NULL;
	size_t n = 0;

	if (!map || map[3] > room)
		return 0;
	for (const void *node = (const void *)map[2]; node && n < map[3]; node = pointer_at(node, 0)) {
		uint64_t x = word_at(node, 8), y = word_at(node, 16);

		if (x > UINT16_MAX || y > UINT16_MAX)
			return 0;
		out[n++] = (struct abi_place){(uint16_t)x, (uint16_t)y, word_at(node, 24)};
	}
	return n;
}

const void *abi_backing_buffer(const void *mesh_buffer)
{
	return abi.backing_buffer ? abi.backing_buffer(mesh_buffer) : NULL;
}

uint64_t abi_mesh_buffer_address(const void *mesh_buffer, uint8_t *type)
{
	const void *buffer = abi.reference_buffer ? abi.reference_buffer(mesh_buffer) : NULL;
	struct abi_buffer b;

	if (!buffer || !abi.buffer_address || !abi_read_buffer(buffer, &b))
		return L1TRACE_UNKNOWN;
	*type = b.type;
	return abi.buffer_address(buffer);
}

void abi_statistics(const void *allocator, uint32_t type, struct abi_statistics *out)
{
	uint64_t words[32];     /* total, allocated, free, largest free block, perhaps more */

	memset(words, 0xff, sizeof(words));
	if (abi.impl_bank_count)
		out->bank_count = abi.impl_bank_count(allocator, &type);
	if (abi.impl_bank_size)
		out->bank_bytes = abi.impl_bank_size(allocator, &type);
	if (!abi.impl_statistics)
		return;
	abi.impl_statistics(words, allocator, &type);
	out->allocated = words[1];
	out->free = words[2];
	out->largest_free = words[3];
}

/* ---- cores ---- */

/* A CoreRangeSet begins with a vector of ranges. */
size_t abi_read_cores(const void *cores, struct l1trace_range *out, size_t room)
{
	return convert_all(pointer_at(cores, 0), pointer_at(cores, 8), out, room);
}

/* The allocator begins with one range. */
struct l1trace_range abi_allocator_cores(const void *allocator)
{
	struct l1trace_range out = {0, 0, 0, 0};
	struct core_range r;

	memcpy(&r, allocator, sizeof(r));
	convert(&r, &out);
	return out;
}

/* ---- programs ---- */

/* A Program begins with a pointer to its ProgramImpl. */
const void *abi_program_impl(const void *program)
{
	return pointer_at(program, 0);
}

uint64_t abi_program_runtime_id(const void *program)
{
	return abi.program_id ? abi.program_id(program) : L1TRACE_UNKNOWN;
}

/*
 * Offsets and sizes in the KERNEL_CONFIG ring for each kind of core, Tensix first. The number of
 * words differs by release, so it is measured as the distance of two neighbours; text offset and
 * size come last.
 */
bool abi_program_config(const void *program, uint64_t *text_bytes, uint64_t *config_bytes)
{
	const uint32_t *first, *second;
	ptrdiff_t words;

	if (!abi.program_config)
		return false;
	first = abi.program_config(program, 0);
	second = abi.program_config(program, 1);
	words = second - first;
	if (words < 8 || words > 32 || !first[words - 2] || first[words - 2] % 16 ||
		first[words - 2] > 1 << 20 || first[words - 1] > 4 << 20)
		return false;
	for (ptrdiff_t i = 0; i < words - 2; i++)
		if (first[i] > first[words - 2] && first[i] != 255)
			return false;
	*config_bytes = first[words - 2];
	*text_bytes = first[words - 1] ? first[words - 1] : L1TRACE_UNKNOWN;
	return true;
}

/* A small vector of uint32: pointer, size, capacity, then room for `capacity` of them. */
struct coordinate {
	const uint32_t *at;
	uint32_t size, capacity;
	uint32_t inside[];
};

static const struct coordinate *as_coordinate(const void *p)
{
	const struct coordinate *c = p;

	return c->at == c->inside && c->size == 2 && c->capacity >= 2 && c->capacity <= 16 ? c : NULL;
}

static void read_range(const void *node, struct abi_placed_program *p)
{
	const struct coordinate *from = as_coordinate((const char *)node + sizeof(void *)), *to;

	p->has_range = false;
	if (!from)
		return;
	to = as_coordinate((const char *)from + sizeof(*from) + ((from->capacity + 1) / 2) * 8);
	if (!to)
		return;
	p->has_range = true;
	p->row0 = from->inside[0];
	p->column0 = from->inside[1];
	p->row1 = to->inside[0];
	p->column1 = to->inside[1];
}

/* Offset of the program in a node; 0: not found. The pointer need not be a node. */
static size_t look_for_program(const void *node, bool (*known)(const void *program))
{
	enum { WORDS_MAX = 48 };

	for (size_t offset = 8; offset < WORDS_MAX * 8; offset += 8) {
		const void *program;

		if (ttm_peek((const char *)node + offset, &program, sizeof(program)))
			return 0;
		if (known(program))
			return offset;
	}
	return 0;
}

/* The same for a real node; the offset is kept once it is found. */
static size_t find_program(const void *node, bool (*known)(const void *program))
{
	static _Atomic size_t found;
	size_t offset = atomic_load_explicit(&found, memory_order_relaxed);

	if (offset && known(pointer_at(node, offset)))
		return offset;
	offset = look_for_program(node, known);
	if (offset)
		atomic_store_explicit(&found, offset, memory_order_relaxed);
	return offset;
}

/* The nodes of an unordered_map: next, range, program. */
int abi_workload_programs(void *workload, bool (*known)(const void *program),
	struct abi_placed_program *out, size_t room)
{
	const void *map = abi.workload_programs ? abi.workload_programs(workload) : NULL;
	size_t n = 0;

	if (!map)
		return -1;
	for (const void *node = pointer_at(map, 16); node && n < room; node = pointer_at(node, 0)) {
		size_t offset = find_program(node, known);

		if (!offset)
			return -1;
		out[n].program = pointer_at(node, offset);
		read_range(node, &out[n++]);
	}
	return (int)n;
}

/* The map is somewhere in the object; every pointer is checked before it is followed. */
const void *abi_compiled_program(const void *impl, bool (*known)(const void *program))
{
	enum { WORDS_MAX = 32 };

	for (size_t w = 0; w < WORDS_MAX; w++) {
		const void *node;
		size_t offset;

		if (ttm_peek((const char *)impl + w * 8, &node, sizeof(node)))
			return NULL;
		offset = node ? look_for_program(node, known) : 0;
		if (offset)
			return pointer_at(node, offset);
	}
	return NULL;
}

/* ---- kernels ---- */

/*
 * Which RISC a class of kernel runs on: its number among those of the class, 0 BRISC and 1 NCRISC
 * for data movement. A compute kernel has a binary for each of three, numbered in their order.
 */
static uint32_t processor_of(uint32_t (*number)(const void *, int), const void *kernel,
	uint32_t first, uint32_t count)
{
	uint32_t n = number ? number(kernel, 0) : count;

	return n < count ? first + n : L1TRACE_PROCESSOR_UNKNOWN;
}

static void read_kernel_class(const void *kernel, struct abi_kernel *out)
{
	const void *vtable = pointer_at(kernel, 0);

	if (!vtable)
		return;
	if (vtable == abi.compute_kernel || vtable == abi.data_kernel)
		out->core_type = "tensix";
	else if (vtable == abi.ethernet_kernel)
		out->core_type = "ethernet";
	else if (vtable == abi.dram_kernel)
		out->core_type = "dram";
	if (vtable == abi.data_kernel)
		out->processor = processor_of(abi.data_processor, kernel, L1TRACE_BRISC, 2);
	else if (vtable == abi.compute_kernel)
		out->processor = processor_of(abi.compute_processor, kernel, L1TRACE_TRISC, 1);
	else if (vtable == abi.ethernet_kernel)
		out->processor = processor_of(abi.ethernet_processor, kernel, L1TRACE_ERISC0, 2);
	else if (vtable == abi.dram_kernel)
		out->processor = L1TRACE_DRISC;
}

void abi_read_kernel(const void *kernel, const void *device, struct abi_kernel *out)
{
	const void *object = pointer_at(kernel, 0), *ranges[3] = {NULL, NULL, NULL};
	const uintptr_t *name;
	int binaries;

	memset(out, 0, offsetof(struct abi_kernel, ranges));
	for (int i = 0; i < 3; i++)
		out->text_bytes[i] = L1TRACE_UNKNOWN;
	if (abi.kernel_name) {
		name = abi.kernel_name(object);
		out->name = (const char *)name[0];
		out->name_length = name[1];
	}
	if (abi.kernel_cores) {
		abi.kernel_cores(ranges, object);
		out->range_count = convert_all(ranges[0], ranges[1], out->ranges, ABI_RANGES_MAX);
		if (ranges[0] && abi.delete_memory)
			abi.delete_memory(ranges[0]);
	}
	read_kernel_class(object, out);
	binaries = pointer_at(object, 0) == abi.compute_kernel ? 3 : 1;
	for (int i = 0; i < binaries && abi.kernel_bytes; i++)
		out->text_bytes[i] = abi.kernel_bytes(object, device, i);
}
