/*
 * A set of counted address ranges as a sorted array of edges: see range_counts.h.
 *
 * Must not know: what the ranges are.
 */
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "range_counts.h"
#include "xalloc.h"

/* Index of the last edge at or before `address`; s->count: there is none. */
static size_t find(const struct range_counts *s, uint64_t address)
{
	size_t low = 0, high = s->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (s->at[middle].from <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? low - 1 : s->count;
}

/* Makes sure an edge lies at `address`; returns its index. The caller has made room. */
static size_t split(struct range_counts *s, uint64_t address)
{
	size_t i = find(s, address), place = i == s->count ? 0 : i + 1;
	uint32_t count = i == s->count ? 0 : s->at[i].count;

	if (i != s->count && s->at[i].from == address)
		return i;
	memmove(s->at + place + 1, s->at + place, (s->count - place) * sizeof(*s->at));
	s->at[place] = (struct span_edge){address, count};
	s->count++;
	return place;
}

static void join(struct range_counts *s, size_t from, size_t to)
{
	size_t kept = from;

	for (size_t i = from; i < s->count; i++) {
		uint32_t before = kept ? s->at[kept - 1].count : 0;

		if (i <= to && s->at[i].count == before)
			continue;
		s->at[kept++] = s->at[i];
	}
	s->count = kept;
}

void range_counts_change(struct range_counts *s, uint64_t from, uint64_t to, int sign)
{
	size_t first, last;

	if (from >= to)
		return;
	GROW(s->at, s->count + 1, s->capacity);
	first = split(s, from);
	last = split(s, to);
	for (size_t i = first; i < last; i++) {
		uint64_t bytes = s->at[i + 1].from - s->at[i].from;

		if (sign > 0 && !s->at[i].count++)
			s->covered += bytes;
		else if (sign < 0 && s->at[i].count && !--s->at[i].count)
			s->covered -= bytes;
	}
	join(s, first, last);
}

uint64_t range_counts_within(const struct range_counts *s, uint64_t from, uint64_t to)
{
	size_t i = find(s, from);
	uint64_t bytes = 0;

	for (i = i == s->count ? 0 : i; i + 1 < s->count && s->at[i].from < to; i++) {
		uint64_t low = s->at[i].from > from ? s->at[i].from : from;
		uint64_t high = s->at[i + 1].from < to ? s->at[i + 1].from : to;

		if (s->at[i].count && low < high)
			bytes += high - low;
	}
	return bytes;
}

uint64_t range_counts_lowest(const struct range_counts *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->at[i].count)
			return s->at[i].from;
	return UINT64_MAX;
}

size_t range_counts_ranges_max(const struct range_counts *s)
{
	return s->count + 1;
}

size_t range_counts_ranges(const struct range_counts *s, struct range *out)
{
	size_t n = 0;

	for (size_t i = 0; i + 1 < s->count; i++) {
		if (!s->at[i].count)
			continue;
		if (n && out[n - 1].to == s->at[i].from)
			out[n - 1].to = s->at[i + 1].from;
		else
			out[n++] = (struct range){s->at[i].from, s->at[i + 1].from};
	}
	return n;
}

void range_counts_copy(struct range_counts *to, const struct range_counts *from)
{
	*to = *from;
	to->capacity = from->count;
	to->at = NULL;
	if (!from->count)
		return;
	to->at = xarray(from->count, sizeof(*to->at));
	memcpy(to->at, from->at, from->count * sizeof(*to->at));
}

void range_counts_free(struct range_counts *s)
{
	free(s->at);
	memset(s, 0, sizeof(*s));
}

static int compare(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return x->from < y->from ? -1 : x->from > y->from;
}

size_t span_merge(struct range *ranges, size_t count)
{
	size_t n = 0;

	qsort(ranges, count, sizeof(*ranges), compare);
	for (size_t i = 0; i < count; i++) {
		if (ranges[i].from >= ranges[i].to)
			continue;
		if (n && ranges[i].from <= ranges[n - 1].to) {
			if (ranges[i].to > ranges[n - 1].to)
				ranges[n - 1].to = ranges[i].to;
		} else {
			ranges[n++] = ranges[i];
		}
	}
	return n;
}

uint64_t span_bytes(const struct range *ranges, size_t count)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < count; i++)
		bytes += ranges[i].to - ranges[i].from;
	return bytes;
}
