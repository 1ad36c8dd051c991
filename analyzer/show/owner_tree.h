/*
 * Bytes by the way to who holds them, as a tree: each node is the sum of those under it.
 *
 * Must not know: SQL, what the ways are made of.
 */
#ifndef OWNER_TREE_H
#define OWNER_TREE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "bars.h"
#include "terminal.h"

enum { TREE_DEPTH_MOST = 64 };  /* names on one way */

struct owner_tree;
/* Free with owner_tree_free(). */
struct owner_tree *owner_tree_new(void);
void owner_tree_free(struct owner_tree *t);
/*
 * Adds bytes at the end of a way of `count` names (at most TREE_DEPTH_MOST; copied; of any bytes), the
 * outermost first. The last `own` of them are no call sites: they are cut last. The same way again adds
 * to the same node. `part`: what the bytes are; PARTS_HELD: none of the parts. Bytes may be negative.
 */
void owner_tree_add(struct owner_tree *t, const char *const *names, size_t count, size_t own,
	enum part part, int64_t bytes);
struct tree_limits {
	int64_t whole;          /* bytes that are 100 percent; more than 0 */
	double least_percent;   /* nodes of less are put together */
	size_t most;            /* only the largest nodes, as many as this; 0: all of them */
	size_t width;           /* characters of a line; 0: no limit */
};
/*
 * Prints the nodes, the largest first: share, bytes, part, and its names; what has one node alone under
 * it is on one line with it. What is left out is counted where it belongs.
 */
void owner_tree_put(FILE *out, const struct terminal *look, struct owner_tree *t,
	const struct tree_limits *limits);

#endif
