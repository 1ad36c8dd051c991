/*
 * Reads the text of an exception of the runtime: see exception_text.h.
 *
 * Must not know: failures.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include "exception_text.h"

/* The first line that begins with this word; NULL: none. */
static const char *line_with(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = text; p; p = strchr(p, '\n'), p = p ? p + 1 : NULL)
		if (!strncmp(p, word, n))
			return p;
	return NULL;
}

size_t exception_words(const char *text, const char **begin)
{
	const char *info = line_with(text, "info:"), *trace = line_with(text, "backtrace:");
	size_t n;

	*begin = info ? info + strlen("info:") : text;
	*begin += strspn(*begin, " \r\n");
	n = trace && trace > *begin ? (size_t)(trace - *begin) : strlen(*begin);
	while (n && isspace((unsigned char)(*begin)[n - 1]))
		n--;
	return n;
}

void exception_line(const char *text, char *out, size_t room)
{
	const char *words;
	size_t n = exception_words(text, &words), used = 0;

	for (size_t i = 0; i < n && used + 1 < room; i++) {
		bool blank = isspace((unsigned char)words[i]);

		if (!blank || (used && out[used - 1] != ' '))
			out[used++] = blank ? ' ' : words[i];
	}
	out[used] = 0;
}

static bool part_of_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Whether the text has the word by itself, not as a part of a name like memory_config. */
static bool has_word(const char *text, size_t length, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= length; i++)
		if (!strncasecmp(text + i, word, n) && (!i || !part_of_name(text[i - 1])) &&
			(i + n == length || !part_of_name(text[i + n])))
			return true;
	return false;
}

/* Whether the message has one of the words, which end with a NULL. */
static bool has_any(const char *text, const char *const *words)
{
	const char *begin;
	size_t n = exception_words(text, &begin);

	while (*words)
		if (has_word(begin, n, *words++))
			return true;
	return false;
}

bool exception_is_about_memory(const char *text)
{
	static const char *const words[] = {"L1", "memory", "circular buffer", "circular buffers",
		"dataflow buffer", "dataflow buffers", "CB", "CBs", "SRAM", "allocation", "allocator", NULL};

	return has_any(text, words);
}

bool exception_is_about_room(const char *text)
{
	static const char *const words[] = {"available", "enough", "insufficient", "fit", "fits", "exceed",
		"exceeds", "exceeded", "space", "bytes", NULL};

	return exception_is_about_memory(text) && has_any(text, words);
}

bool exception_is_about_a_freed_buffer(const char *text)
{
	const char *begin;
	size_t n = exception_words(text, &begin);

	return has_word(begin, n, "allocated") || has_word(begin, n, "deallocated") ||
		has_word(text, strcspn(text, "\n"), "is_allocated");
}
