/*
 * Text of a trace, made safe to show: see readable.h. A trace may contain any bytes: escape
 * sequences that retitle a terminal or hide lines, parts of characters, marks that change the
 * reading direction. None of them is passed on.
 *
 * Must not know: rows, formats.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include "readable.h"

int utf8_bytes(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	int n = *p < 0x80 ? 1 : *p >= 0xc2 && *p < 0xe0 ? 2 : (*p & 0xf0) == 0xe0 ? 3
		: *p >= 0xf0 && *p < 0xf5 ? 4 : 0;

	for (int i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	/* longer than needed, half of a surrogate pair, or after the last character (U+10FFFF) */
	if ((*p == 0xe0 && p[1] < 0xa0) || (*p == 0xed && p[1] >= 0xa0) ||
		(*p == 0xf0 && p[1] < 0x90) || (*p == 0xf4 && p[1] >= 0x90))
		return 0;
	return n;
}

size_t utf8_characters(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

/* Control characters (ASCII and U+0080..9F), line separators, marks of reading direction. */
static int steers(const char *text, int bytes)
{
	const unsigned char *p = (const unsigned char *)text;
	uint32_t c = bytes == 1 ? p[0]
		: bytes == 2 ? (p[0] & 31u) << 6 | (p[1] & 63u)
		: bytes == 3 ? (p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u) : 0x10000;

	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
		(c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) || c == 0xfeff;
}

/* What to show for the character at *p, and its *bytes; moves *p to the next character. */
static const char *next(const char **p, int *bytes)
{
	const char *at = *p;
	int n = utf8_bytes(at);

	*p += n ? n : 1;
	*bytes = n;
	if (n && !steers(at, n))
		return at;
	*bytes = 1;
	return "?";
}

size_t readable(char *out, size_t room, const char *text)
{
	size_t used = 0;

	while (*text) {
		int n;
		const char *shown = next(&text, &n);

		if (used + (size_t)n + 1 > room)
			break;
		memcpy(out + used, shown, (size_t)n);
		used += (size_t)n;
	}
	out[used] = 0;
	return used;
}

void put_text(FILE *out, const char *text, size_t most)
{
	for (size_t i = 0; *text && i < most; i++) {
		int n;
		const char *shown = next(&text, &n);

		fwrite(shown, 1, (size_t)n, out);
	}
}

void put_wrapped(FILE *out, const char *text, size_t used, size_t indent, size_t width)
{
	text += strspn(text, " ");
	for (bool first = true; *text; first = false) {
		size_t bytes = strcspn(text, " "), n = 0;

		for (size_t i = 0; i < bytes; i++)
			n += ((unsigned char)text[i] & 0xc0) != 0x80;
		if (width && used + n + !first > width && used > indent) {
			fprintf(out, "\n%*s", (int)indent, "");
			used = indent;
		} else if (!first) {
			fputc(' ', out);
			used++;
		}
		for (const char *end = text + bytes; text < end;) {
			int size;
			const char *shown = next(&text, &size);

			fwrite(shown, 1, (size_t)size, out);
		}
		used += n;
		text += strspn(text, " ");
	}
}

/* Where the character with this number, counted from 0, begins. */
static char *character(char *text, size_t number)
{
	for (; *text; text++)
		if (((unsigned char)*text & 0xc0) != 0x80 && !number--)
			break;
	return text;
}

size_t line_bytes(const char *text, size_t characters)
{
	size_t end = 0, good = 0;

	for (size_t n = 0; text[end]; n++) {
		if (n == characters)
			return good ? good : end;
		end += (size_t)utf8_bytes(text + end);
		if (strchr(" ,", text[end - 1]))
			good = end;
	}
	return end;
}

void cut_text(char *text, size_t characters)
{
	size_t n = utf8_characters(text);

	if (n <= characters)
		return;
	if (characters < 3) {
		*character(text, characters) = 0;
		return;
	}
	memcpy(character(text, characters - 2), "..", 3);
}

void cut_head(char *text, size_t characters)
{
	size_t n = utf8_characters(text);
	char *from;

	if (n <= characters)
		return;
	if (characters < 3) {
		cut_text(text, characters);
		return;
	}
	from = character(text, n - (characters - 2));
	/* after the two dots a '/' would look like the parent folder, and a '.' like a third dot */
	from += *from == '/' || *from == '.';
	memmove(text + 2, from, strlen(from) + 1);
	memcpy(text, "..", 2);
}

const char *grouped(uint64_t value)
{
	static char buffers[4][32];
	static unsigned turn;
	char digits[24], *out = buffers[turn++ % 4], *p = out;
	int n = snprintf(digits, sizeof(digits), "%" PRIu64, value);

	for (int i = 0; i < n; i++) {
		if (i && (n - i) % 3 == 0)
			*p++ = ',';
		*p++ = digits[i];
	}
	*p = 0;
	return out;
}
