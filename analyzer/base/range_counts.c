/*
 * A set of counted address ranges as a sorted array of edges: see range_counts.h.
 *
 * Must not know: what the ranges are.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "range_counts.h"
#include "xalloc.h"

/* Number of edges at or before `address`. Written so that it needs no branch that is hard to guess. */
static size_t edges_until(const struct range_counts *s, uint64_t address)
{
	size_t low = 0, left = s->count;

	while (left > 1) {
		size_t half = left / 2;

		low += s->at[low + half].from <= address ? half : 0;
		left -= half;
	}
	return left && s->at[low].from <= address ? low + 1 : low;
}

/* Index of the last edge at or before `address`; s->count: there is none. */
static size_t find(const struct range_counts *s, uint64_t address)
{
	size_t until = edges_until(s, address);

	return until ? until - 1 : s->count;
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

/* Changes bytes that are covered differently often. */
static void change_many(struct range_counts *s, uint64_t from, uint64_t to, int sign)
{
	size_t first = split(s, from), last = split(s, to);

	for (size_t i = first; i < last; i++) {
		uint64_t bytes = s->at[i + 1].from - s->at[i].from;

		if (sign > 0 && !s->at[i].count++)
			s->covered += bytes;
		else if (sign < 0 && s->at[i].count && !--s->at[i].count)
			s->covered -= bytes;
	}
	join(s, first, last);
}

/*
 * Changes bytes that are all covered `before` times: they lie after `first` edges and before the
 * next. An edge stays, or is made, where the count differs from that before it.
 */
static void change_one(struct range_counts *s, size_t first, uint64_t from, uint64_t to,
	uint32_t before, int sign)
{
	bool is_at_from = first && s->at[first - 1].from == from;
	bool is_at_to = first < s->count && s->at[first].from == to;
	size_t at = first - is_at_from, rest = first + is_at_to;
	uint32_t now = before + (sign > 0 ? 1 : UINT32_MAX), left = at ? s->at[at - 1].count : 0;
	uint32_t after = is_at_to ? s->at[first].count : before;
	size_t made = at + (now != left) + (after != now);

	if (made != rest && rest != s->count)
		memmove(s->at + made, s->at + rest, (s->count - rest) * sizeof(*s->at));
	s->count += made - rest;
	if (now != left)
		s->at[at++] = (struct span_edge){from, now};
	if (after != now)
		s->at[at] = (struct span_edge){to, after};
	if (!before)
		s->covered += to - from;
	else if (!now)
		s->covered -= to - from;
}

uint64_t range_counts_change(struct range_counts *s, uint64_t from, uint64_t to, int sign)
{
	uint64_t covered = s->covered;
	uint32_t before;
	size_t first;

	if (from >= to)
		return 0;
	GROW(s->at, s->count + 1, s->capacity);
	first = edges_until(s, from);
	before = first ? s->at[first - 1].count : 0;
	if (first < s->count && s->at[first].from < to)
		change_many(s, from, to, sign);
	else if (sign > 0 || before)
		change_one(s, first, from, to, before, sign);
	return sign > 0 ? s->covered - covered : covered - s->covered;
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
