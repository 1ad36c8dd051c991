/*
 * What makes a failing call fit, found by doing it: the call's allocations replayed with buffers
 * gone, moved or never taken. What no replay showed is not proposed.
 *
 * Must not know: how a call is told from others, how rows are printed.
 */
#ifndef EXPLAIN_CURES_H
#define EXPLAIN_CURES_H

#include "explain.h"
#include "explain_call.h"
#include "smallest_release.h"

struct cures {
	struct explainer *x;
	const struct holders *holders;
	struct call call;
	const char *kind;               /* of the buffers */
	uint64_t end;                   /* of the program that met buffers; 0: out of memory */
	unsigned char *changes;         /* of blocks, for one replay; all as it was between two */
	struct smallest_release set;
	bool *in_set;                   /* by holder */
	/* by holder: whether its release alone makes it fit; -1: not tried, -2: that depends on whose
	 * the buffers in doubt are */
	int *alone;
	bool any_set;                   /* there is one, if it is known whose the buffers in doubt are */
};

void cures_find(struct cures *c, struct explainer *x, struct holders *h, const char *kind,
	uint64_t end);
/* Rows of the set, of operations and lines, of cures, and the verdict. */
void cures_rows(struct cures *c);
void cures_free(struct cures *c);

/* ---- for explain_cures*.c ---- */

/* explain_tries.c; false: this run has replayed enough. */
bool cures_may_replay(struct cures *c);
/* Does it fit with the changes made? As call_fits(); makes them undone. missing: NULL or for that. */
int cures_try(struct cures *c, uint64_t *missing);
/* The changes made, undone. */
void cures_undo(struct cures *c);
/* explain_names.c: "buffer 4 of ttnn.add (2,048 bytes, f.py:10)". */
void name_buffer(const struct cures *c, const struct holder *h, char *out, size_t room);
/* explain_shared_hole.c: the set for a hole that all banks share; false: it is not known. */
bool shared_hole_find(struct cures *c);
/* explain_groups.c: a row for each operation and each line of which buffers may be released. */
void groups_rows(struct cures *c);

#endif
