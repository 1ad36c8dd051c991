/*
 * Reads what a tensor of the runtime is: shapes, element type, layout, memory config.
 *
 * Must not know: what is recorded.
 *
 * A getter of a tensor that was moved from throws, and prints: so the pointer that it follows is
 * looked at first.
 */
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include "runtime_abi.h"

static const void *pointer_at(const void *object, size_t offset)
{
	const void *p;

	memcpy(&p, (const char *)object + offset, sizeof(p));
	return p;
}

static bool memory_of(const void *mesh_buffer, struct abi_memory *out)
{
	const void *buffer;

	if (!mesh_buffer || !abi.backing_buffer || !abi.reference_buffer || !abi.buffer_address)
		return false;
	out->buffer = abi.backing_buffer(mesh_buffer);
	buffer = out->buffer ? out->buffer : abi.reference_buffer(mesh_buffer);
	/* one with addresses of its own on each core has a buffer for each chip; that of the first */
	if (!out->buffer && buffer && abi.is_per_core && abi.is_per_core(buffer))
		out->buffer = buffer;
	if (!buffer || !abi_read_buffer(buffer, &out->b))
		return false;
	out->address = abi.buffer_address(buffer);
	return true;
}

bool abi_tensor_memory(const void *tensor, struct abi_memory *out)
{
	return abi.tensor_buffer && pointer_at(tensor, 0) && memory_of(abi.tensor_buffer(tensor), out);
}

/* The getter of a buffer throws, and prints, for a tensor that has none. */
bool abi_ttnn_tensor_memory(const void *tensor, struct abi_memory *out)
{
	return abi.is_device_tensor && abi.is_allocated && abi.mesh_buffer_of &&
		abi.is_device_tensor(tensor) && abi.is_allocated(tensor) &&
		memory_of(abi.mesh_buffer_of(tensor), out);
}

const void *abi_operations_library(void)
{
	return (const void *)abi.is_device_tensor;
}

/* ---- shapes ---- */

/*
 * A Shape begins with a small vector of uint32, which has room for eight. Dimensions of 1 before the
 * first one make them at least four; how many there really are comes last.
 */
struct shape {
	const uint32_t *at;
	uint32_t size, capacity;
	uint32_t inside[8];
	uint64_t rank;
};
enum { DIMENSIONS_LEAST = 4 };

/* Reads the dimensions into *out, how many into *rank. NULL: not known, else `out`. */
static const uint32_t *read_shape(const void *object, uint32_t *out, uint8_t *rank)
{
	struct shape s;

	if (!object)
		return NULL;
	memcpy(&s, object, sizeof(s));
	/* so many lie in it: what points elsewhere is something else, and not followed */
	if ((const char *)s.at != (const char *)object + offsetof(struct shape, inside) ||
		s.size > s.capacity || s.size > ABI_RANK_MAX || s.size != (s.rank > DIMENSIONS_LEAST ? s.rank : DIMENSIONS_LEAST))
		return NULL;
	memcpy(out, s.at + s.size - s.rank, s.rank * sizeof(*out));
	*rank = (uint8_t)s.rank;
	return out;
}

/* ---- element types ---- */

/* The runtime's own numbers of types differ by release; those of the chip's formats do not. */
static uint8_t type_of_format(uint32_t format)
{
	switch (format & 0xff) {
	case 0: return L1TRACE_FLOAT32;
	case 5: return L1TRACE_BFLOAT16;
	case 6: return L1TRACE_BFLOAT8_B;
	case 7: return L1TRACE_BFLOAT4_B;
	case 8: return L1TRACE_INT32;
	case 9: return L1TRACE_UINT16;
	case 14: return L1TRACE_INT8;
	case 24: return L1TRACE_UINT32;
	case 26: return L1TRACE_FP8_E4M3;
	case 30: return L1TRACE_UINT8;
	default: return L1TRACE_DTYPE_UNKNOWN;
	}
}

/* The converter throws for a number that is no type: then it is not asked again. */
static uint8_t read_type(const void *tensor)
{
	enum { KNOWN_FROM = 32 };
	static _Atomic uint64_t asked;  /* a bit a number; its upper half: an answer came */
	uint32_t type = abi.tensor_dtype ? abi.tensor_dtype(tensor) : KNOWN_FROM;
	uint64_t bit, before;
	uint32_t format;

	if (!abi.format_of_type || type >= KNOWN_FROM)
		return L1TRACE_DTYPE_UNKNOWN;
	bit = (uint64_t)1 << type;
	before = atomic_load_explicit(&asked, memory_order_relaxed);
	if (!(before & bit))
		before = atomic_fetch_or_explicit(&asked, bit, memory_order_relaxed) & ~bit;
	else if (!(before & bit << 32))
		return L1TRACE_DTYPE_UNKNOWN;
	format = abi.format_of_type(type);
	if (!(before & bit))
		atomic_fetch_or_explicit(&asked, bit << 32, memory_order_relaxed);
	return type_of_format(format);
}

/* ---- memory configs ---- */

/*
 * A ShardSpec: CoreRangeSet, two dimensions, order. An NdShardSpec: a Shape, then CoreRangeSet and
 * order, as far after it as the tensor's layout lies after its logical shape. Each in an optional.
 */
enum { SPEC_SHAPE = 24, SPEC_ORDER = 32, SPEC_THERE = 40, ND_CORES = 56, ND_ORDER = 80, ND_THERE = 88 };

static bool is_there(const void *optional, size_t flag)
{
	return optional && ((const uint8_t *)optional)[flag] == 1;
}

static uint8_t read_order(const void *spec, size_t offset)
{
	uint32_t order;

	memcpy(&order, (const char *)spec + offset, sizeof(order));
	return order <= L1TRACE_SHARDS_COLUMN_MAJOR ? (uint8_t)order : L1TRACE_SHARDS_UNKNOWN;
}

static void read_shards(const void *config, struct abi_tensor *out)
{
	const void *spec = abi.config_shards ? abi.config_shards(config) : NULL;

	if (is_there(spec, SPEC_THERE)) {
		memcpy(out->shard_shape, (const char *)spec + SPEC_SHAPE, 2 * sizeof(uint32_t));
		out->t.shard_shape = out->shard_shape;
		out->t.shard_rank = 2;
		out->t.order = read_order(spec, SPEC_ORDER);
		out->range_count = abi_read_cores(spec, out->ranges, ABI_RANGES_MAX);
		return;
	}
	spec = abi.config_nd_shards ? abi.config_nd_shards(config) : NULL;
	if (!is_there(spec, ND_THERE))
		return;
	out->t.shard_shape = read_shape(spec, out->shard_shape, &out->t.shard_rank);
	out->t.order = read_order(spec, ND_ORDER);
	out->range_count = abi_read_cores((const char *)spec + ND_CORES, out->ranges, ABI_RANGES_MAX);
}

static void read_config(const void *config, struct abi_tensor *out)
{
	uint32_t layout, memory;

	if (!config || !pointer_at(config, 0))
		return;
	layout = abi.config_layout ? abi.config_layout(config) : UINT32_MAX;
	memory = abi.config_memory ? abi.config_memory(config) : UINT32_MAX;
	out->t.layout = layout <= L1TRACE_ND_SHARDED ? (uint8_t)layout : UINT8_MAX;
	out->t.memory = memory <= L1TRACE_TRACE ? (uint8_t)memory : UINT8_MAX;
	if (layout != L1TRACE_INTERLEAVED && out->t.layout != UINT8_MAX)
		read_shards(config, out);
}

void abi_read_tensor(const void *tensor, struct abi_tensor *out)
{
	uint32_t pages;

	out->t = (struct l1trace_tensor){.dtype = L1TRACE_DTYPE_UNKNOWN,
		.pages = L1TRACE_PAGES_UNKNOWN, .layout = UINT8_MAX, .memory = UINT8_MAX,
		.order = L1TRACE_SHARDS_UNKNOWN};
	out->range_count = 0;
	if (!pointer_at(tensor, 0))
		return;
	if (abi.tensor_shape)
		out->t.shape = read_shape(abi.tensor_shape(tensor), out->shape, &out->t.rank);
	if (abi.tensor_padded_shape)
		out->t.padded_shape = read_shape(abi.tensor_padded_shape(tensor), out->padded_shape,
			&out->t.padded_rank);
	pages = abi.tensor_layout ? abi.tensor_layout(tensor) : UINT32_MAX;
	out->t.pages = pages <= L1TRACE_TILES ? (uint8_t)pages : L1TRACE_PAGES_UNKNOWN;
	if (abi.tensor_config)
		read_config(abi.tensor_config(tensor), out);
	out->t.dtype = read_type(tensor);       /* last: it may throw */
}
