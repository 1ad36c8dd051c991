/*
 * The function that uftrace traces, with five arguments. The only file compiled with -pg.
 *
 * Must not know: what is measured.
 */
#include "uftrace_call.h"

void uftrace_call(uint64_t id, uint64_t address, uint32_t bytes, uint32_t program, uint32_t small)
{
	__asm__ volatile("" : : "r"(id), "r"(address), "r"(bytes), "r"(program), "r"(small));
}
