/*
 * A std::unordered_map from a kernel's number to a shared_ptr to it, as libstdc++ lays it out.
 *
 * Must not know: whose kernels they are.
 */
#ifndef TTM_KERNEL_MAP_H
#define TTM_KERNEL_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ttm_kernel_node {
	const struct ttm_kernel_node *next;
	uint32_t number, unused;
	const void *kernel, *counts;
};
struct ttm_kernel_map {
	const void *buckets;
	size_t bucket_count;
	const struct ttm_kernel_node *first;
	size_t count;
};

enum { TTM_KERNEL_MAP_MAX = 64 };

/*
 * Whether the memory is laid out like a map of all numbers below `count`, which is at most
 * TTM_KERNEL_MAP_MAX. For any pointer. `kernels` gets the kernels by their numbers.
 */
bool ttm_is_kernel_map(const struct ttm_kernel_map *at, size_t count, const void **kernels);

#endif
