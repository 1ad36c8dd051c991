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
	const uint64_t *chips;  /* point to device.chips, or to a definition */
	size_t chip_count;
	struct mesh *root;      /* an outer mesh that was open before; else itself */
	uint64_t given_up;      /* bytes at its banks' lower end that sub-devices have now */
	bool open, stale;       /* stale: not yet announced again since a resume */
	struct mesh_trace *capturing;
	struct range_counts taken[SPACE_KINDS];        /* of its banks, if the sink takes space */
	struct mesh *next;
};

struct coreset;
struct opening;

struct mesh *acc_look_for_mesh(struct accounting *a, uint64_t handle);

/* The latest opening with this handle; NULL: there is none. */
static inline struct mesh *acc_mesh(struct accounting *a, uint64_t handle)
{
	return handle < LOW_HANDLES ? a->mesh_low[handle] : acc_look_for_mesh(a, handle);
}

/* *out: the chips that a field names, valid as long as the field. Returns how many. */
size_t acc_chips(struct accounting *a, const uint64_t *field, const uint64_t **out);
void acc_define_chips(struct accounting *a, const struct l1t_record *r);
bool acc_covers(const struct mesh *m, uint64_t chip);
/* The opening of a chip that is open; NULL: it is not. */
static inline struct opening *acc_open_chip(const struct accounting *a, uint64_t chip)
{
	return chip < LOW_CHIPS ? a->open_low[chip] : table_get(&a->open_by_chip, chip);
}

/* Cores of a core range set on this chip; false: the set is unknown, *out is empty. */
bool acc_cores(struct accounting *a, const struct opening *o, uint64_t id, struct coreset *out);

#endif
