/*
 * Reads the values of one --sweep: see sweep_axis.h. A range may be written that has more values
 * than memory: they are counted before they are made.
 *
 * Must not know: what is run with them.
 */
#include "messages.h"
#include "sweep_axis.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One part between two commas. */
struct item {
	const char *text;       /* not ended by 0 */
	size_t bytes;
	bool is_number;         /* or a range */
	bool is_factor;         /* step is one */
	int64_t first, last, step;
	uint64_t count;
};

static bool is_name(const char *name, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		if (!isalnum((unsigned char)name[i]) && name[i] != '_')
			return false;
	return bytes && bytes < SWEEP_NAME_BYTES && !isdigit((unsigned char)name[0]);
}

/*
 * Reads a whole number as it is usually written, so that its text is the same again: at most 18
 * digits, no 0 in front. Returns the bytes of it; 0: there is none.
 */
static size_t read_number(int64_t *value, const char *text, const char *end)
{
	const char *p = text + (text < end && *text == '-');
	const char *digits = p;

	*value = 0;
	for (; p < end && isdigit((unsigned char)*p) && p - digits < 18; p++)
		*value = 10 * *value + (*p - '0');
	if (p == digits || (*digits == '0' && (p - digits > 1 || *text == '-')) ||
		(p < end && isdigit((unsigned char)*p)))
		return 0;
	if (*text == '-')
		*value = -*value;
	return (size_t)(p - text);
}

/* Whether it can only be meant as a range: a digit, and two dots. */
static bool looks_like_range(const struct item *i)
{
	bool minus = i->bytes && *i->text == '-';

	return i->bytes > minus && isdigit((unsigned char)i->text[minus]) &&
		memmem(i->text, i->bytes, "..", 2);
}

static bool read_range(struct item *i)
{
	const char *p = i->text, *end = p + i->bytes;
	size_t n = read_number(&i->first, p, end);

	p += n;
	if (!n || end - p < 3 || memcmp(p, "..", 2) != 0)
		return false;
	p += 2;
	n = read_number(&i->last, p, end);
	p += n;
	i->step = 1;
	if (n && p < end && (*p == ':' || *p == '*')) {
		i->is_factor = *p == '*';
		n = read_number(&i->step, p + 1, end);
		p += 1 + n;
	}
	return n && p == end && i->step >= (i->is_factor ? 2 : 1);
}

static uint64_t count_range(const struct item *i)
{
	uint64_t count = 0;

	if (i->first > i->last)
		return 0;
	if (!i->is_factor)
		return ((uint64_t)i->last - (uint64_t)i->first) / (uint64_t)i->step + 1;
	for (int64_t v = i->first; ; v *= i->step) {
		count++;
		if (v > i->last / i->step)
			return count;
	}
}

/* What is between two commas. -1 after a message. */
static int read_item(struct item *i, const char *name, const char *text, size_t bytes)
{
	*i = (struct item){.text = text, .bytes = bytes, .count = 1};
	if (!bytes) {
		say("cannot sweep '%s': a value is missing; write it like %s=1..64 or %s=32,64", name,
			name, name);
		return -1;
	}
	i->is_number = read_number(&i->first, text, text + bytes) == bytes;
	i->last = i->first;
	i->step = 1;
	if (i->is_number || !looks_like_range(i))
		return 0;
	i->is_number = true;
	if (!read_range(i)) {
		say("cannot sweep '%s': '%.*s' is no range; write 1..64, 1..64:8 (each 8th) or 1..64*2 "
		    "(doubled)", name, (int)(bytes < 40 ? bytes : 40), text);
		return -1;
	}
	if (i->is_factor && i->first < 1) {
		say("cannot sweep '%s': '%.*s' never ends; begin it with 1 or more", name, (int)bytes,
			text);
		return -1;
	}
	i->count = count_range(i);
	if (!i->count) {
		say("cannot sweep '%s': '%.*s' is empty; write it from small to large", name, (int)bytes,
			text);
		return -1;
	}
	return 0;
}

/* All parts, in an array that the caller frees; NULL after a message. */
static struct item *read_items(const char *name, const char *text, size_t *count, bool *numbers)
{
	size_t commas = 0, n = 0;
	uint64_t values = 0;
	struct item *items;

	for (const char *p = text; *p; p++)
		commas += *p == ',';
	items = calloc(commas + 1, sizeof(*items));
	if (!items) {
		say("cannot sweep '%s': no memory for its values", name);
		return NULL;
	}
	*numbers = true;
	for (n = 0; n <= commas; n++) {
		size_t bytes = strcspn(text, ",");

		if (read_item(&items[n], name, text, bytes))
			goto failed;
		*numbers &= items[n].is_number;
		if (__builtin_add_overflow(values, items[n].count, &values))
			values = UINT64_MAX;
		text += bytes + 1;
	}
	if (values <= (uint64_t)(*numbers ? SWEEP_NUMBERS_MOST : SWEEP_TEXTS_MOST)) {
		*count = n;
		return items;
	}
	say("cannot sweep '%s': it has %" PRIu64 " values, and at most %d can be tried; write a step, "
	    "like 1..4096:64 or 1..4096*2", name, values,
		*numbers ? SWEEP_NUMBERS_MOST : SWEEP_TEXTS_MOST);
failed:
	free(items);
	return NULL;
}

static int64_t number_of(const struct item *i, uint64_t nth, int64_t before)
{
	if (!nth)
		return i->first;
	return i->is_factor ? before * i->step : before + i->step;
}

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static int make_numbers(struct sweep_axis *a, const struct item *items, size_t count)
{
	uint64_t values = 0;
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		values += items[i].count;
	a->numbers = calloc(values, sizeof(*a->numbers));
	if (!a->numbers)
		return -1;
	for (size_t i = 0; i < count; i++) {
		int64_t value = 0;

		for (uint64_t n = 0; n < items[i].count; n++)
			a->numbers[a->count++] = value = number_of(&items[i], n, value);
	}
	qsort(a->numbers, a->count, sizeof(*a->numbers), compare);
	for (size_t i = 0; i < a->count; i++)
		if (!kept || a->numbers[i] != a->numbers[kept - 1])
			a->numbers[kept++] = a->numbers[i];
	a->count = kept;
	return 0;
}

/* Takes over `text`. */
static int add_text(struct sweep_axis *a, char *text)
{
	if (!text)
		return -1;
	for (size_t i = 0; i < a->count; i++)
		if (!strcmp(a->texts[i], text)) {
			free(text);
			return 0;
		}
	a->texts[a->count++] = text;
	return 0;
}

static int make_texts(struct sweep_axis *a, const struct item *items, size_t count)
{
	a->texts = calloc(SWEEP_TEXTS_MOST, sizeof(*a->texts));
	if (!a->texts)
		return -1;
	for (size_t i = 0; i < count; i++) {
		int64_t value = 0;

		for (uint64_t n = 0; n < items[i].count; n++) {
			char number[SWEEP_NUMBER_BYTES];

			value = number_of(&items[i], n, value);
			snprintf(number, sizeof(number), "%" PRId64, value);
			if (add_text(a, items[i].is_number ? strdup(number)
					: strndup(items[i].text, items[i].bytes)))
				return -1;
		}
	}
	return 0;
}

int sweep_axis_read(struct sweep_axis *a, const char *spec)
{
	const char *values = strchr(spec, '=');
	struct item *items;
	size_t count;
	bool numbers;
	int result;

	memset(a, 0, sizeof(*a));
	if (!values || !is_name(spec, (size_t)(values - spec))) {
		say("cannot sweep '%.60s': write NAME=VALUES, like BATCH=1..64; a name has letters, "
		    "digits and _", spec);
		return -1;
	}
	memcpy(a->name, spec, (size_t)(values - spec));
	items = read_items(a->name, values + 1, &count, &numbers);
	if (!items)
		return -1;
	result = numbers ? make_numbers(a, items, count) : make_texts(a, items, count);
	if (result)
		say("cannot sweep '%s': no memory for its values", a->name);
	free(items);
	return result;
}

void sweep_axis_free(struct sweep_axis *a)
{
	for (size_t i = 0; a->texts && i < a->count; i++)
		free(a->texts[i]);
	free(a->texts);
	free(a->numbers);
	memset(a, 0, sizeof(*a));
}

const char *sweep_axis_value(const struct sweep_axis *a, size_t i, char number[SWEEP_NUMBER_BYTES])
{
	if (!a->numbers)
		return a->texts[i];
	snprintf(number, SWEEP_NUMBER_BYTES, "%" PRId64, a->numbers[i]);
	return number;
}
