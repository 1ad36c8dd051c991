/*
 * The stand-in's std::unordered_map of a program's kernels by number.
 *
 * Must not know: what kernels are.
 */
#ifndef STANDIN_KERNEL_MAP_H
#define STANDIN_KERNEL_MAP_H

#include <stddef.h>
#include <stdint.h>

enum { KERNELS_MAX = 300 };

struct kernel_node { const struct kernel_node *next; uint64_t number; const void *kernel, *counts; };
struct kernel_map {
	const void *buckets;
	size_t bucket_count;
	const struct kernel_node *first;
	size_t count;
	uint64_t load_factor, resizes_at;
	const void *only_bucket;
	struct kernel_node nodes[KERNELS_MAX];
};

/* `words`: for each kernel two, the object and its counts. The last one comes first, as it does there. */
void kernel_map_fill(struct kernel_map *map, const void *const *words, size_t count);

#endif
