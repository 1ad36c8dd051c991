/*
 * Programs: where their regions lie.
 *
 * Must not know: launches, replays.
 */
#ifndef PROGRAM_REGIONS_H
#define PROGRAM_REGIONS_H

#include "accounting_state.h"
#include "meshes.h"

enum { KERNEL_CORES_MAX = 64 };

struct placement {              /* a program's regions, the same on some chips */
	uint64_t chips;                 /* as bits; 0: one chip with a high number, which is */
	uint64_t high;
	struct l1t_region *regions;
	size_t count, capacity;
	uint64_t kernel_cores[KERNEL_CORES_MAX];        /* core range sets of its kernels */
	size_t kernel_count;
	struct fit *fits;               /* made at a launch; NULL: not launched since it changed */
	struct l1t_region *made_of;     /* the regions when they were made; NULL: those of now */
	size_t made_count;
};

struct program {
	struct placement *placements;
	size_t count, next;             /* next: the one that is looked for first */
	bool merged;                    /* no two placements are the same */
	uint64_t text_bytes;
};

void acc_region(struct accounting *a, const struct l1t_region *r);
void acc_regions_freed(struct accounting *a, const struct l1t_regions_freed *f);
void acc_kernel(struct accounting *a, const struct l1t_kernel *k);
void acc_program_config(struct accounting *a, const struct l1t_program_config *c);
void acc_program_gone(struct accounting *a, uint64_t program);
/* The program with this id; made if it is not there. */
struct program *acc_program(struct accounting *a, uint64_t id);
static inline bool acc_is_placed(const struct placement *p, uint64_t chip)
{
	return chip < LOW_CHIPS ? p->chips >> chip & 1 : !p->chips && p->high == chip;
}

struct placement *acc_look_for_placement(struct accounting *a, struct program *p,
	const struct chips *s, size_t index);

/* The same for its placement on the chip at `index`; if it has to be made, then for all these chips
 * that have none. NULL: the allowance of work is used up. */
static inline struct placement *acc_placement(struct accounting *a, struct program *p,
	const struct chips *s, size_t index)
{
	return p->count == 1 && acc_is_placed(p->placements, s->list[index]) ? p->placements
		: acc_look_for_placement(a, p, s, index);
}

/* Joins placements that are the same. The program's placements are then others. */
void acc_merge_placements(struct program *p);
/* Empties all placements. */
void acc_forget_placements(struct accounting *a);
/* Frees all programs. */
void acc_forget_programs(struct accounting *a);

#endif
