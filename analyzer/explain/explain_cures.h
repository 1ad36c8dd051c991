/*
 * Finds what makes a failing call fit by trying it: replays the call's allocations with buffers
 * released, moved or never allocated. Nothing is reported to make it fit that no replay proved.
 *
 * Must not know: how a call is distinguished from others, how rows are printed.
 */
#ifndef EXPLAIN_CURES_H
#define EXPLAIN_CURES_H

#include "explain.h"
#include "explain_call.h"
#include "explain_needed.h"
#include "smallest_release.h"

/* All buffers; those that are dead; those and what another op than its maker has read, and may be dead. */
enum set_of { SET_OF_ALL, SET_OF_DEAD, SET_OF_READ };

struct cures {
	struct explainer *x;
	const struct holders *holders;
	struct call call;
	const char *kind;               /* of the buffers, as in view buffer */
	uint64_t end;                   /* as of explain_buffers() */
	unsigned char *changes;         /* by block, of one replay; between two none */
	struct smallest_release set;
	enum set_of of;                 /* it is the smallest one of these */
	bool *in_set;                   /* by holder: it is in the smallest set */
	/* By holder: 1: its release alone makes it fit; 0: it does not; -1: not tried; -2: that
	 * depends on whose the buffers in doubt are. */
	int *alone;
	struct needed *needed;          /* by holder: who still needs it */
	bool *input;                    /* by holder: the call uses it, and it could be moved before */
	/* No set was found, but one may fit, depending on whose the buffers in doubt are. */
	bool any_set;
};

/* Finds what to release, and whose the buffers of `h` are. Arguments: see explain_buffers().
 * cures_free() frees `c`; `h` must live as long. */
void cures_find(struct cures *c, struct explainer *x, struct holders *h, const char *kind,
	uint64_t end);
/* Rows of the smallest set, of operations and lines, and of cures. */
void cures_rows(struct cures *c);
void cures_free(struct cures *c);

/* ---- for explain_cures*.c ---- */

/* explain_tries.c: uses up the work of one replay. False: the call cannot be replayed, or the run
 * has no work left for that. */
bool cures_may_replay(struct cures *c);
/* Replays the call with c->changes, and undoes them. Returns what call_fits() does; missing: as
 * there, or NULL. */
int cures_try(struct cures *c, uint64_t *missing);
/* Undoes c->changes. */
void cures_undo(struct cures *c);
/* explain_moves.c: rows of buffers to put elsewhere before the call. */
void moves_rows(struct cures *c);
/* explain_names.c: "buffer 4 of ttnn.add (2,048 bytes, f.py:10)". */
void name_buffer(const struct cures *c, const struct holder *h, char *out, size_t room);
/* explain_shared_hole.c: finds the smallest set for a hole that all banks share. False: it is
 * not known. */
bool shared_hole_find(struct cures *c);
/* explain_groups.c: a row for each operation and each line with buffers that may be released. */
void groups_rows(struct cures *c);

#endif
