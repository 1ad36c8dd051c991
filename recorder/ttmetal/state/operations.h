/*
 * Names of operations, from the code that called the runtime.
 *
 * Must not know: hooks, programs.
 */
#ifndef TTM_OPERATIONS_H
#define TTM_OPERATIONS_H

#include <stddef.h>
#include <stdint.h>

/* The name of the operation whose code contains the address, as a string id; 0: none. */
uint32_t ttm_operation(const void *return_address);

/* The operation's type in the mangled name of a function: its start and length, or NULL. */
const char *ttm_operation_in(const char *mangled, size_t *length);

#endif
