/*
 * Bytes as gzip and base64, in lines: how data are in a page. Base64 has no character that could
 * end the element that they are in.
 *
 * Must not know: what the bytes are.
 */
#ifndef PACKED_TEXT_H
#define PACKED_TEXT_H

#include <stddef.h>
#include <stdio.h>

struct packed_text;

/* out: NULL: how long it gets is only estimated, in a third of the time. */
struct packed_text *packed_text_begin(FILE *out);
void packed_text_put(struct packed_text *p, const void *bytes, size_t count);
/* Writes the rest and frees it. Returns the number of characters. Errors of the file stay in ferror(). */
size_t packed_text_end(struct packed_text *p);

#endif
