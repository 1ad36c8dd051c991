/*
 * Rows as lines of text: see lines.h.
 * Must not know: what the columns mean.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lines.h"

void lines_add(struct lines *l, const char *format, ...)
{
	va_list arguments;

	if (l->count == l->capacity) {
		l->capacity = l->capacity ? l->capacity * 2 : 64;
		l->text = realloc(l->text, l->capacity * sizeof(*l->text));
		if (!l->text)
			abort();
	}
	va_start(arguments, format);
	if (vasprintf(&l->text[l->count++], format, arguments) < 0)
		abort();
	va_end(arguments);
}

static size_t key_bytes(const char *line, unsigned columns)
{
	const char *p = line;

	while (*p && (*p != '|' || --columns))
		p++;
	return (size_t)(p - line);
}

static int compare_keys(const char *a, const char *b, unsigned columns)
{
	size_t na = key_bytes(a, columns), nb = key_bytes(b, columns);
	int order = memcmp(a, b, na < nb ? na : nb);

	return order ? order : (na > nb) - (na < nb);
}

static void merge_sort(char **text, char **spare, size_t n, unsigned columns)
{
	size_t half = n / 2, a = 0, b = half;

	if (n < 2)
		return;
	merge_sort(text, spare, half, columns);
	merge_sort(text + half, spare, n - half, columns);
	for (size_t i = 0; i < n; i++) {
		int take_b = a == half ||
			(b < n && compare_keys(text[b], text[a], columns) < 0);

		spare[i] = take_b ? text[b++] : text[a++];
	}
	memcpy(text, spare, n * sizeof(*text));
}

void lines_sort(struct lines *l, unsigned columns)
{
	char **spare = malloc((l->count + 1) * sizeof(*spare));

	if (!spare)
		abort();
	merge_sort(l->text, spare, l->count, columns);
	free(spare);
}

size_t lines_difference(const struct lines *a, const struct lines *b)
{
	size_t i = 0;

	while (i < a->count && i < b->count && !strcmp(a->text[i], b->text[i]))
		i++;
	return i;
}

void lines_release(struct lines *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->text[i]);
	free(l->text);
	*l = (struct lines){0};
}
