/*
 * What each allocator has free after each of its changes, where that is asked for.
 *
 * Must not know: programs.
 */
#ifndef FREE_SPACE_H
#define FREE_SPACE_H

#include "live_buffers.h"
#include "meshes.h"

void acc_open_spaces(struct accounting *a, const struct mesh *m);
/* The mesh's L1 banks have so many bytes from now on. */
void acc_bank(struct accounting *a, const struct l1t_note *n);
/* The buffer was just taken (sign > 0) or is given back. */
void acc_change_space(struct accounting *a, const struct live_buffer *l, int sign);
void acc_forget_spaces(struct mesh *m);

#endif
