/*
 * A tree of owners from the inside: for the files that make it and print it.
 *
 * Must not know: SQL, what the ways are made of.
 */
#ifndef OWNER_NODES_H
#define OWNER_NODES_H

#include <stdbool.h>
#include "owner_tree.h"

struct node {
	char *name;
	struct node *under;     /* its first node */
	struct node *next;      /* beside it */
	struct node *above;
	struct node *same_slot; /* of the hash table */
	int64_t bytes;
	size_t times;           /* that a way ended here */
	uint64_t order;         /* in which it came */
	enum part part;         /* of a way's end */
	bool own;               /* its name is no call site */
	bool shown;
};

struct owner_tree {
	struct node root;
	struct node **slots;    /* a power of 2 of them */
	size_t slot_count;
	uint64_t count;
};

struct nodes {
	struct node **at;
	size_t count, capacity;
};
/* The nodes under one, the largest first; the caller frees the array. */
struct nodes nodes_sorted(const struct node *n);
/* Whether a node has one node alone under it, with all of its bytes: it is on a line with that. */
bool node_is_joined(const struct node *n);
/* Sets `shown` of all nodes that the limits leave. */
void nodes_choose(struct owner_tree *t, const struct tree_limits *limits);

#endif
