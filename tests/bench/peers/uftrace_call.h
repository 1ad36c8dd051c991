/*
 * The function that uftrace traces.
 *
 * Must not know: what is measured.
 */
#ifndef UFTRACE_CALL_H
#define UFTRACE_CALL_H

#include <stdint.h>

void uftrace_call(uint64_t id, uint64_t address, uint32_t bytes, uint32_t program, uint32_t small);

#endif
