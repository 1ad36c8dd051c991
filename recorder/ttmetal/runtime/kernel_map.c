/*
 * Reads a std::unordered_map of kernels: see kernel_map.h.
 *
 * Must not know: whose kernels they are.
 */
#include "kernel_map.h"
#include "modules.h"

bool ttm_is_kernel_map(const struct ttm_kernel_map *at, size_t count, const void **kernels)
{
	struct ttm_kernel_map map;
	struct ttm_kernel_node n;
	uint64_t seen = 0;

	if (!count || count > TTM_KERNEL_MAP_MAX || ttm_peek(at, &map, sizeof(map)) ||
		map.count != count || !map.bucket_count)
		return false;
	n.next = map.first;
	for (size_t i = 0; i < count; i++) {
		if (!n.next || ttm_peek(n.next, &n, sizeof(n)) || n.number >= count || !n.kernel)
			return false;
		kernels[n.number] = n.kernel;
		seen |= (uint64_t)1 << n.number;
	}
	return !n.next && seen == UINT64_MAX >> (TTM_KERNEL_MAP_MAX - count);
}
