/* Cores as text: see core_lists.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "core_lists.h"
#include "xalloc.h"

/* Position of a core that is left, from `from` on; `count`: it is not there. */
static size_t find(const struct core_list *list, const bool *done, size_t from, uint64_t x, uint64_t y)
{
	for (; from < list->count; from++)
		if (list->at[from].x == x && list->at[from].y == y)
			return done[from] ? list->count : from;
	return list->count;
}

/* Whether all of a row of a rectangle is left; takes it if so. */
static bool take_row(const struct core_list *list, bool *done, size_t from, uint64_t x0, uint64_t x1,
	uint64_t y)
{
	for (int turn = 0; turn < 2; turn++)
		for (uint64_t x = x0; x <= x1; x++) {
			size_t at = find(list, done, from, x, y);

			if (at == list->count)
				return false;
			if (turn)
				done[at] = true;
		}
	return true;
}

char *core_list_text(const struct core_list *list)
{
	bool *done = xcalloc(list->count + 1, sizeof(*done));
	struct text_file text;
	FILE *out = text_file_begin(&text);
	const char *between = "";

	for (size_t i = 0; i < list->count; i++) {
		uint64_t x0 = list->at[i].x, x1 = x0, y0 = list->at[i].y, y1 = y0;

		if (done[i])
			continue;
		while (find(list, done, i, x1 + 1, y0) < list->count)
			x1++;
		take_row(list, done, i, x0, x1, y0);
		while (take_row(list, done, i, x0, x1, y1 + 1))
			y1++;
		fprintf(out, "%s%" PRIu64 ",%" PRIu64 "-%" PRIu64 ",%" PRIu64, between, x0, y0, x1, y1);
		between = " ";
	}
	free(done);
	return text_file_end(&text);
}

bool core_text_has(const char *cores, uint64_t x, uint64_t y)
{
	uint64_t x0, y0, x1, y1;
	int n;

	if (!cores)
		return true;
	for (; sscanf(cores, "%" SCNu64 ",%" SCNu64 "-%" SCNu64 ",%" SCNu64 " %n", &x0, &y0, &x1, &y1,
		&n) == 4; cores += n)
		if (x >= x0 && x <= x1 && y >= y0 && y <= y1)
			return true;
	return false;
}
