/*
 * The name of a program that no operation launches: made of its kernels' names.
 *
 * Must not know: hooks, launches.
 */
#ifndef TTM_KERNEL_NAMES_H
#define TTM_KERNEL_NAMES_H

#include <stddef.h>
#include <stdint.h>

/* A kernel of a program was compiled; "reader/6751866243045150650/" counts as "reader". */
void ttm_kernel_names_add(const void *program, const char *name, size_t length);
/* "compute + reader + writer", a string id; 0: no kernel of the program was seen. */
uint32_t ttm_kernel_names(const void *program);
/* The program is destroyed, and the pointer may be used again. */
void ttm_kernel_names_gone(const void *program);

#endif
