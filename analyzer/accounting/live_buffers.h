/*
 * Buffers: from allocation to free, or to what ended them instead.
 *
 * Must not know: programs.
 */
#ifndef LIVE_BUFFERS_H
#define LIVE_BUFFERS_H

#include "accounting_state.h"

struct live_buffer {
	struct account_buffer b;
	struct mesh *mesh;
	uint64_t order;         /* 1, 2, ... in order of allocation */
	bool counted;           /* its bytes are taken on the chips of its mesh */
	bool in_dram;           /* its bytes count in the free space of DRAM */
	bool stale;             /* not yet announced again since a resume */
	struct hazard *hazard;  /* NULL: no replay overwrites it */
	struct live_buffer *older, *newer;
};

static inline bool acc_is_per_core(const struct l1t_alloc *b)
{
	return b->type == L1T_PERSISTENT || (b->flags & L1T_ALLOC_PER_CORE);
}

void acc_alloc(struct accounting *a, const struct l1t_alloc *alloc);
void acc_free(struct accounting *a, const struct l1t_free *f);
/* The note says what a live buffer is for. */
void acc_purpose(struct accounting *a, const struct l1t_note *n);
/* The note says what the program calls what is at an address. */
void acc_given(struct accounting *a, const struct l1t_record *r);
/* What a live buffer holds, or one that is announced later. */
void acc_holds(struct accounting *a, const struct l1t_holds *h);
/* Everything live on this mesh is freed by its close. */
void acc_close_buffers(struct accounting *a, const struct mesh *mesh);
/* The trace ends: reports all live buffers as `live at end`. */
void acc_leave_buffers(struct accounting *a);
/* The live buffer of this allocation; NULL when there is none. */
struct live_buffer *acc_buffer(struct accounting *a, const struct l1t_alloc *alloc);
/* A live buffer ends as if it were freed. */
void acc_end_buffer(struct accounting *a, struct live_buffer *l);
/* Frees the memory of all buffers; reports nothing. */
void acc_forget_buffers(struct accounting *a);

#endif
