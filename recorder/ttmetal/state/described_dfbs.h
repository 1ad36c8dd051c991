/*
 * Dataflow buffers as programs described them: their names and entries, until they are placed.
 *
 * Must not know: hooks' signatures.
 */
#ifndef TTM_DESCRIBED_DFBS_H
#define TTM_DESCRIBED_DFBS_H

#include <stddef.h>
#include <stdint.h>
#include "l1trace.h"

/* The program was given a dataflow buffer with this number; `config`: its entries' size, and how many. */
void ttm_dfb_added(const void *program, uint64_t number, const void *config);
void ttm_dfb_named(const void *program, uint64_t number, const char *name, size_t length);
/* Records what the buffer of this region is; cores: the core range set within the runtime's object. */
void ttm_record_dfb(const void *program, const void *cores, const struct l1trace_region *region);
/* The program is destroyed, and the pointer may be used again. */
void ttm_dfbs_gone(const void *program);

#endif
