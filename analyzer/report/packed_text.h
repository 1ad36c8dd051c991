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
struct packed_place;

/* out: NULL: how long it gets is only estimated, in a third of the time. */
struct packed_text *packed_text_begin(FILE *out);
void packed_text_put(struct packed_text *p, const void *bytes, size_t count);
/* To come back to what was put until now; free with packed_place_free(). */
struct packed_place *packed_text_place(struct packed_text *p);
/* Characters that were put since, but for the last 100 KB or less that zlib has not yet packed. */
size_t packed_text_since(const struct packed_text *p, const struct packed_place *place);
/* Forgets what was put since. */
void packed_text_back(struct packed_text *p, struct packed_place *place);
void packed_place_free(struct packed_place *place);
/* Writes all and frees it. Returns the number of characters. Errors of the file stay in ferror(). */
size_t packed_text_end(struct packed_text *p);

#endif
