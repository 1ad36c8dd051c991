/* The lines that make the floor lower than all pieces together do: see floor_lines.h. */
#include <stdio.h>
#include "floor_lines.h"
#include "xalloc.h"

/* How many frames two call sites have in common, from the inside. */
static size_t frames_alike(const struct site_tree *t, size_t a, size_t b)
{
	size_t count = 0;

	for (; a && b && t->nodes[a].frame == t->nodes[b].frame; count++) {
		a = t->nodes[a].parent;
		b = t->nodes[b].parent;
	}
	return count;
}

static void put_node(const struct site_tree *t, size_t node, FILE *out)
{
	fprintf(out, "%.*s", (int)t->nodes[node].bytes, t->nodes[node].text);
}

char *floor_lines(const struct advice_plan *p, const struct site_tree *t)
{
	struct text_file text;
	FILE *out = text_file_begin(&text);
	bool any = false;

	for (size_t i = 0; i < p->left_count; i++) {
		size_t caller = p->left[i]->made_at, alike = 0;
		bool again = false;

		for (size_t k = 0; k < p->left_count; k++) {
			size_t n = frames_alike(t, p->left[i]->made_at, p->left[k]->made_at);

			again |= k < i && p->left[i]->made_at == p->left[k]->made_at;
			if (p->left[i]->made_at != p->left[k]->made_at && n > alike)
				alike = n;
		}
		if (again)
			continue;
		fputs(any ? "; " : "most of what no piece saves: made by ", out);
		any = true;
		put_node(t, caller, out);
		while (alike--)
			caller = t->nodes[caller].parent;
		if (caller && caller != p->left[i]->made_at) {
			fputs(", called at ", out);
			put_node(t, caller, out);
		}
	}
	return text_file_end(&text);
}
