/*
 * For tests: random records of what a host does with chips that mostly do the same: a mesh of
 * all of them, and now and then parts of it, programs and buffers of one chip alone, and what is wrong.
 *
 * Must not know: who listens.
 */
#ifndef RANDOM_MESH_H
#define RANDOM_MESH_H

#include "l1t_record.h"

enum { MESH_CHIPS = 8, MESH_LIVE_MAX = 60 };

struct random_mesh {
	void (*tell)(void *context, const struct l1t_record *r);
	void *context;
	uint64_t state;         /* of the random numbers */
	unsigned odd;           /* of 100 choices so many are not what all chips do, */
	unsigned wild;          /* and of 100 steps so many are what nobody would do */
	int64_t now_ns;
	struct l1t_alloc live[MESH_LIVE_MAX];
	unsigned live_count;
	uint64_t next_id;
};

/* Definitions, and the opening of the mesh. */
void random_mesh_begin(struct random_mesh *m);
/* One thing that the host does: a few records. */
void random_mesh_step(struct random_mesh *m);

#endif
