/*
 * Meshes, chips and cores, as records name them.
 *
 * Must not know: what opens and closes them.
 */
#ifndef MESHES_H
#define MESHES_H

#include "accounting_state.h"
#include "range_counts.h"

enum space_kind { SPACE_L1, SPACE_L1_SMALL, SPACE_DRAM, SPACE_KINDS };

/* The opening of one mesh device (or bare chip), with an allocator of its own. */
struct mesh {
	struct l1t_device device;
	const uint64_t *chips;  /* device.chips, or in a definition */
	size_t chip_count;
	struct mesh *root;      /* a mesh that was open and covers all its chips, or itself */
	uint64_t given_up;      /* bytes at its banks' lower end, which sub-devices have now */
	bool open, stale;       /* stale: not yet announced again since a resume */
	struct mesh_trace *capturing;
	struct range_counts taken[SPACE_KINDS];        /* of its banks, only where that is asked for */
	struct mesh *next;
};

struct coreset;
struct opening;

struct mesh *acc_mesh(struct accounting *a, uint64_t handle);
/* Chips of a chips field, as long as the field lives; returns how many. */
size_t acc_chips(struct accounting *a, const uint64_t *field, const uint64_t **out);
void acc_define_chips(struct accounting *a, const struct l1t_record *r);
bool acc_covers(const struct mesh *m, uint64_t chip);
struct opening *acc_open_chip(struct accounting *a, uint64_t chip);
/* Cores of an id on this chip; false: unknown. */
bool acc_cores(struct accounting *a, const struct opening *o, uint64_t id, struct coreset *out);

#endif
