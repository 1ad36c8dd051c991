/*
 * Text of a trace, made safe to show: a question mark stands for what could control a terminal.
 *
 * Must not know: rows, formats.
 */
#ifndef READABLE_H
#define READABLE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Bytes of the UTF-8 character at p; 0: it is none. */
int utf8_bytes(const char *p);
/* Number of characters of a text that readable() made. */
size_t utf8_characters(const char *text);
/*
 * Copies as much as fits into `room` bytes with the final 0; '?' stands for each control character
 * and each byte that is not UTF-8. Returns the bytes before the final 0.
 */
size_t readable(char *out, size_t room, const char *text);
/* Prints a text in the same way, at most `most` characters of it. */
void put_text(FILE *out, const char *text, size_t most);
/*
 * Prints a text in the same way, broken between words into lines of at most `width` characters (0:
 * one line). Lines after the first begin with `indent` blanks. `used`: characters already on the
 * line.
 */
void put_wrapped(FILE *out, const char *text, size_t used, size_t indent, size_t width);
/* Bytes of a text's next line, at most `characters` long, broken after a blank or comma if any. */
size_t line_bytes(const char *text, size_t characters);
/* Cuts a text of readable() to this many characters; two dots stand for the rest. */
void cut_text(char *text, size_t characters);
/* Keeps its last characters instead; two dots stand for what was before. */
void cut_head(char *text, size_t characters);

/* "1,234,567"; the last four results are valid at a time. */
const char *grouped(uint64_t value);

#endif
