/*
 * Bytes by the way to who holds them, as a tree: see owner_tree.h; owner_tree_lines.c
 * prints it.
 *
 * Must not know: SQL, what the ways are made of.
 */
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "owner_nodes.h"
#include "xalloc.h"

enum { SLOTS_FIRST = 256 };

struct owner_tree *owner_tree_new(void)
{
	struct owner_tree *t = xcalloc(1, sizeof(*t));

	t->slot_count = SLOTS_FIRST;
	t->slots = xcalloc(t->slot_count, sizeof(*t->slots));
	return t;
}

static void free_under(struct node *n)
{
	while (n->under) {
		struct node *first = n->under;

		n->under = first->next;
		free_under(first);
		free(first->name);
		free(first);
	}
}

void owner_tree_free(struct owner_tree *t)
{
	free_under(&t->root);
	free(t->slots);
	free(t);
}

static uint64_t hash(const struct node *above, const char *name)
{
	uint64_t h = 14695981039346656037u ^ (above->order + 1) * 0x9e3779b97f4a7c15u;

	for (; *name; name++)
		h = (h ^ (unsigned char)*name) * 1099511628211u;
	return h ^ h >> 29;
}

static struct node **slot(const struct owner_tree *t, const struct node *above, const char *name)
{
	return &t->slots[hash(above, name) & (t->slot_count - 1)];
}

static void grow_slots(struct owner_tree *t)
{
	struct node **old = t->slots;
	size_t count = t->slot_count;

	t->slot_count = count * 2;
	t->slots = xcalloc(t->slot_count, sizeof(*t->slots));
	for (size_t i = 0; i < count; i++)
		for (struct node *n = old[i], *next; n; n = next) {
			struct node **to = slot(t, n->above, n->name);

			next = n->same_slot;
			n->same_slot = *to;
			*to = n;
		}
	free(old);
}

/* The node of a name under another one, made if there is none. */
static struct node *under(struct owner_tree *t, struct node *n, const char *name, bool own,
	enum part part)
{
	struct node *found = *slot(t, n, name), **to;

	while (found && (found->above != n || found->own != own || found->part != part ||
			strcmp(found->name, name) != 0))
		found = found->same_slot;
	if (found)
		return found;
	if (t->count >= t->slot_count)
		grow_slots(t);
	to = slot(t, n, name);
	found = xcalloc(1, sizeof(*found));
	found->above = n;
	found->same_slot = *to;
	*to = found;
	found->name = xstrdup(name);
	found->own = own;
	found->part = part;
	found->order = ++t->count;
	found->next = n->under;
	n->under = found;
	return found;
}

void owner_tree_add(struct owner_tree *t, const char *const *names, size_t count, size_t own,
	enum part part, int64_t bytes)
{
	struct node *n = &t->root;

	n->bytes += bytes;
	for (size_t i = 0; i < count; i++) {
		n = under(t, n, names[i], i + own >= count, i + own >= count ? part : PARTS_HELD);
		n->bytes += bytes;
	}
	n->times++;
}

static int by_bytes(const void *a, const void *b)
{
	const struct node *p = *(struct node *const *)a, *q = *(struct node *const *)b;

	if (p->bytes != q->bytes)
		return p->bytes > q->bytes ? -1 : 1;
	return (p->order > q->order) - (p->order < q->order);
}

struct nodes nodes_sorted(const struct node *n)
{
	struct nodes all = {0};

	for (struct node *i = n->under; i; i = i->next) {
		GROW(all.at, all.count, all.capacity);
		all.at[all.count++] = i;
	}
	if (all.count)
		qsort(all.at, all.count, sizeof(*all.at), by_bytes);
	return all;
}

bool node_is_joined(const struct node *n)
{
	return n->under && !n->under->next && !n->times;
}

static void collect(struct node *n, struct nodes *all)
{
	for (struct node *i = n->under; i; i = i->next) {
		if (!node_is_joined(i)) {
			GROW(all->at, all->count, all->capacity);
			all->at[all->count++] = i;
		}
		collect(i, all);
	}
}

/* Whether something under it is shown. */
static bool mark_above(struct node *n)
{
	for (struct node *i = n->under; i; i = i->next)
		if (mark_above(i))
			n->shown = true;
	return n->shown;
}

void nodes_choose(struct owner_tree *t, const struct tree_limits *limits)
{
	struct nodes all = {0};
	size_t shown = 0;

	collect(&t->root, &all);
	if (all.count)
		qsort(all.at, all.count, sizeof(*all.at), by_bytes);
	for (size_t i = 0; i < all.count; i++) {
		/* what is negative is a correction: it is never small */
		all.at[i]->shown = (!limits->most || shown < limits->most) && (all.at[i]->bytes < 0 ||
			(double)all.at[i]->bytes * 100 >= limits->least_percent * (double)limits->whole);
		shown += all.at[i]->shown;
	}
	mark_above(&t->root);
	free(all.at);
}
