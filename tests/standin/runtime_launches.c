/*
 * The stand-in's launches, and the table of all its functions.
 *
 * Must not know: how programs are placed.
 */
#include <stdlib.h>
#include <string.h>
#include "runtime.h"

/* A small vector of two coordinates, with room for 8. */
struct coordinate {
	uint32_t *at;
	uint32_t size, room;
	uint32_t inside[8];
};

/* A node of the workload's unordered_map. */
struct node {
	struct node *next;
	struct coordinate from, to;
	uint64_t flags[3];
	struct program *program;
	void *count;
};

struct workload {
	void *buckets;
	uint64_t bucket_count;
	struct node *first;
	uint64_t count;
	struct node nodes[WORKLOAD_MAX];
	struct mesh *mesh;
	const char *text;
	void (*call)(void *);
	void *argument;
	bool cached;
};

EXPORT void enqueue_workload(struct queue *q, struct workload *w, bool blocking)
	__asm__(TT "11distributed19EnqueueMeshWorkloadERNS1_16MeshCommandQueueERNS1_12MeshWorkloadEb");
#ifndef STANDIN_BARE
EXPORT void *workload_programs(struct workload *w)
	__asm__(TT "11distributed12MeshWorkload12get_programsEv");
#endif
/* Named as ttnn names the code that launches an operation. */
EXPORT void track_binary(struct program **p, struct mesh *m)
	__asm__("_ZN4ttnn16device_operation6detail17use_mesh_workloadITkNS0_36DeviceOperationWith"
	"MeshDeviceAdapterENS0_26MeshDeviceOperationAdapterINS_10operations9binary_ng23"
	"BinaryNgDeviceOperationEEEEEvv");

EXPORT void run_binary(struct mesh *m, void (*f)(void *), void *argument)
	__asm__("_ZN4ttnn16device_operation6detail29launch_operation_with_adapterITkNS0_36Device"
	"OperationWithMeshDeviceAdapterENS0_26MeshDeviceOperationAdapterINS_10operations9binary_"
	"ng23BinaryNgDeviceOperationEEEEEvv");

void track_program(void *tracker, struct program **program, struct mesh *m)
{
	(void)tracker, (void)program, (void)m;
}

static volatile int after;

void track_binary(struct program **p, struct mesh *m)
{
	track_program(NULL, p, m);
	after++;                /* not a jump: the return address must be ours */
}

/* The cache is returned by a virtual function. */
void run_binary(struct mesh *m, void (*f)(void *), void *argument)
{
	void *(*program_cache)(struct mesh *);

	memcpy(&program_cache, &m->vtable[5], sizeof(program_cache));
	program_cache(m);
	f(argument);
	after++;
}

#ifndef STANDIN_BARE
void *workload_programs(struct workload *w)
{
	return w;
}
#endif

void enqueue_workload(struct queue *q, struct workload *w, bool blocking)
{
	/* as in releases whose mock mode has no other dispatch */
	bool places = !w->cached && !getenv("TT_METAL_SLOW_DISPATCH_MODE");

	(void)q, (void)blocking;
	for (struct node *n = !places ? NULL : w->first; n; n = n->next)
		place_program(n->program, w->mesh);
	if (w->call)
		w->call(w->argument);
	if (w->text)
		standin_throw(w->text);
}

static void set(struct coordinate *c, uint32_t row, uint32_t column)
{
	c->at = c->inside;
	c->size = 2;
	c->room = 8;
	c->inside[0] = row;
	c->inside[1] = column;
}

static void fill(struct workload *w, struct mesh *m, struct program *const *programs,
	size_t count)
{
	uint32_t last = (uint32_t)m->impl->chip_count - 1;

	memset(w, 0, sizeof(*w));
	w->mesh = m;
	w->count = count;
	for (size_t i = count; i-- > 0;) {
		struct node *n = &w->nodes[i];

		set(&n->from, 0, count > 1 ? (uint32_t)i : 0);
		set(&n->to, 0, count > 1 ? (uint32_t)i : last);
		n->program = programs[i];
		n->next = w->first;
		w->first = n;
	}
}

static void enqueue(struct mesh *m, struct program *const *programs, size_t count,
	const char *text)
{
	struct workload w;

	fill(&w, m, programs, count);
	w.text = text;
	enqueue_workload(&m->queue, &w, false);
}

static void enqueue_calling(struct mesh *m, void (*f)(void *), void *argument)
{
	struct workload w;

	fill(&w, m, NULL, 0);
	w.call = f;
	w.argument = argument;
	enqueue_workload(&m->queue, &w, false);
}

static struct workload *cached(struct mesh *m, struct program *p)
{
	struct workload *w = new_object(sizeof(*w));

	fill(w, m, &p, 1);
	place_program(p, m);
	w->cached = true;
	return w;
}

static void enqueue_cached(struct workload *w)
{
	enqueue_workload(&w->mesh->queue, w, false);
}

static void track(struct program *p, struct mesh *m)
{
	track_program(NULL, &p, m);
}

static void track_add(struct program *p, struct mesh *m)
{
	track_binary(&p, m);
}

EXPORT const struct standin *standin_calls(void);

const struct standin *standin_calls(void)
{
	static struct standin s;

	s = standin_devices;
	s.alloc = standin_buffers.alloc;
	s.address = standin_buffers.address;
	s.free = standin_buffers.free;
	s.set_in_getter = standin_buffers.set_in_getter;
	s.set_next_id = standin_buffers.set_next_id;
	s.alloc_per_core = standin_buffers.alloc_per_core;
	s.set_pretends = standin_buffers.set_pretends;
	s.arena_allocate = standin_buffers.arena_allocate;
	s.arena_deallocate = standin_buffers.arena_deallocate;
	s.global_semaphore = standin_buffers.global_semaphore;
	s.make_semaphore = standin_buffers.make_semaphore;
	s.make_global_cb = standin_buffers.make_global_cb;
	s.program = standin_programs.program;
	s.add_region = standin_programs.add_region;
	s.place = standin_programs.place;
	s.validate = standin_programs.validate;
	s.compile = standin_programs.compile;
	s.destroy = standin_programs.destroy;
	s.track = track;
	s.track_add = track_add;
	s.enqueue = enqueue;
	s.enqueue_calling = enqueue_calling;
	s.operation = run_binary;
	s.placed_again = standin_buffers.placed_again;
	s.freed_again = standin_buffers.freed_again;
	s.add_kernel = standin_words.add_kernel;
	s.shrink_kernel = standin_words.shrink_kernel;
	s.drop_kernel = standin_words.drop_kernel;
	s.set_arguments = standin_words.set_arguments;
	s.set_common_arguments = standin_words.set_common_arguments;
	s.held = standin_words.held;
	s.set_asking = standin_words.set_asking;
	s.asked = standin_words.asked;
	s.set_in_kernel = standin_words.set_in_kernel;
	s.host_reads = standin_host.host_reads;
	s.host_writes = standin_host.host_writes;
	s.cached = cached;
	s.enqueue_cached = enqueue_cached;
	return &s;
}
