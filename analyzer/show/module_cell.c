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

void module_tree(struct table_rows *t, size_t column)
{
	const char **around = xcalloc(t->count + 1, sizeof(*around));
	size_t depth = 0;

	for (size_t row = 0; row < t->count; row++) {
		char **cell = &t->cells[row * t->columns + column], *text;
		const char *name = *cell;

		if (t->folded[row])
			continue;
		while (depth && !is_in(name, around[depth - 1]))
			depth--;
		if (depth) {
			text = xprintf("%*s%s", (int)(BLANKS * depth), "", name + strlen(around[depth - 1]));
			*cell = table_rows_keep(t, text);
			free(text);
		}
		around[depth++] = name;
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
