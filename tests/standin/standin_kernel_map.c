/*
 * All kernels of a program in one map, and how it can be laid out in another way than expected.
 *
 * Must not know: what kernels are.
 */
#include "runtime.h"
#include "standin_kernel_map.h"

void kernel_map_fill(struct kernel_map *map, const void *const *words, size_t count)
{
	map->buckets = &map->only_bucket;
	map->bucket_count = 1;
	map->first = count ? &map->nodes[count - 1] : NULL;
	map->count = count;
	for (size_t i = 0; i < count; i++)
		map->nodes[i] = (struct kernel_node){i ? &map->nodes[i - 1] : NULL, i, words[2 * i],
			words[2 * i + 1]};
}

#if !defined(STANDIN_BARE) && !defined(STANDIN_OLD)
EXPORT const struct kernel_map *get_kernels(const struct program *p, uint32_t core_type)
	__asm__(TT PROGRAM_NAME "11get_kernelsEj");

const struct kernel_map *get_kernels(const struct program *p, uint32_t core_type)
{
	struct kernel_map *map = given_kernel_map(p);

	if (core_type || standin_asking == KERNEL_MAPS_ELSEWHERE)
		return (const void *)(uintptr_t)16;
	if (standin_asking == KERNEL_MAPS_ROUND)
		map->nodes[0].next = map->first;
	if (standin_asking == KERNEL_MAPS_OF_OTHERS)
		map->nodes[0].kernel = map;
	if (standin_asking == KERNEL_MAPS_OF_ONE)
		map->count = 1;
	return map;
}
#endif
