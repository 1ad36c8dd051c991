/*
 * Text of a trace for people's eyes: what could steer a terminal is a question mark, paths below
 * the recorded working directory are shown from there.
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
/* Characters of a text that readable() made. */
size_t utf8_characters(const char *text);
/* Copies what fits, one '?' for each control character or byte that is no text. Returns bytes. */
size_t readable(char *out, size_t room, const char *text);
/* The same to a file, and at most so many characters. */
void put_text(FILE *out, const char *text, size_t most);
/* The same as put_text, broken between words: lines of `width` at most (0: one line), from the
 * second on behind `indent` blanks. `used`: characters that stand on the line already. */
void put_wrapped(FILE *out, const char *text, size_t used, size_t indent, size_t width);
/* A call site with the paths of its frames from their package on, or else from `folder` (NULL: not
 * known). */
void readable_callsite(char *out, size_t room, const char *text, const char *folder);
/* Bytes of a text's next line of so many characters, broken behind a blank or comma where one is. */
size_t line_bytes(const char *text, size_t characters);
/* Cuts a text of readable() to this many characters, two dots for the rest. */
void cut_text(char *text, size_t characters);
/* Cuts it to its last characters, two dots for what was before. */
void cut_head(char *text, size_t characters);

/* "1,234,567"; four results live at a time. */
const char *grouped(uint64_t value);

#endif
