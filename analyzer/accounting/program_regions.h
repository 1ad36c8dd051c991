/*
 * Programs: where their regions lie, and which cores have the same ones.
 *
 * Must not know: launches, replays.
 */
#ifndef PROGRAM_REGIONS_H
#define PROGRAM_REGIONS_H

#include "accounting_state.h"

enum { KERNEL_CORES_MAX = 64 };

struct placement {              /* a program's regions on one chip */
	uint64_t chip;
	struct l1t_region *regions;
	size_t count, capacity;
	uint64_t kernel_cores[KERNEL_CORES_MAX];        /* core range sets of its kernels */
	size_t kernel_count;
	struct footprint *built;        /* made at a launch; NULL: not launched since it changed */
};

struct program {
	uint64_t id;
	struct placement *placements;
	size_t count, next;             /* next: the one that is looked for first */
	uint64_t text_bytes;
};

void acc_region(struct accounting *a, const struct l1t_region *r);
void acc_regions_freed(struct accounting *a, const struct l1t_regions_freed *f);
void acc_kernel(struct accounting *a, const struct l1t_kernel *k);
void acc_program_config(struct accounting *a, const struct l1t_program_config *c);
void acc_program_gone(struct accounting *a, uint64_t program);
/* The program with this id; made if it is not there. */
struct program *acc_program(struct accounting *a, uint64_t id);
/* The same for its placement on a chip; NULL: the allowance of work is used up. */
struct placement *acc_placement(struct program *p, uint64_t chip);
/* Empties all placements. */
void acc_forget_placements(struct accounting *a);
/* Frees all programs. */
void acc_forget_programs(struct accounting *a);

#endif
