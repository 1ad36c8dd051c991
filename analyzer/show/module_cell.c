/* Names of modules in a narrow column: see module_cell.h. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "module_cell.h"
#include "readable.h"
#include "xalloc.h"

enum { BLANKS = 2 };            /* for each module around it */

static bool is_in(const char *name, const char *outer)
{
	size_t n = strlen(outer);

	return !strncmp(name, outer, n) && name[n] == '.';
}

/* A row above, which may be around others. */
struct outer {
	const char *name;
	unsigned long depth;    /* as its row says; 0: no column does */
};

static bool is_below(const struct outer *row, const struct outer *above, bool by_depth)
{
	return by_depth ? row->depth > above->depth : is_in(row->name, above->name);
}

void module_tree(struct table_rows *t, size_t column, size_t depth)
{
	struct outer *around = xcalloc(t->count + 1, sizeof(*around));
	size_t count = 0;

	for (size_t row = 0; row < t->count; row++) {
		char **cells = &t->cells[row * t->columns], *text;
		const struct outer its = {cells[column],
			depth < t->columns ? strtoul(cells[depth], NULL, 10) : 0};
		const char *name = its.name;

		if (t->folded[row])
			continue;
		while (count && !is_below(&its, &around[count - 1], depth < t->columns))
			count--;
		if (count) {
			if (is_in(name, around[count - 1].name))
				name += strlen(around[count - 1].name);
			text = xprintf("%*s%s", (int)(BLANKS * count), "", name);
			cells[column] = table_rows_keep(t, text);
			free(text);
		}
		around[count++] = its;
	}
	free(around);
}

void cut_module(char *text, size_t characters)
{
	const char *part = text;

	if (*text == ' ') {             /* below another one: what it begins with says which it is */
		cut_text(text, characters);
		return;
	}
	while (utf8_characters(part) + 2 > characters && strchr(part, '.'))
		part = strchr(part, '.') + 1;
	if (utf8_characters(text) <= characters || part == text)
		cut_text(text, characters);
	else if (utf8_characters(part) + 2 > characters)
		cut_head(text, characters);
	else {
		memmove(text + 2, part, strlen(part) + 1);
		memcpy(text, "..", 2);
	}
}
