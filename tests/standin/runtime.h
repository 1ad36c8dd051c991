/*
 * The stand-in's objects: as far as the recorder reads them they are laid out like the runtime's.
 *
 * Must not know: the recorder.
 */
#ifndef STANDIN_RUNTIME_H
#define STANDIN_RUNTIME_H

#include "standin.h"

/* STANDIN_OLD, STANDIN_BARE: see standin.h. */

#define EXPORT __attribute__((visibility("default"), noinline))
#define EXPORT_DATA __attribute__((visibility("default")))
#define TT "_ZN2tt8tt_metal"
#define TTK "_ZNK2tt8tt_metal"
#define MESH_NAME "11distributed10MeshDevice"
#define IMPL_NAME "11distributed14MeshDeviceImpl"
#define PROGRAM_NAME "6detail11ProgramImpl"

struct pair { uint64_t a, b; };         /* returned in two registers */

enum { L1_BYTES = 1499136, BASE = 105824, SMALL_BYTES = 8192, BANKS = 64, RING_BYTES = 70656 };
enum { BANK_BYTES = L1_BYTES - BASE - SMALL_BYTES };
enum { DRAM_BANKS = 12, DRAM_BANK_BYTES = 1072603072, DRAM_BASE = 1048640 };

struct allocator_impl {
	const void *vtable;
	uint64_t top, allocated, local;         /* local: of sub-devices */
};
struct allocator { struct allocator_impl *impl; };

struct chip {                           /* Device */
	const void *const *vtable;
	int id;
};

struct mesh_impl {                      /* MeshDeviceImpl */
	const void *const *vtable;
	uint32_t id;
	struct allocator allocator, *owner;     /* a unique_ptr */
	struct allocator_impl memory;
	size_t chip_count;
	struct chip chips[CHIPS_MAX];
	int chip_ids[CHIPS_MAX];
};

struct queue {                          /* MeshCommandQueue */
	const void *vtable;
	struct mesh *mesh;
};

struct mesh {                           /* MeshDevice */
	const void *const *vtable;
	void *weak[2];
	struct mesh_impl *impl;
	struct queue queue;
};

struct place_node { struct place_node *next; uint64_t x, y, address, hash; };

struct buffer {                         /* Buffer */
	void *weak[2];
	struct mesh *device;
	uint64_t size;
	uint32_t type, layout;
	uint32_t address, cores;
	uint64_t page, per_bank, reserved, id;
	bool is_per_core;
	struct {                        /* an unordered_map */
		void *buckets;
		uint64_t bucket_count;
		struct place_node *first;
		uint64_t count;
	} places;
};

struct vector { void *begin, *end, *room; };

struct mesh_buffer { struct buffer *owner, *reference; };       /* MeshBuffer; a view: no owner */
struct shared_mesh_buffer { struct mesh_buffer *object; void *counts; };

struct cb_allocator {                   /* CircularBufferAllocator */
	struct range cores;
	struct vector placed;
};

struct cb {                             /* CircularBufferImpl */
	uint64_t unused[9];
	uint32_t address, size, number;
	struct range range;
};

/* How programs answer: standin.h. */
extern enum asking standin_asking;

struct given;

struct program {                        /* ProgramImpl; a Program points to one */
	uint64_t id;
	size_t region_count;
	struct region regions[REGIONS_MAX];
	size_t chip_count;
	struct chip *chips[CHIPS_MAX];
	struct vector allocators;
	uint32_t config[2][12];
	struct given *given;            /* operands */
	struct program *neighbour;      /* placed by somebody else while this one is; or NULL */
	uint64_t behind[512];           /* somebody else's memory, within a reader's reach */
};

void *new_object(size_t bytes);
const void *mesh_vtable(void);
void chip_init(struct chip *c, int id);
void impl_init(struct mesh_impl *i);
void place_program(struct program *p, struct mesh *m);
struct given *new_given(void);
void give_region(struct given *g, const struct region *r);
/* A member of a dataflow buffer's object. */
const struct vector *dfb_cores(struct given *g, size_t number);
/* Adds the program's next dataflow buffer, in four entries, and gives it a name. */
void describe_dfb(struct program *p, const struct region *r, uint32_t number);
void free_given(struct given *g);
/* Counts as asking the program for a kernel. */
struct kernel_map *given_kernel_map(const struct program *p);

extern const struct standin standin_devices, standin_buffers, standin_unowned, standin_programs,
	standin_words, standin_host, standin_tensors, standin_frees;

/* The hooked functions that other files call. */
struct queue;
EXPORT void track_program(void *tracker, struct program **program, struct mesh *m)
	__asm__(TT "12GraphTracker13track_programEPNS0_7ProgramEPKNS0_7IDeviceE");
EXPORT void allocate_buffer(struct buffer *b);

#endif
