/*
 * The stand-in's launches, and the table of all its functions.
 *
 * Must not know: how programs are placed.
 */
#include <stdio.h>
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

static const struct standin launches = {.track = track, .track_add = track_add, .enqueue = enqueue,
	.enqueue_calling = enqueue_calling, .operation = run_binary, .cached = cached,
	.enqueue_cached = enqueue_cached};

/* Each file's table has the functions of that file, and NULL for all others. */
EXPORT const struct standin *standin_calls(void);

const struct standin *standin_calls(void)
{
	static const struct standin *const tables[] = {&standin_devices, &standin_buffers,
		&standin_unowned, &standin_programs, &standin_words, &standin_host,
		&standin_tensors, &standin_frees, &launches};
	enum { MEMBERS = sizeof(struct standin) / sizeof(void (*)(void)) };
	static union {
		struct standin calls;
		void (*members[MEMBERS])(void);
	} all;

	for (size_t i = 0; i < MEMBERS; i++) {
		for (size_t t = 0; t < sizeof(tables) / sizeof(*tables) && !all.members[i]; t++)
			memcpy(&all.members[i], (const char *)tables[t] + i * sizeof(*all.members),
				sizeof(*all.members));
		if (!all.members[i]) {
			fprintf(stderr, "function %zu of struct standin (standin.h) is in no table at the "
				"end of a runtime_*.c\n", i + 1);
			exit(2);
		}
	}
	return &all.calls;
}
