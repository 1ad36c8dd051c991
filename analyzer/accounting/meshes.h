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

struct chips {                  /* that a field of a record names */
	const uint64_t *list;   /* each once; valid as long as the field */
	size_t count, high;     /* all, and those that are not in `low` */
	uint64_t low;           /* those below LOW_CHIPS, as bits */
};

struct chip_list {              /* a definition of chips */
	struct chips all;
	uint64_t list[];
};

/* The opening of one mesh device (or bare chip), with an allocator of its own. */
struct mesh {
	struct l1t_device device;
	struct chips chips;
	struct mesh *root;      /* an outer mesh that was open before; else itself */
	uint64_t given_up;      /* bytes at its banks' lower end that sub-devices have now */
	bool open, stale;       /* stale: not yet announced again since a resume */
	struct mesh_trace *capturing;
	struct range_counts taken[SPACE_KINDS];        /* of its banks, if the sink takes space */
	unsigned join_wait, until_join; /* events: acc_join_cohorts() */
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

/* The chip's bit; 0: it has a high number. */
static inline uint64_t acc_bit(uint64_t chip)
{
	return chip < LOW_CHIPS ? (uint64_t)1 << chip : 0;
}

struct chips acc_defined_chips(struct accounting *a, const uint64_t *field);

/* The chips that a field names; none if that is not known. */
static inline struct chips acc_chips(struct accounting *a, const uint64_t *field)
{
	return *field >= L1T_CHIPS_FIRST ? acc_defined_chips(a, field) : (struct chips){
		.list = field, .count = 1, .low = acc_bit(*field), .high = !acc_bit(*field)};
}

void acc_define_chips(struct accounting *a, const struct l1t_record *r);
void acc_define_cores(struct accounting *a, const struct l1t_record *r);
bool acc_covers(const struct mesh *m, uint64_t chip);
/* The opening of a chip that is open; NULL: it is not. */
static inline struct opening *acc_open_chip(const struct accounting *a, uint64_t chip)
{
	return chip < LOW_CHIPS ? a->open_low[chip] : table_get(&a->open_by_chip, chip);
}

/* Cores of a core range set on this chip; false: the set is unknown, *out is empty. */
bool acc_cores(struct accounting *a, const struct opening *o, uint64_t id, struct coreset *out);

#endif
