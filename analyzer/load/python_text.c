/* Strings and lines of Python's text: see python_text.h. */
#include <string.h>
#include "python_text.h"

static bool is_end(char c)
{
	return c == '\n' || c == '\r';
}

size_t python_line_bytes(const char *text, size_t bytes)
{
	size_t n = 0;

	while (n < bytes && !is_end(text[n]))
		n++;
	return n;
}

static bool triple(const char *text, size_t bytes, char quote)
{
	return bytes >= 3 && text[0] == quote && text[1] == quote && text[2] == quote;
}

size_t python_string_bytes(const char *text, size_t bytes)
{
	const char quote = text[0];
	const bool three = triple(text, bytes, quote);
	size_t n = three ? 3 : 1;

	while (n < bytes) {
		if (text[n] == '\\' && n + 2 < bytes && text[n + 1] == '\r' && text[n + 2] == '\n')
			n += 3;
		else if (text[n] == '\\')
			n += 2;
		else if (three ? triple(text + n, bytes - n, quote) : text[n] == quote)
			return n + (three ? 3 : 1);
		else if (!three && is_end(text[n]))
			return n;
		else
			n++;
	}
	return bytes;
}

size_t python_indent(const char *text, size_t bytes)
{
	size_t n = 0;

	while (n < bytes && python_is_blank(text[n]))
		n++;
	return n == bytes || text[n] == '\n' || text[n] == '\r' || text[n] == '#' ? SIZE_MAX : n;
}
