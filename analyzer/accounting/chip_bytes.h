/*
 * A buffer's bytes on the chips of its mesh.
 *
 * Must not know: what begins and ends buffers, programs.
 */
#ifndef CHIP_BYTES_H
#define CHIP_BYTES_H

#include "live_buffers.h"

/* Adds or (sign < 0) takes away the buffer's bytes on each chip of its mesh; accounts the instant. */
void acc_change_bytes(struct accounting *a, const struct live_buffer *l, int sign);

#endif
