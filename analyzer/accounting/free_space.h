/*
 * What each allocator has free after each of its changes, if the sink takes it.
 *
 * Must not know: programs.
 */
#ifndef FREE_SPACE_H
#define FREE_SPACE_H

#include "live_buffers.h"
#include "meshes.h"

/* The mesh was opened: reports what its allocators have. */
void acc_open_spaces(struct accounting *a, const struct mesh *m);
/* The L1 banks of a mesh have the size that the note gives from now on. */
void acc_bank(struct accounting *a, const struct l1t_note *n);
/* The buffer's bytes were taken (sign > 0) or given back (sign < 0), and the sink takes space. */
void acc_change_space(struct accounting *a, const struct live_buffer *l, int sign);
void acc_forget_spaces(struct mesh *m);

#endif
