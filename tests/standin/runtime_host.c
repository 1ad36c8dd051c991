/*
 * The host's reads and writes of buffers, and mesh buffers.
 *
 * Must not know: programs.
 */
#include "runtime.h"

EXPORT const struct buffer *backing_buffer(const struct mesh_buffer *b)
	__asm__(TTK "11distributed10MeshBuffer18get_backing_bufferEv");
const struct buffer *backing_buffer(const struct mesh_buffer *b) { return b->owner; }

#ifndef STANDIN_BARE
EXPORT const struct buffer *reference_buffer(const struct mesh_buffer *b)
	__asm__(TTK "11distributed10MeshBuffer20get_reference_bufferEv");
const struct buffer *reference_buffer(const struct mesh_buffer *b) { return b->reference; }
#endif

#define QUEUE_BASE TT "11distributed20MeshCommandQueueBase"
#define BUFFER "ERKSt10shared_ptrINS1_10MeshBufferEE"
#define SHARED const struct shared_mesh_buffer *
EXPORT void read_tensor(struct queue *q, SHARED b, void *host, const void *shards, bool blocking)
	__asm__(QUEUE_BASE "12enqueue_read" BUFFER "RNS0_21DistributedHostBufferERKSt8optionalISt13"
	"unordered_setINS1_14MeshCoordinateESt4hashISC_ESt8equal_toISC_ESaISC_EEEb");
EXPORT void read_shards(struct queue *q, const void *shards, SHARED b, bool blocking)
	__asm__(QUEUE_BASE "19enqueue_read_shardsERKSt6vectorINS1_17ShardDataTransferESaIS4_EE"
	"RKSt10shared_ptrINS1_10MeshBufferEEb");
EXPORT void read_buffer(struct queue *q, void *host, SHARED b, bool blocking)
	__asm__(QUEUE_BASE "24enqueue_read_mesh_bufferEPvRKSt10shared_ptrINS1_10MeshBufferEEb");
EXPORT void write_tensor(struct queue *q, SHARED b, const void *host, bool blocking)
	__asm__(QUEUE_BASE "13enqueue_write" BUFFER "RKNS0_21DistributedHostBufferEb");
EXPORT void write_shards(struct queue *q, SHARED b, const void *shards, bool blocking)
	__asm__(QUEUE_BASE "20enqueue_write_shards" BUFFER
	"RKSt6vectorINS1_17ShardDataTransferESaIS9_EEb");
EXPORT void write_buffer(struct queue *q, SHARED b, const void *host, bool blocking)
	__asm__(QUEUE_BASE "25enqueue_write_mesh_buffer" BUFFER "PKvb");

static unsigned arrived;
static int host, shards;

static void arrive(const struct queue *q, SHARED b, bool as_called)
{
	arrived += q->mesh && b->object && as_called;
}

void read_tensor(struct queue *q, SHARED b, void *to, const void *which, bool blocking)
{
	arrive(q, b, to == &host && which == &shards && blocking);
}
void read_shards(struct queue *q, const void *which, SHARED b, bool blocking)
{
	arrive(q, b, which == &shards && blocking);
}
void read_buffer(struct queue *q, void *to, SHARED b, bool blocking)
{
	arrive(q, b, to == &host && blocking);
}
void write_tensor(struct queue *q, SHARED b, const void *from, bool blocking)
{
	arrive(q, b, from == &host && blocking);
}
void write_shards(struct queue *q, SHARED b, const void *which, bool blocking)
{
	arrive(q, b, which == &shards && blocking);
}
void write_buffer(struct queue *q, SHARED b, const void *from, bool blocking)
{
	arrive(q, b, from == &host && blocking);
}

static unsigned host_reads(struct mesh *m, struct buffer *b)
{
	struct mesh_buffer object = {b, b};
	struct shared_mesh_buffer s = {&object, NULL};

	arrived = 0;
	read_tensor(&m->queue, &s, &host, &shards, true);
	read_shards(&m->queue, &shards, &s, true);
	read_buffer(&m->queue, &host, &s, true);
	return arrived;
}

static unsigned host_writes(struct mesh *m, struct buffer *b)
{
	struct mesh_buffer object = {b, b};
	struct shared_mesh_buffer s = {&object, NULL};

	arrived = 0;
	write_tensor(&m->queue, &s, &host, true);
	write_shards(&m->queue, &s, &shards, true);
	write_buffer(&m->queue, &s, &host, true);
	return arrived;
}

const struct standin standin_host = {.host_reads = host_reads, .host_writes = host_writes};
