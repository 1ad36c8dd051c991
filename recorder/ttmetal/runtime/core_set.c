/*
 * Reads a std::set of cores: see core_set.h.
 *
 * Must not know: whose cores they are.
 */
#include <stddef.h>
#include "core_set.h"
#include "modules.h"

enum { TREE_DEPTH_MAX = 64 };

static const void *header_of(const struct ttm_core_set *set)
{
	return &set->color;
}

bool ttm_is_core_set(const struct ttm_core_set *at)
{
	struct ttm_core_set set;
	struct ttm_core_node root, first;

	return !ttm_peek(at, &set, sizeof(set)) && !ttm_peek(set.root, &root, sizeof(root)) &&
		!ttm_peek(set.first, &first, sizeof(first)) && root.parent == header_of(at) &&
		!first.left && (root.core[0] | root.core[1]) <= UINT16_MAX;
}

bool ttm_core_set_has(const struct ttm_core_set *set, const uint64_t *core)
{
	const struct ttm_core_node *n = set->root;

	for (int depth = 0; n && depth < TREE_DEPTH_MAX; depth++) {
		if (n->core[0] == core[0] && n->core[1] == core[1])
			return true;
		n = n->core[0] < core[0] || (n->core[0] == core[0] && n->core[1] < core[1])
			? n->right : n->left;
	}
	return false;
}

const struct ttm_core_node *ttm_core_after(const struct ttm_core_node *n)
{
	const struct ttm_core_node *p;

	if (n->right) {
		for (n = n->right; n->left; n = n->left)
			;
		return n;
	}
	for (p = n->parent; n == p->right; p = p->parent)
		n = p;
	return n->right != p ? p : n;
}
