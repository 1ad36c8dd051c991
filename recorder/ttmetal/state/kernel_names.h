/*
 * What a program is called that no operation launches: by its kernels.
 *
 * Must not know: hooks, launches.
 */
#ifndef TTM_KERNEL_NAMES_H
#define TTM_KERNEL_NAMES_H

#include <stddef.h>
#include <stdint.h>

/* A kernel of a program was compiled; "reader/6751866243045150650/" counts as "reader". */
void ttm_kernel_names_add(const void *program, const char *name, size_t length);
/* "compute + reader + writer", a string id; 0: no kernel of it was seen. */
uint32_t ttm_kernel_names(const void *program);
/* The pointer means nothing any more. */
void ttm_kernel_names_gone(const void *program);

#endif
