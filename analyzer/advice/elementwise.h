/*
 * Operations that work on each element by itself: they can write their result over an input, and take shards
 * however these lie, if all lie alike.
 *
 * Must not know: what is advised.
 */
#ifndef ELEMENTWISE_H
#define ELEMENTWISE_H

#include <stdbool.h>

/* op: as people call it, `ttnn.relu`. NULL: not known. */
bool elementwise_op(const char *op);

#endif
