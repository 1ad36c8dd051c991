/*
 * The call sites of a run as a tree: each node is a frame below the one that called it, so that call
 * sites with the same outer frames share nodes. Only frames that are shown (shown_frames.h) are in it:
 * those of a library are not the user's to change. Where the source is at hand, a line is the whole
 * statement to which it belongs.
 *
 * Must not know: what happens there, SQL.
 */
#ifndef SITE_TREE_H
#define SITE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "id_map.h"
#include "site_variables.h"
#include "text_numbers.h"

struct site_node {
	size_t parent;          /* the frame that called this one; 0: it is the outermost */
	uint64_t frame;         /* number of its statement: lines that brackets join are one */
	uint64_t function;      /* number of its path and function, without the line */
	uint32_t depth;         /* 1: the outermost */
	uint32_t bytes;         /* of its text */
	bool loops, returns;    /* see site_statement() */
	const char *text;       /* `path:LINE function` */
};

struct site_tree {
	struct site_variables *source;  /* NULL: no source is asked */
	struct site_node *nodes;        /* nodes[0] is none */
	size_t count, capacity;
	struct table node_of;           /* call site -> its innermost node */
	struct table child;             /* parent and frame -> node */
	struct table line_of;           /* call site -> number of its line and operation */
	struct text_numbers frames, functions, operations, read;
	struct site_statement *statements;      /* by number in `read`, from 1 */
	size_t statement_count, statement_capacity;
	struct table text_of, op_of;    /* call site -> its text, its operation */
	char **texts;                   /* of the call sites, which the nodes point into */
	size_t text_count, text_capacity;
};

/* Adds a call site of table callsite; op: the operation that ran there, NULL: not known. Free the tree
 * with site_tree_free(). */
void site_tree_add(struct site_tree *t, uint64_t callsite, const char *text, const char *op);
void site_tree_free(struct site_tree *t);

/* A number for the innermost line of a call site and its operation, whoever called; 0: not known. */
uint64_t site_tree_line(const struct site_tree *t, uint64_t callsite);
/* The operation that ran at a call site; NULL: not known. */
const char *site_tree_op(const struct site_tree *t, uint64_t callsite);
/* The innermost node of a call site; 0: it is not known, or none of its frames is shown. */
size_t site_tree_node(const struct site_tree *t, uint64_t callsite);
/* The node above `node`, or itself, that has this depth; 0: it has none. */
size_t site_tree_at_depth(const struct site_tree *t, size_t node, uint32_t depth);
/* Is `node` the node `above`, or within it? */
bool site_tree_within(const struct site_tree *t, size_t node, size_t above);
/* The variable to which the function at this depth of a call site assigns what it makes there. False: the
 * source is not at hand, or does not tell it. */
bool site_tree_variable(const struct site_tree *t, uint64_t callsite, uint32_t depth,
	char out[ASSIGNED_NAME_BYTES + 1]);
/* Does the node's function mention the variable after the node's line: see site_mentioned_later(). */
bool site_tree_mentions(const struct site_tree *t, size_t node, const char *variable, bool made_there);
/* Do the lines after node `from`, until that of `until` begins or has run, set these variables: see
 * site_set_again(). Both are frames of one function. */
bool site_tree_sets(const struct site_tree *t, size_t from, size_t until, enum set_until when,
	const char *variables);
/* The line of statements of a node, as the source has it. False: it is not at hand. */
bool site_tree_statement(const struct site_tree *t, size_t node, const char **text, size_t *bytes);
/* The place of a node in few words, `model.py:12`. */
void site_tree_put_place(const struct site_tree *t, size_t node, FILE *out);
/* The frames from the node outward as one text, which the caller frees. 0: NULL. */
char *site_tree_text(const struct site_tree *t, size_t node);

#endif
