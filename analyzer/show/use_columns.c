/*
 * What is held over time as columns of a chart: see use_columns.h.
 *
 * Must not know: SQL, how a chart is drawn.
 */
#include <stdlib.h>
#include <string.h>
#include "use_columns.h"
#include "xalloc.h"

void use_columns_begin(struct use_columns *u, size_t count, int64_t begin_ns, int64_t end_ns,
	const struct time_span *spans, size_t span_count)
{
	*u = (struct use_columns){.columns = xcalloc(count, sizeof(*u->columns)),
		.totals = xcalloc(count, sizeof(*u->totals)), .count = count, .begin_ns = begin_ns,
		.end_ns = end_ns, .spans = spans, .span_count = span_count, .most = -1};
}

void use_columns_free(struct use_columns *u)
{
	free(u->columns);
	free(u->totals);
}

size_t use_columns_at(const struct use_columns *u, int64_t time_ns)
{
	const double length = (double)u->end_ns - (double)u->begin_ns;
	double at = ((double)time_ns - (double)u->begin_ns) * (double)u->count / (length > 0 ? length : 1);

	return at < 0 ? 0 : at >= (double)u->count ? u->count - 1 : (size_t)at;
}

/* The fullest moment counts in the columns from `first` to `last`. */
static void raise(struct use_columns *u, size_t first, size_t last, const double amounts[PARTS_HELD],
	double total)
{
	for (size_t i = first; i <= last; i++) {
		struct chart_column *c = &u->columns[i];

		if (c->known && total <= u->totals[i])
			continue;
		c->known = true;
		u->totals[i] = total;
		memcpy(c->amounts, amounts, sizeof(c->amounts));
	}
}

/* The number of the first span that ends after a time; span_count: none does. */
static size_t span_after(const struct use_columns *u, int64_t time_ns)
{
	size_t low = 0, high = u->span_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (u->spans[middle].end_ns > time_ns)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static double sum_of(const double amounts[PARTS_HELD])
{
	double sum = 0;

	for (int i = 0; i < PARTS_HELD; i++)
		sum += amounts[i];
	return sum;
}

static void count_most(struct use_columns *u, int64_t time_ns, double total)
{
	if (total > u->most || (total >= u->most && time_ns < u->most_ns)) {
		u->most = total;
		u->most_ns = time_ns;
	}
}

/* What is held from a time to, and without, another, where a span has it. */
static void hold(struct use_columns *u, int64_t from_ns, int64_t to_ns,
	const double amounts[PARTS_HELD], double total)
{
	for (size_t i = span_after(u, from_ns); i < u->span_count && u->spans[i].begin_ns < to_ns; i++) {
		int64_t begin = u->spans[i].begin_ns > from_ns ? u->spans[i].begin_ns : from_ns;
		int64_t end = u->spans[i].end_ns < to_ns ? u->spans[i].end_ns : to_ns;

		if (begin >= u->end_ns || end <= u->begin_ns)
			continue;
		count_most(u, begin, total);
		raise(u, use_columns_at(u, begin), use_columns_at(u, end - 1), amounts, total);
	}
}

void use_columns_add(struct use_columns *u, int64_t time_ns, int64_t held_ns,
	const double amounts[PARTS_HELD])
{
	const double total = sum_of(amounts);
	size_t span = span_after(u, time_ns), at = use_columns_at(u, time_ns);
	double held[PARTS_HELD];

	if (span < u->span_count && u->spans[span].begin_ns <= time_ns) {
		count_most(u, time_ns, total);
		raise(u, at, at, amounts, total);
	}
	if (held_ns <= 0)
		return;
	memcpy(held, amounts, sizeof(held));
	held[PART_PROGRAM] = 0;
	hold(u, time_ns, held_ns > INT64_MAX - time_ns ? INT64_MAX : time_ns + held_ns, held, sum_of(held));
}
