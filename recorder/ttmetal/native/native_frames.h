/*
 * Call sites of threads without Python: the frames of C++ programs, each as its module and the place in
 * it, to be named when the trace is read.
 *
 * Must not know: TT-Metal, Python, hooks.
 */
#ifndef TTM_NATIVE_FRAMES_H
#define TTM_NATIVE_FRAMES_H

#include <stdbool.h>
#include <stdint.h>

/* False: in this process none can be read. Called once, before any is read. */
bool ttm_native_find(void);
/* How many frames a call site has at most, the innermost ones; normally as many as there may be. */
void ttm_native_keep(unsigned frames);
/* The calling thread's call site, without the frames of our own library; 0: not known. */
uint32_t ttm_native_callsite(void);

#endif
