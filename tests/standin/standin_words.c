/*
 * The operands of the stand-in's programs: their kernels' arguments, and the circular and dataflow
 * buffers that can borrow memory.
 *
 * Must not know: how programs are placed and launched.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "runtime.h"
#include "standin_kernel_map.h"

enum { GRID = 72 };

/* The reference count of a shared_ptr. */
struct counts { const void *vtable; int uses, weaks; };
struct shared { void *object; struct counts *counts; };

/* A std::set of cores. */
struct core_node { uint64_t color; struct core_node *parent, *left, *right; uint64_t x, y; };
struct core_set { uint64_t compare, color; struct core_node *root, *first, *last; size_t count; };

struct arguments { uint32_t *words; size_t count; };

struct kernel {                         /* A Kernel, as far as its arguments */
	struct core_set cores;
	struct { struct core_node *begin, *end, *room; uint64_t more[3]; } core_vector;
	struct core_node *nodes;
	struct arguments common, at[GRID][GRID];
	struct counts counts;
};

struct counted_cb { struct cb cb; struct counts counts; };
struct dfb {
	uint32_t unused[4];
	struct vector cores;
	uint32_t word[58];      /* from the tenth on */
	struct counts counts;
};
/* pair<uint32_t, string> */
struct binding { uint64_t id; const char *text; size_t length; char inside[16]; };

struct given {
	size_t kernel_count, cb_count, dfb_count, borrowed_count;
	struct shared kernels[KERNELS_MAX], cbs[REGIONS_MAX], dfbs[REGIONS_MAX];
	struct binding borrowed[REGIONS_MAX];
	struct vector cb_vector, borrowed_vector;
	struct kernel_map kernel_map;
};

static _Atomic unsigned asked_count;
enum asking standin_asking;
static void (*in_kernel)(void);

/* ---- what the recorder calls ---- */

#ifndef STANDIN_BARE
EXPORT uint64_t num_kernels(const struct program *p) __asm__(TTK PROGRAM_NAME "11num_kernelsEv");
EXPORT struct shared *get_kernel(struct shared *out, const struct program *p, uint32_t number)
	__asm__(TTK PROGRAM_NAME "10get_kernelEj");
EXPORT const struct core_set *logical_cores(const struct kernel *k)
	__asm__(TTK "6Kernel13logical_coresEv");
EXPORT struct pair runtime_args_data(struct kernel *k, const uint64_t *core)
	__asm__(TT "6Kernel17runtime_args_dataERKNS_7xy_pairE");
EXPORT struct arguments *common_runtime_args_data(struct kernel *k)
	__asm__(TT "6Kernel24common_runtime_args_dataEv");
EXPORT struct pair circular_buffers(const struct program *p)
	__asm__(TTK PROGRAM_NAME "16circular_buffersEv");
EXPORT uint32_t cb_address(const struct cb *b) __asm__(TTK "18CircularBufferImpl7addressEv");
EXPORT_DATA extern const void *const cb_counter[] __asm__("_ZTVSt23_Sp_counted_ptr_inplaceIN2tt8"
	"tt_metal18CircularBufferImplESaIvELN9__gnu_cxx12_Lock_policyE2EE");

static struct shared *counted(struct shared *out, struct shared of)
{
	__atomic_fetch_add(&of.counts->uses, 1, __ATOMIC_RELAXED);
	*out = of;
	return out;
}

/* As in the runtime's checks, which also print. */
static void refuse(const char *text)
{
	fprintf(stderr, "%s\n", text);
	standin_throw(text);
}

uint64_t num_kernels(const struct program *p)
{
	return p->given->kernel_count;
}

/* Cheap; two threads may count as one. */
static void count_asking(void)
{
	atomic_store_explicit(&asked_count,
		atomic_load_explicit(&asked_count, memory_order_relaxed) + 1, memory_order_relaxed);
}

struct shared *get_kernel(struct shared *out, const struct program *p, uint32_t number)
{
	void (*f)(void) = in_kernel;

	count_asking();
	if (f) {
		in_kernel = NULL;
		f();
	}
	if (standin_asking == KERNELS_BY_REFERENCE) {
		const uint64_t *words = (const void *)out;

		for (size_t i = 0; i < sizeof(*p) / 8 && i < 512; i++)
			if (words[i])
				abort();        /* a pointer that must not be followed */
		refuse("TT_FATAL: no such kernel");
	}
	if (number >= p->given->kernel_count)
		refuse("TT_FATAL: no such kernel");
	return counted(out, p->given->kernels[number]);
}

struct kernel_map *given_kernel_map(const struct program *p)
{
	count_asking();
	return &p->given->kernel_map;
}

const struct core_set *logical_cores(const struct kernel *k)
{
	if (standin_asking == CORES_IN_VECTOR)
		return (const void *)&k->core_vector;
	return &k->cores;
}

static bool has_core(const struct kernel *k, uint64_t x, uint64_t y)
{
	for (size_t i = 0; i < k->cores.count; i++)
		if (k->nodes[i].x == x && k->nodes[i].y == y)
			return true;
	return false;
}

/* The runtime reads an array without a check. */
struct pair runtime_args_data(struct kernel *k, const uint64_t *core)
{
	struct arguments *a = &k->at[core[0]][core[1]];

	if (standin_asking == CORES_ARE_CHECKED && !has_core(k, core[0], core[1]))
		abort();
	if (standin_asking == ARGUMENTS_THROW)
		refuse("TT_FATAL: no arguments");
	return standin_asking == ARGUMENTS_BY_VALUE ? (struct pair){(uintptr_t)a->words, a->count}
		: (struct pair){(uintptr_t)a, 0};
}

struct arguments *common_runtime_args_data(struct kernel *k)
{
	return &k->common;
}

/*
 * A span by value, or the older reference to a vector, which leaves garbage in the other register.
 */
struct pair circular_buffers(const struct program *p)
{
	struct given *g = p->given;

	if (standin_asking == CBS_BY_REFERENCE || standin_asking == CBS_BY_REFERENCE_0)
		return (struct pair){(uintptr_t)&g->cb_vector, standin_asking == CBS_BY_REFERENCE ? 3 : 0};
	return (struct pair){(uintptr_t)g->cb_vector.begin, g->cb_count};
}

uint32_t cb_address(const struct cb *b)
{
	return b->address;
}

const void *const cb_counter[] = {0, 0, 0};
#define CB_COUNTER (cb_counter + 2)
#else
#define CB_COUNTER NULL
#endif

#if !defined(STANDIN_OLD) && !defined(STANDIN_BARE)
EXPORT const struct vector *borrowed_bindings(const struct program *p)
	__asm__(TTK PROGRAM_NAME "25get_dfb_borrowed_bindingsB5cxx11Ev");
EXPORT struct shared *get_dfb(struct shared *out, const struct program *p, uint32_t id)
	__asm__(TTK PROGRAM_NAME "19get_dataflow_bufferEj");

const struct vector *borrowed_bindings(const struct program *p)
{
	if (standin_asking == BINDINGS_IN_SPAN)
		return (const void *)p->given->borrowed;
	return &p->given->borrowed_vector;
}

struct shared *get_dfb(struct shared *out, const struct program *p, uint32_t id)
{
	if (id >= p->given->dfb_count)
		refuse("TT_FATAL: no such dataflow buffer");
	return counted(out, p->given->dfbs[id]);
}
#endif

/* ---- changing a program's operands ---- */

struct given *new_given(void)
{
	struct given *g = new_object(sizeof(*g));

	g->borrowed_vector.begin = g->borrowed_vector.end = g->borrowed;
	return g;
}

static struct shared new_shared(void *object, struct counts *counts, const void *class)
{
	*counts = (struct counts){class, 1, 1};
	return (struct shared){object, counts};
}

/* The runtime does not place borrowed dataflow buffers; their ids count all of them. */
void give_region(struct given *g, const struct region *r)
{
	static const void *const class[3];

	if (r->type == CB) {
		struct counted_cb *b = new_object(sizeof(*b));

		b->cb = (struct cb){.address = r->address, .size = r->size,
			.number = (uint32_t)g->cb_count, .range = r->ranges[0]};
		g->cbs[g->cb_count++] = new_shared(b, &b->counts, CB_COUNTER);
		g->cb_vector = (struct vector){g->cbs, g->cbs + g->cb_count, g->cbs + g->cb_count};
	} else if (r->type == DFB) {
		struct dfb *b = new_object(sizeof(*b));

		/* two flags, the first set when its place is decided, and its address */
		if (r->global) {
			uint32_t *at = b->word + (standin_asking == DFBS_ARE_SHORTER ? 45 : 47);

			at[0] = 1 | 0x5500 << 8;
			at[1] = r->address;
		}
		b->cores = (struct vector){(void *)r->ranges, (void *)(r->ranges + r->range_count),
			(void *)(r->ranges + r->range_count)};
		if (r->global)
			g->borrowed[g->borrowed_count++] = (struct binding){
				g->dfb_count, "in", 2, ""};
		g->borrowed_vector.end = g->borrowed + g->borrowed_count;
		g->dfbs[g->dfb_count++] = new_shared(b, &b->counts, class + 2);
	}
}

const struct vector *dfb_cores(struct given *g, size_t number)
{
	return &((struct dfb *)g->dfbs[number].object)->cores;
}

/* A balanced tree of the nodes from `first` on, which are sorted. */
static struct core_node *tree(struct core_node *first, size_t count, struct core_node *parent)
{
	struct core_node *n = first + count / 2;

	if (!count)
		return NULL;
	n->parent = parent;
	n->color = 1;
	n->left = tree(first, count / 2, n);
	n->right = tree(n + 1, count - count / 2 - 1, n);
	return n;
}

static int by_core(const void *a, const void *b)
{
	const struct core_node *p = a, *q = b;

	if (p->x != q->x)
		return p->x < q->x ? -1 : 1;
	return p->y < q->y ? -1 : p->y > q->y;
}

static void set_cores(struct kernel *k, size_t count)
{
	struct core_node *header = (struct core_node *)(void *)&k->cores.color;

	qsort(k->nodes, count, sizeof(*k->nodes), by_core);
	k->cores.count = count;
	k->cores.root = tree(k->nodes, count, header);
	k->cores.first = count ? k->nodes : header;
	k->cores.last = count ? k->nodes + count - 1 : header;
	k->core_vector.begin = k->nodes;
	k->core_vector.end = k->core_vector.room = k->nodes + count;
	memset(k->core_vector.more, 1, sizeof(k->core_vector.more));
}

static void fill_map(struct given *g)
{
	kernel_map_fill(&g->kernel_map, (const void *const *)&g->kernels[0], g->kernel_count);
}

static uint32_t add_kernel(struct program *p, const struct range *r, size_t count)
{
	struct given *g = p->given;
	struct kernel *k = new_object(sizeof(*k));
	static const void *const class[3];
	size_t cores = 0;

	k->nodes = new_object(sizeof(*k->nodes) * GRID * GRID);
	for (size_t i = 0; i < count; i++)
		for (uint64_t x = r[i].x0; x <= r[i].x1; x++)
			for (uint64_t y = r[i].y0; y <= r[i].y1; y++)
				k->nodes[cores++] = (struct core_node){.x = x, .y = y};
	set_cores(k, cores);
	g->kernels[g->kernel_count++] = new_shared(k, &k->counts, class + 2);
	fill_map(g);
	return (uint32_t)g->kernel_count - 1;
}

static void shrink_kernel(struct program *p, uint32_t kernel, size_t cores)
{
	set_cores(p->given->kernels[kernel].object, cores);
}

static void free_kernel(struct kernel *k)
{
	for (size_t x = 0; x < GRID; x++)
		for (size_t y = 0; y < GRID; y++)
			free(k->at[x][y].words);
	free(k->common.words);
	free(k->nodes);
	free(k);
}

static void drop_kernel(struct program *p)
{
	free_kernel(p->given->kernels[--p->given->kernel_count].object);
	fill_map(p->given);
}

static void set(struct arguments *a, const uint32_t *words, size_t count)
{
	free(a->words);
	a->words = new_object(sizeof(*words) * (count + 1));
	memcpy(a->words, words, sizeof(*words) * count);
	a->count = count;
}

static void set_arguments(struct program *p, uint32_t kernel, uint64_t x, uint64_t y,
	const uint32_t *words, size_t count)
{
	set(&((struct kernel *)p->given->kernels[kernel].object)->at[x][y], words, count);
}

static void set_common_arguments(struct program *p, uint32_t kernel, const uint32_t *words,
	size_t count)
{
	set(&((struct kernel *)p->given->kernels[kernel].object)->common, words, count);
}

static long held_of(const struct shared *s, size_t count)
{
	long held = 0;

	for (size_t i = 0; i < count; i++)
		held += __atomic_load_n(&s[i].counts->uses, __ATOMIC_RELAXED) - 1;
	return held;
}

static long held(const struct program *p)
{
	const struct given *g = p->given;

	return held_of(g->kernels, g->kernel_count) + held_of(g->cbs, g->cb_count) +
		held_of(g->dfbs, g->dfb_count);
}

void free_given(struct given *g)
{
	for (size_t i = 0; i < g->kernel_count; i++)
		free_kernel(g->kernels[i].object);
	for (size_t i = 0; i < g->cb_count; i++)
		free(g->cbs[i].object);
	for (size_t i = 0; i < g->dfb_count; i++)
		free(g->dfbs[i].object);
	free(g);
}

static void set_asking(enum asking how)
{
	standin_asking = how;
}

static void set_in_kernel(void (*f)(void))
{
	in_kernel = f;
}

static unsigned count_asked(void)
{
	return asked_count;
}

const struct standin standin_words = {.add_kernel = add_kernel, .shrink_kernel = shrink_kernel,
	.drop_kernel = drop_kernel,
	.set_arguments = set_arguments, .set_common_arguments = set_common_arguments, .held = held,
	.set_asking = set_asking, .asked = count_asked, .set_in_kernel = set_in_kernel};
