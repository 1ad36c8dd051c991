/*
 * The stand-in's tensors: MeshTensor and MemoryConfig, with the getters that the runtime exports.
 *
 * Must not know: programs.
 */
#include <stdlib.h>
#include <string.h>
#include "runtime.h"

struct shape {                          /* Shape: a small vector of at least four, and the rank */
	uint32_t *at;
	uint32_t size, capacity;
	uint32_t inside[8];
	uint64_t rank;
};

struct config_impl {                    /* MemoryConfigImpl */
	uint32_t layout, memory;
	struct {                        /* an optional ShardSpec */
		struct vector cores;
		uint32_t shape[2], order, padding;
		uint8_t is_there;
	} shards;
	struct {                        /* an optional NdShardSpec */
		struct shape shape;
		struct vector cores;
		uint32_t order, distribution;
		uint8_t is_there;
	} nd_shards;
};
struct config { struct config_impl *impl; };

struct tensor_impl {
	struct mesh_buffer *buffer;
	struct shape shape, padded_shape;
	uint32_t dtype, layout;
	struct config config;
};
struct tensor { struct tensor_impl *impl; };    /* MeshTensor; moved from: NULL */

static struct shape shape_of(const uint32_t *dimensions, size_t rank)
{
	struct shape s = {.size = rank > 4 ? (uint32_t)rank : 4, .capacity = 8, .rank = rank};

	for (size_t i = 0; i < s.size; i++)
		s.inside[i] = i + rank < s.size ? 1 : dimensions[i + rank - s.size];
	return s;
}

EXPORT void make_tensor(struct tensor *t, struct shared_mesh_buffer *b, struct tensor_impl *spec,
	void *topology)
	__asm__(TT "10MeshTensorC1ESt10shared_ptrINS0_11distributed10MeshBufferEENS0_10TensorSpecE"
	"NS0_14TensorTopologyE");
void make_tensor(struct tensor *t, struct shared_mesh_buffer *b, struct tensor_impl *spec,
	void *topology)
{
	if (topology)
		standin_throw("no such topology");
	t->impl = spec;
	spec->buffer = b->object;
}

#define GETTER(type, name, class, symbol, value) \
	EXPORT type name(const struct class *t) __asm__(TTK symbol); \
	type name(const struct class *t) { return value; }
#ifndef STANDIN_BARE
/* A vector that is small lies in its object. */
static const struct shape *settled(struct shape *s)
{
	s->at = s->inside;
	return s;
}

static struct tensor_impl *of(const struct tensor *t)
{
	if (!t->impl)
		standin_throw("moved from");
	return t->impl;
}

GETTER(const void *, tensor_buffer, tensor, "10MeshTensor11mesh_bufferEv", of(t)->buffer)
GETTER(const void *, tensor_shape, tensor, "10MeshTensor13logical_shapeEv", settled(&of(t)->shape))
GETTER(const void *, tensor_padded, tensor, "10MeshTensor12padded_shapeEv",
	settled(&of(t)->padded_shape))
GETTER(uint32_t, tensor_dtype, tensor, "10MeshTensor5dtypeEv", of(t)->dtype)
GETTER(uint32_t, tensor_layout, tensor, "10MeshTensor6layoutEv", of(t)->layout)
GETTER(const void *, tensor_config, tensor, "10MeshTensor13memory_configEv", &of(t)->config)
GETTER(uint32_t, config_layout, config, "12MemoryConfig13memory_layoutEv", t->impl->layout)
GETTER(uint32_t, config_memory, config, "12MemoryConfig11buffer_typeEv", t->impl->memory)
GETTER(const void *, config_shards, config, "12MemoryConfig10shard_specEv", &t->impl->shards)
GETTER(const void *, config_nd_shards, config, "12MemoryConfig13nd_shard_specEv",
	(settled(&t->impl->nd_shards.shape), &t->impl->nd_shards))

static unsigned converted;

EXPORT uint32_t format_of(uint32_t type)
	__asm__(TT "32datatype_to_dataformat_converterENS0_8DataTypeE");
uint32_t format_of(uint32_t type)
{
	static const uint8_t formats[] = {5, 0, 24, 6, 7, 30, 9, 8, 26};

	converted++;
	if (type >= sizeof(formats))
		standin_throw("no such type");
	return formats[type];
}

static unsigned conversions(void)
{
	return converted;
}
#else
static unsigned conversions(void)
{
	return 0;
}
#endif

static void tensor(struct buffer *b, const struct given_tensor *g)
{
	struct mesh_buffer *object = calloc(1, sizeof(*object));
	struct shared_mesh_buffer shared = {object, NULL};
	struct tensor_impl *impl = calloc(1, sizeof(*impl));
	struct config_impl *config = calloc(1, sizeof(*config));
	struct vector cores = {(void *)g->cores, (void *)(g->cores + g->range_count), NULL};
	struct tensor t = {NULL};

	*object = (struct mesh_buffer){g->is_view ? NULL : b, b};
	impl->shape = shape_of(g->shape, g->rank);
	impl->padded_shape = shape_of(g->padded_shape, g->rank);
	impl->dtype = g->dtype;
	impl->layout = g->pages;
	impl->config.impl = config;
	config->layout = g->layout;
	config->memory = 1;
	if (g->shard_rank == 2) {
		config->shards.is_there = 1;
		config->shards.cores = cores;
		memcpy(config->shards.shape, g->shard_shape, sizeof(config->shards.shape));
		config->shards.order = g->order;
	} else if (g->shard_rank) {
		config->nd_shards.is_there = 1;
		config->nd_shards.cores = cores;
		config->nd_shards.shape = shape_of(g->shard_shape, g->shard_rank);
		config->nd_shards.order = g->order;
	}
	if (g->is_odd)
		impl->shape.size = 4000000000;
	make_tensor(&t, &shared, impl, g->throws ? &t : NULL);
	free(config);
	free(impl);
	free(object);
}

const struct standin standin_tensors = {.tensor = tensor, .conversions = conversions};
