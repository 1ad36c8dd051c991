/* The call sites of a run as a tree: see site_tree.h. */
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "shown_frames.h"
#include "site_tree.h"
#include "xalloc.h"

enum { FRAMES_MAX = 64 };

/* The text without the line: `path function`; of a frame of C++ the whole. */
static uint64_t function_of(struct site_tree *t, const char *text, size_t bytes)
{
	const char *blank = memrchr(text, ' ', bytes), *colon;
	char *both;
	size_t path, rest;
	uint64_t n;

	colon = blank ? memrchr(text, ':', (size_t)(blank - text)) : NULL;
	if (!colon)
		return text_number(&t->functions, text, bytes);
	path = (size_t)(colon - text);
	rest = bytes - (size_t)(blank - text);
	both = xmalloc(path + rest + 1);
	memcpy(both, text, path);
	memcpy(both + path, blank, rest);
	n = text_number(&t->functions, both, path + rest);
	free(both);
	return n;
}

static size_t child_of(struct site_tree *t, size_t parent, const char *text, size_t bytes)
{
	uint64_t frame = text_number(&t->frames, text, bytes);
	/* nodes and frames are counted up from 1: no two pairs have the same key */
	uint64_t key = (uint64_t)parent << 32 | frame;
	size_t node = (size_t)(uintptr_t)table_get(&t->child, key);

	if (node)
		return node;
	GROW(t->nodes, t->count, t->capacity);
	node = t->count++;
	t->nodes[node] = (struct site_node){.parent = parent, .frame = frame,
		.function = function_of(t, text, bytes), .depth = t->nodes[parent].depth + 1,
		.bytes = (uint32_t)bytes, .text = text};
	table_put(&t->child, key, (void *)(uintptr_t)node);
	return node;
}

void site_tree_add(struct site_tree *t, uint64_t callsite, const char *text, const char *op)
{
	char *kept = xstrdup(text);
	struct shown_frames f = shown_frames_of(kept);
	const char *at[FRAMES_MAX];
	size_t bytes[FRAMES_MAX], n = 0, node = 0;

	if (!t->count) {
		GROW(t->nodes, t->count, t->capacity);
		t->nodes[t->count++] = (struct site_node){0};
	}
	GROW(t->texts, t->text_count, t->text_capacity);
	t->texts[t->text_count++] = kept;
	while (n < FRAMES_MAX && shown_frames_next(&f, &at[n], &bytes[n]))
		n++;
	if (f.hidden)
		return;
	while (n-- > 0)
		node = child_of(t, node, at[n], bytes[n]);
	if (!node)
		return;
	table_put(&t->node_of, callsite, (void *)(uintptr_t)node);
	table_put(&t->line_of, callsite, (void *)(uintptr_t)(t->nodes[node].frame << 32 |
		(op ? text_number(&t->operations, op, strlen(op)) : 0)));
}

void site_tree_free(struct site_tree *t)
{
	for (size_t i = 0; i < t->text_count; i++)
		free(t->texts[i]);
	free(t->texts);
	free(t->nodes);
	table_free(&t->node_of);
	table_free(&t->line_of);
	table_free(&t->child);
	text_numbers_free(&t->frames);
	text_numbers_free(&t->functions);
	text_numbers_free(&t->operations);
	*t = (struct site_tree){0};
}

size_t site_tree_node(const struct site_tree *t, uint64_t callsite)
{
	return (size_t)(uintptr_t)table_get(&t->node_of, callsite);
}

uint64_t site_tree_line(const struct site_tree *t, uint64_t callsite)
{
	return (uint64_t)(uintptr_t)table_get(&t->line_of, callsite);
}

size_t site_tree_at_depth(const struct site_tree *t, size_t node, uint32_t depth)
{
	while (node && t->nodes[node].depth > depth)
		node = t->nodes[node].parent;
	return node && t->nodes[node].depth == depth ? node : 0;
}

bool site_tree_within(const struct site_tree *t, size_t node, size_t above)
{
	return above && node && site_tree_at_depth(t, node, t->nodes[above].depth) == above;
}

char *site_tree_text(const struct site_tree *t, size_t node)
{
	struct text_file text;
	FILE *out;

	if (!node)
		return NULL;
	out = text_file_begin(&text);
	for (; node; node = t->nodes[node].parent)
		fprintf(out, "%.*s%s", (int)t->nodes[node].bytes, t->nodes[node].text,
			t->nodes[node].parent ? "; " : "");
	return text_file_end(&text);
}
