/* Rows that are left out: see thinned.h. */
#include <stdlib.h>
#include "grown_array.h"
#include "id_map.h"
#include "thinned.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { NEIGHBOURS_STAY = 4, NEIGHBOURS_MOST = 4096, ROW_NS = 10, EACH_LEAST = 4,
	AROUND_PEAK = 32, AROUND_PART = 8 };    /* changes before and after the fullest that stay */

/* What a stretch has of a list so far. */
struct of_list {
	size_t stretch;         /* number + 1 of the stretch that this is of */
	size_t fullest, last;
};

struct changes {
	const uint64_t *totals;
	uint32_t *list;         /* of each row: lists are numbered from 0 */
	struct of_list *seen;   /* of each list */
	size_t rows, lists;
	size_t from, to;        /* rows around the fullest of all: a stretch that stays whole */
};

/* Gives the lists small numbers. */
static void number_lists(struct changes *c, const uint64_t *lists)
{
	struct table known = {0};

	for (size_t i = 0; i < c->rows; i++) {
		void **at = table_place(&known, lists[i]);

		if (!*at)
			*at = (void *)(uintptr_t)known.count;
		c->list[i] = (uint32_t)((uintptr_t)*at - 1);
	}
	c->lists = known.count;
	c->seen = xcalloc(known.count + 1, sizeof(*c->seen));
	table_free(&known);
}

static void see(struct of_list *l, size_t stretch, size_t row, const uint64_t *totals)
{
	if (l->stretch != stretch + 1)
		*l = (struct of_list){stretch + 1, row, row};
	if (totals[row] > totals[l->fullest])
		l->fullest = row;
	l->last = row;
}

/* Marks which of the rows from..to stay. */
static void thin(struct thinned_changes *t, struct changes *c, size_t from, size_t to)
{
	size_t stretch = t->stretch_count;

	for (size_t i = from; i < to; i++)
		see(&c->seen[c->list[i]], stretch, i, c->totals);
	for (size_t i = from; i < to; i++) {
		const struct of_list *l = &c->seen[c->list[i]];

		t->stays[i] = i == l->fullest || i == l->last || from == c->from;
	}
}

static void add_stretch(struct thinned_changes *t, size_t from, size_t to)
{
	struct stretch s = {.first = t->count, .changes = to - from};

	for (size_t i = from; i < to; i++)
		t->count += t->stays[i];
	s.whole = t->count - s.first == s.changes;
	GROW(t->stretches, t->stretch_count, t->stretch_capacity);
	t->stretches[t->stretch_count++] = s;
}

/* Where the stretch that begins with this row ends. */
static size_t end_of(const struct changes *c, size_t from, size_t each)
{
	size_t to = c->rows - from > each ? from + each : c->rows;

	return from == c->from ? c->to : from < c->from && to > c->from ? c->from : to;
}

/* Stretches of so many changes. False: more than `most` stay; the rest was not looked at. */
static bool thin_all(struct thinned_changes *t, struct changes *c, size_t each, size_t most)
{
	size_t from, to;

	t->count = t->stretch_count = 0;
	for (size_t i = 0; i < c->lists; i++)
		c->seen[i].stretch = 0;
	for (from = 0; from < c->rows && t->count <= most; from = to) {
		to = end_of(c, from, each);
		thin(t, c, from, to);
		add_stretch(t, from, to);
	}
	work_spend(from * ROW_NS);
	return t->count <= most;
}

/* The shortest stretches of which no more stay; how many lists a stretch has is not known before. */
static void thin_least(struct thinned_changes *t, struct changes *c, size_t most)
{
	enum { TRIES_MOST = 128 };
	size_t each[TRIES_MOST], count = 1, low = 0, high;
	bool is_last = false;

	for (each[0] = EACH_LEAST; count < TRIES_MOST && each[count - 1] < c->rows * 2; count++)
		each[count] = each[count - 1] + each[count - 1] / 2;
	for (high = count - 1; low < high; ) {
		size_t middle = low + (high - low) / 2;

		is_last = thin_all(t, c, each[middle], most);
		if (is_last)
			high = middle;
		else
			low = middle + 1;
	}
	if (!is_last)
		thin_all(t, c, each[high], SIZE_MAX);
}

struct thinned_changes thinned_changes(const uint64_t *lists, const uint64_t *totals, size_t rows,
	size_t most)
{
	struct thinned_changes t = {.stays = xmalloc(rows + 1), .count = rows};
	struct changes c = {.totals = totals, .rows = rows};
	size_t fullest = 0, around = most / AROUND_PART < AROUND_PEAK ? most / AROUND_PART : AROUND_PEAK;

	work_spend(rows * ROW_NS);
	for (size_t i = 0; i < rows; i++) {
		t.stays[i] = true;
		fullest = totals[i] > totals[fullest] ? i : fullest;
	}
	if (rows <= most)
		return t;
	c.from = fullest > around ? fullest - around : 0;
	c.to = rows - fullest > around ? fullest + around + 1 : rows;
	c.list = xmalloc(rows * sizeof(*c.list));
	number_lists(&c, lists);
	thin_least(&t, &c, most);
	free(c.list);
	free(c.seen);
	return t;
}

void thinned_changes_free(struct thinned_changes *t)
{
	free(t->stays);
	free(t->stretches);
	*t = (struct thinned_changes){0};
}

static int by_size(const void *a, const void *b)
{
	const double *x = *(const double *const *)a, *y = *(const double *const *)b;

	/* the first of equals comes first */
	return *x > *y ? -1 : *x < *y ? 1 : x < y ? -1 : x > y;
}

void thinned_by_size(bool *stays, const double *sizes, size_t rows, size_t most)
{
	const double *of[NEIGHBOURS_MOST];
	size_t groups = most / NEIGHBOURS_STAY ? most / NEIGHBOURS_STAY : 1, each = rows / groups + 1;

	each = each < NEIGHBOURS_MOST ? each : NEIGHBOURS_MOST;
	work_spend(rows * ROW_NS);
	for (size_t from = 0; from < rows; from += each) {
		size_t count = rows - from > each ? each : rows - from;

		for (size_t i = 0; i < count; i++)
			of[i] = &sizes[from + i];
		qsort(of, count, sizeof(*of), by_size);
		for (size_t i = 0; i < count && i < NEIGHBOURS_STAY && most; i++, most--)
			stays[of[i] - sizes] = true;
	}
}
