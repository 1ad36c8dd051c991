/*
 * A std::set of cores, in order of x, then y, as libstdc++ lays it out.
 *
 * Must not know: whose cores they are.
 */
#ifndef TTM_CORE_SET_H
#define TTM_CORE_SET_H

#include <stdbool.h>
#include <stdint.h>

/* A node. The set's header, from the color on, is a node without a core. */
struct ttm_core_node {
	uint64_t color;
	const struct ttm_core_node *parent, *left, *right;
	uint64_t core[2];
};
struct ttm_core_set {
	uint64_t comparison, color;
	const struct ttm_core_node *root, *first, *last;
	uint64_t count;
};

/* Whether the memory is laid out like a set that is not empty. For any pointer. */
bool ttm_is_core_set(const struct ttm_core_set *at);
bool ttm_core_set_has(const struct ttm_core_set *set, const uint64_t *core);
/* The next node. There must be one. */
const struct ttm_core_node *ttm_core_after(const struct ttm_core_node *n);

#endif
