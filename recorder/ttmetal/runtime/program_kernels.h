/*
 * A program's kernels, one by one or together.
 *
 * Must not know: what is read from them.
 */
#ifndef TTM_PROGRAM_KERNELS_H
#define TTM_PROGRAM_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "kernel_map.h"

/* Into a COUNTED. False: the runtime returns it in another way than expected. May throw. */
bool ttm_take_kernel(void **shared, const void *program, uint32_t number);
/*
 * All `count` kernels of a program that has them on worker cores only, by their numbers: without the
 * lookup and the counts that each of them costs when it is asked for alone. The program owns them.
 * `kernels` has room for TTM_KERNEL_MAP_MAX. False: it has more or others, too, or this release keeps
 * them in another way. May throw.
 */
bool ttm_kernels_together(const void *program, size_t count, const void **kernels);

#endif
