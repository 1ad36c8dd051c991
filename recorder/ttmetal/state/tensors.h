/*
 * Writes what buffers hold to the trace: L1T_TENSOR and L1T_HOLDS.
 *
 * Must not know: hooks, how the runtime keeps tensors.
 */
#ifndef TTM_TENSORS_H
#define TTM_TENSORS_H

#include <stdbool.h>
#include <stdint.h>
#include "runtime_abi.h"

/* Called when recording begins: L1TRACE_TENSORS=0 leaves tensors out. */
void ttm_tensors_look(void);
bool ttm_tensors_wanted(void);
/*
 * The tensor, a MeshTensor, was made over the buffer with this id; 0: it is a view of another's. True: it
 * is the first of this call from Python over what an earlier call made, which so takes it.
 */
bool ttm_tensor(const void *tensor, uint64_t id, const struct abi_memory *memory);

#endif
