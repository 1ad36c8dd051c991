/* Rows of classes of cores that show the same: see class_rows.h. */
#include <stdlib.h>
#include <string.h>
#include "class_rows.h"
#include "xalloc.h"

/* The number of a column; `count`: there is none of this name. */
static size_t column(const struct fit_column *columns, size_t count, const char *name)
{
	size_t i = 0;

	while (i < count && strcmp(columns[i].name, name) != 0)
		i++;
	return i;
}

static bool is_same(const struct table_rows *r, size_t a, size_t b, size_t column)
{
	return !strcmp(r->cells[a * r->columns + column], r->cells[b * r->columns + column]);
}

static bool is_equal(const struct table_rows *r, size_t a, size_t b, const bool *must)
{
	for (size_t i = 0; i < r->columns; i++)
		if (must[i] && !is_same(r, a, b, i))
			return false;
	return true;
}

bool fold_equal_classes(struct table_rows *rows, const struct fit_column *columns)
{
	static const char *const instant[] = {"run", "opening", "time_ns", "event", "op"};
	size_t count = rows->columns, last = rows->count;
	size_t x = column(columns, count, "core_x"), y = column(columns, count, "core_y");
	bool *must, found = false;

	/* `seq` numbers the changes of classes */
	if (x == count || y == count || column(columns, count, "seq") == count)
		return false;
	must = xcalloc(count, sizeof(*must));
	for (size_t i = 0; i < count; i++)
		must[i] = columns[i].shown && ((i != x && i != y) || columns[i].kept);
	for (size_t i = 0; i < sizeof(instant) / sizeof(*instant); i++)
		if (column(columns, count, instant[i]) < count)
			must[column(columns, count, instant[i])] = true;
	for (size_t row = 0; row < rows->count; row++) {
		if (rows->folded[row])
			continue;
		/* a class that is there twice had two changes */
		rows->folded[row] = last < row && is_equal(rows, last, row, must) &&
			!(is_same(rows, last, row, x) && is_same(rows, last, row, y));
		found |= rows->folded[row];
		if (!rows->folded[row])
			last = row;
	}
	free(must);
	return found;
}
