/*
 * The least that must be known of Python's text to find where a statement begins and ends: strings,
 * comments, brackets.
 *
 * Must not know: files, call sites.
 */
#ifndef PYTHON_TEXT_H
#define PYTHON_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether a character can be part of a name. Bytes that are not ASCII are taken for letters. */
static inline bool python_in_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
		(unsigned char)c >= 128;
}

static inline bool python_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\f';
}

/* How far the statement at the begin of the text is indented; SIZE_MAX: there is none, only a comment or
 * nothing. */
size_t python_indent(const char *text, size_t bytes);

/* How many bytes the string takes that begins with the quote at text[0]. One that is not closed ends
 * with its line, or with the text. */
size_t python_string_bytes(const char *text, size_t bytes);

/* How many bytes there are before the end of the line. */
size_t python_line_bytes(const char *text, size_t bytes);

#endif
