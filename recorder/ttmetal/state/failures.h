/*
 * Failures, as records: called while the runtime's exception unwinds through a hook.
 *
 * Must not know: hooks' signatures.
 *
 * Several hooks see one exception; the innermost one that knows what it is records it.
 */
#ifndef TTM_FAILURES_H
#define TTM_FAILURES_H

#include <stdbool.h>
#include <stdint.h>

struct ttm_device;

/* `allocator`: the AllocatorImpl that refused; NULL: not known. */
void ttm_failed_allocation(const void *buffer, const void *allocator);
/* A program's regions do not fit on a device. */
void ttm_failed_placement(const void *program, const void *device);
/* Compiling this program (NULL: unknown) threw: the config ring has no room for it. */
void ttm_failed_compile(const void *program, const struct ttm_device *d);
/* An enqueue threw; `program` is an id. */
void ttm_failed_launch(uint32_t program, const struct ttm_device *d, uint32_t chips);
/* An operation refused something in its own words; `text` is shortened. */
void ttm_failed_by_itself(const char *text, uint32_t callsite);

#endif
