/*
 * Small ids for byte strings that are used again: strings, core range sets, chip sets, call sites,
 * tensors.
 *
 * Must not know: what is in the bytes.
 *
 * Lock-free, append-only, bounded; may be used in signal handlers. An id is given out only after
 * its definition is in a ring, so that every use of it has a later time. Ids stay valid in a forked
 * child, whose trace repeats all definitions.
 */
#ifndef L1TR_INTERN_H
#define L1TR_INTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The id of these bytes as a definition of `kind` (enum l1t_kind); 0: no room, or not recorded. */
uint32_t l1tr_intern(uint8_t kind, const void *bytes, size_t length);

#endif
