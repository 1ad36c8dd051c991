/* The call sites of a run as a tree: see site_tree.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "shown_frames.h"
#include "site_tree.h"
#include "xalloc.h"

enum { FRAMES_MAX = 64 };

/* The text with another line, 0: without it. The caller frees it. Of a frame of C++ the whole. */
static char *with_line(const char *text, size_t bytes, uint64_t line)
{
	const char *blank = memrchr(text, ' ', bytes), *colon;

	colon = blank ? memrchr(text, ':', (size_t)(blank - text)) : NULL;
	if (!colon)
		return xstrndup(text, bytes);
	return xprintf("%.*s:%" PRIu64 "%.*s", (int)(colon - text), text, line,
		(int)(text + bytes - blank), blank);
}

static uint64_t number_with_line(struct text_numbers *t, const char *text, size_t bytes, uint64_t line)
{
	char *other = with_line(text, bytes, line);
	uint64_t n = text_number(t, other, strlen(other));

	free(other);
	return n;
}

/* Asks the source once for each line. */
static struct site_statement statement_of(struct site_tree *t, const char *text, size_t bytes)
{
	const uint64_t before = t->read.last, number = text_number(&t->read, text, bytes);

	if (!t->source)
		return (struct site_statement){0};
	if (number > before) {
		GROW(t->statements, t->statement_count, t->statement_capacity);
		t->statements[t->statement_count++] = site_statement(t->source, text, bytes);
	}
	return t->statements[number - 1];
}

static size_t child_of(struct site_tree *t, size_t parent, const char *text, size_t bytes)
{
	struct site_statement statement = statement_of(t, text, bytes);
	uint64_t frame = statement.first_line
		? number_with_line(&t->frames, text, bytes, statement.first_line)
		: text_number(&t->frames, text, bytes);
	/* nodes and frames are counted up from 1: no two pairs have the same key */
	uint64_t key = (uint64_t)parent << 32 | frame;
	size_t node = (size_t)(uintptr_t)table_get(&t->child, key);

	if (node)
		return node;
	GROW(t->nodes, t->count, t->capacity);
	node = t->count++;
	t->nodes[node] = (struct site_node){.parent = parent, .frame = frame,
		.function = number_with_line(&t->functions, text, bytes, 0),
		.depth = t->nodes[parent].depth + 1, .bytes = (uint32_t)bytes, .text = text,
		.loops = statement.loops, .returns = statement.returns};
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
	table_put(&t->text_of, callsite, kept);
	while (n < FRAMES_MAX && shown_frames_next(&f, &at[n], &bytes[n]))
		n++;
	if (f.hidden)
		return;
	while (n-- > 0)
		node = child_of(t, node, at[n], bytes[n]);
	if (!node)
		return;
	if (op) {
		GROW(t->texts, t->text_count, t->text_capacity);
		t->texts[t->text_count] = xstrdup(op);
		table_put(&t->op_of, callsite, t->texts[t->text_count++]);
	}
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
	table_free(&t->text_of);
	table_free(&t->op_of);
	free(t->statements);
	text_numbers_free(&t->read);
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

const char *site_tree_op(const struct site_tree *t, uint64_t callsite)
{
	return table_get(&t->op_of, callsite);
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

bool site_tree_variable(const struct site_tree *t, uint64_t callsite, uint32_t depth,
	char out[ASSIGNED_NAME_BYTES + 1])
{
	struct shown_frames f = shown_frames_of(table_get(&t->text_of, callsite));
	uint32_t skip = t->nodes[site_tree_node(t, callsite)].depth - depth;
	const char *frame;
	size_t bytes;

	while (t->source && shown_frames_next(&f, &frame, &bytes))
		if (!skip--)
			return site_variable_at(t->source, f.site, frame,
				table_get(&t->op_of, callsite), out);
	return false;
}

bool site_tree_mentions(const struct site_tree *t, size_t node, const char *variable, bool made_there)
{
	const struct site_node *n = &t->nodes[node];

	return t->source && site_mentioned_later(t->source, n->text, n->bytes, variable,
		made_there);
}

bool site_tree_sets(const struct site_tree *t, size_t from, size_t until, enum set_until when,
	const char *variables)
{
	const struct site_node *a = &t->nodes[from], *b = &t->nodes[until];

	return t->source && a->function == b->function && site_set_again(t->source, a->text, a->bytes, b->text,
		b->bytes, when, variables);
}

bool site_tree_statement(const struct site_tree *t, size_t node, const char **text, size_t *bytes)
{
	return t->source && node && site_text(t->source, t->nodes[node].text, t->nodes[node].bytes, text, bytes);
}

void site_tree_put_place(const struct site_tree *t, size_t node, FILE *out)
{
	const struct site_node *n = &t->nodes[node];
	const char *slash = memrchr(n->text, '/', n->bytes), *path = slash ? slash + 1 : n->text;
	size_t bytes = (size_t)(n->text + n->bytes - path);
	const char *blank = memchr(path, ' ', bytes);

	fprintf(out, "%.*s", (int)(blank ? (size_t)(blank - path) : bytes), path);
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
