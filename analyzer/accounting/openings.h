/*
 * Devices open and close: meshes with allocators of their own, and the openings of the chips
 * under them.
 *
 * Must not know: buffers, programs.
 */
#ifndef OPENINGS_H
#define OPENINGS_H

#include "accounting_state.h"

void acc_device(struct accounting *a, const struct l1t_device *d);
void acc_device_close(struct accounting *a, uint64_t handle);
/* The trace ends: reports what is live and the peaks of open chips. */
void acc_close_all(struct accounting *a);

#endif
