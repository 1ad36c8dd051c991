/*
 * The lines of a tree of owners: see owner_tree.h.
 *
 * Must not know: SQL, what the ways are made of.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "owner_nodes.h"
#include "readable.h"
#include "xalloc.h"

enum { NAME_BYTES = 2048, NUMBERS = 21, NUMBERS_NARROW = 10, NARROW = 36, TEXT_LEAST = 12,
	JOINED_MOST = 6, TEXT_FEW = 6 };

struct printer {
	FILE *out;
	const struct terminal *look;
	const struct tree_limits *limits;
	char branches[TREE_DEPTH_MOST + 1];     /* each depth: '|' more follows, ' ' none does */
	size_t depth, depth_most;       /* that lines have room for */
	bool narrow;
};

static void put_numbers(struct printer *p, int64_t bytes)
{
	char text[40];

	snprintf(text, sizeof(text), "%s%s", bytes < 0 ? "-" : "", grouped(bytes < 0
		? (uint64_t)-bytes : (uint64_t)bytes));
	if (!p->narrow)
		fprintf(p->out, "%5.1f %% ", 100.0 * (double)bytes / (double)p->limits->whole);
	fprintf(p->out, p->narrow ? "%9s " : "%11s  ", text);
}

/* The branches in front of a node's name. Returns their characters. */
static size_t put_branches(struct printer *p, bool last)
{
	size_t depth = p->depth < p->depth_most ? p->depth : p->depth_most;

	for (size_t i = 0; i + 1 < depth; i++)
		put_either(p->out, p->look, p->branches[i] == '|' ? "\xe2\x94\x82 " : "  ",
			p->branches[i] == '|' ? "| " : "  ");
	if (depth)
		put_either(p->out, p->look, last ? "\xe2\x94\x94 " : "\xe2\x94\x9c ", last ? "` " : "+ ");
	return 2 * depth;
}

/* Bytes of a frame's path: what stands before its line's number. 0: it has none. */
static size_t path_bytes(const char *frame)
{
	size_t n = strcspn(frame, " ");

	while (n && frame[n - 1] >= '0' && frame[n - 1] <= '9')
		n--;
	return n > 1 && frame[n - 1] == ':' ? n - 1 : 0;
}

/* A node's name; `same`: without the path of a frame that is in the file of the one above. */
static char *shown_name(const struct node *n, bool same)
{
	const size_t path = n->own || !same ? 0 : path_bytes(n->name);
	const bool is_same = path && n->above->name && !n->above->own &&
		path_bytes(n->above->name) == path && !strncmp(n->above->name, n->name, path);
	char *text = xmalloc(NAME_BYTES);

	readable(text, NAME_BYTES, n->name + (is_same ? path : 0));
	return text;
}

static char *joined(char *first, char *second)
{
	char *both = xprintf("%s%s%s", first, *first && *second ? " > " : "", second);

	free(first);
	free(second);
	return both;
}

/* The names of nodes from `first` on. `above`: the line above ends with the node above the first. */
static char *names_from(const struct node *const *nodes, size_t first, size_t count, bool above)
{
	char *line = xstrdup(first && above ? ".." : "");

	for (size_t i = first; i < count; i++)
		line = joined(line, shown_name(nodes[i], i > first || (!first && above)));
	return line;
}

/* Shortens a frame as far as `over` characters need it: without its function, then without folders. */
static char *shorter_frame(char *frame, size_t over)
{
	char *at = frame + strcspn(frame, " "), *slash;
	const size_t function = utf8_characters(at);

	if (!over)
		return frame;
	*at = 0;
	slash = strrchr(frame, '/');
	if (over > function && slash)
		memmove(frame, slash + 1, strlen(slash + 1) + 1);
	return frame;
}

/*
 * Names of nodes that share a line, in at most `room` characters (0: no limit): the last frame and what
 * follows it are kept, of the frames before it as many as there is room for.
 */
static void put_names(struct printer *p, const struct node *const *nodes, size_t count, size_t room)
{
	const bool above = nodes[0]->above->name != NULL;
	size_t last = count - 1, first, length = 0;
	char *line = NULL;

	while (last && nodes[last]->own)
		last--;
	first = last > JOINED_MOST ? last - JOINED_MOST : 0;
	for (; first <= last; first++) {
		line = names_from(nodes, first, count, above || first);
		length = utf8_characters(line);
		if (!room || length <= room || first == last)
			break;
		free(line);
	}
	if (room && length > room && last + 1 < count && !nodes[last]->own) {
		free(line);
		line = names_from(nodes, last + 1, count, false);
		line = joined(shorter_frame(shown_name(nodes[last], !last && above), length - room), line);
	}
	/* a path ends with what tells it from others, all else begins so */
	if (room && (nodes[count - 1]->own || (!last && above)))
		cut_text(line, room);
	else if (room)
		cut_head(line, room);
	fputs(line, p->out);
	free(line);
}

static void put_part(struct printer *p, const struct node *n)
{
	if (n->part == PARTS_HELD)
		return;
	put_hue(p->out, p->look, part_looks[n->part].hue);
	fputc(part_looks[n->part].letter, p->out);
	put_hue(p->out, p->look, HUE_PLAIN);
	fputc(' ', p->out);
}

static void put_under(struct printer *p, const struct node *n);

static void put_node(struct printer *p, const struct node *n, bool last)
{
	const struct node *line[TREE_DEPTH_MOST + 1];
	const size_t width = p->limits->width;
	char times[40] = "";
	size_t count = 0, used;

	line[count++] = n;
	while (node_is_joined(n) && count < TREE_DEPTH_MOST) {
		n = n->under;
		line[count++] = n;
	}
	put_numbers(p, n->bytes);
	used = (p->narrow ? NUMBERS_NARROW : NUMBERS) + put_branches(p, last) + (n->part == PARTS_HELD ? 0 : 2);
	put_part(p, n);
	if (n->times > 1)
		snprintf(times, sizeof(times), "%zu x ", n->times);
	/* on the narrowest lines the bytes of all of them have to do */
	if (width && used + strlen(times) + TEXT_FEW > width)
		times[0] = 0;
	fputs(times, p->out);
	used += strlen(times);
	put_names(p, line, count, width ? width > used + TEXT_FEW ? width - used : TEXT_FEW : 0);
	fputc('\n', p->out);
	if (p->depth)
		p->branches[p->depth - 1] = last ? ' ' : '|';
	put_under(p, n);
}

/* What is left out under a node, in one line. */
static void put_rest(struct printer *p, size_t count, int64_t bytes)
{
	const char *number = grouped(bytes < 0 ? (uint64_t)-bytes : (uint64_t)bytes);
	char *words = xprintf("%zu more, together %s%s bytes", count, bytes < 0 ? "-" : "", number);
	size_t used;

	put_numbers(p, bytes);
	used = (p->narrow ? NUMBERS_NARROW : NUMBERS) + put_branches(p, true);
	/* the bytes stand in front, too */
	if (p->limits->width && used + strlen(words) > p->limits->width)
		fprintf(p->out, "%zu more\n", count);
	else
		fprintf(p->out, "%s\n", words);
	free(words);
}

static void put_under(struct printer *p, const struct node *n)
{
	struct nodes all = nodes_sorted(n);
	size_t shown = 0, rest = 0, done = 0;
	int64_t rest_bytes = 0;

	for (size_t i = 0; i < all.count; i++) {
		shown += all.at[i]->shown;
		rest += !all.at[i]->shown;
		rest_bytes += all.at[i]->shown ? 0 : all.at[i]->bytes;
	}
	p->depth++;
	for (size_t i = 0; i < all.count; i++)
		if (all.at[i]->shown)
			put_node(p, all.at[i], ++done == shown && !rest);
	/* "1 more" says less than the one, in as many lines */
	for (size_t i = 0; rest == 1 && !p->limits->most && i < all.count; i++)
		if (!all.at[i]->shown)
			put_node(p, all.at[i], true);
	if (rest > 1 || (rest && p->limits->most))
		put_rest(p, rest, rest_bytes);
	p->depth--;
	free(all.at);
}

void owner_tree_put(FILE *out, const struct terminal *look, struct owner_tree *t,
	const struct tree_limits *limits)
{
	struct printer p = {.out = out, .look = look, .limits = limits,
		.narrow = limits->width && limits->width < NARROW, .depth_most = TREE_DEPTH_MOST};
	const size_t used = (p.narrow ? NUMBERS_NARROW : NUMBERS) + TEXT_LEAST;

	if (limits->width)
		p.depth_most = limits->width > used ? (limits->width - used) / 2 : 1;
	nodes_choose(t, limits);
	put_under(&p, &t->root);
}
