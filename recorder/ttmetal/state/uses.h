/*
 * Writes what a launch works on to the trace: L1T_USES.
 *
 * Must not know: hooks, how the runtime keeps the arguments.
 */
#ifndef TTM_USES_H
#define TTM_USES_H

#include <stdbool.h>
#include <stdint.h>
#include "l1trace.h"

/* Called when recording begins: L1TRACE_USES=0 leaves uses out. */
void ttm_uses_look(void);
/* Records what the launched program works on, and the launch, one that failed, too. */
void ttm_launch(const void *program, const struct l1trace_launch *launch);
/* The host reads a tensor's memory, or writes to it. */
void ttm_uses_host(uint64_t address, uint8_t type, uint32_t device, uint32_t callsite,
	bool writes);
/* A call makes another tensor over this memory, as a view does: it need not launch anything. */
void ttm_uses_taken(uint64_t address, uint8_t type, uint32_t device, uint32_t callsite);
/* Whether uses are wanted. */
bool ttm_uses_wanted(void);
/* The program is destroyed. */
void ttm_uses_gone(const void *program);

#endif
