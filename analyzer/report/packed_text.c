/* Bytes as gzip and base64: see packed_text.h. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include "message.h"
#include "packed_text.h"
#include "work_allowance.h"
#include "xalloc.h"

enum {
	LEVEL = 4,              /* 6 saves 2 % and takes twice as long */
	LEVEL_OF_ESTIMATE = 1,
	GZIP_BITS = 15 + 16,            /* zlib: the largest window, and a header of gzip */
	MEMORY_LEVEL = 8,               /* zlib's default */
	LINE_CHARACTERS = 4096,
	LINE_BYTES = LINE_CHARACTERS / 4 * 3,
	BYTE_NS = 25,                   /* ns of work */
};

struct packed_text {
	FILE *out;
	z_stream z;
	unsigned char *at;      /* gzip's bytes */
	size_t count, capacity;
};

struct packed_place {
	z_stream z;
	size_t count;
};

static void put_line(FILE *out, const unsigned char *bytes, size_t count)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char text[LINE_CHARACTERS + 1], *p = text;

	for (size_t i = 0; i < count; i += 3) {
		size_t left = count - i;
		unsigned three = (unsigned)bytes[i] << 16 | (left > 1 ? (unsigned)bytes[i + 1] << 8 : 0) |
			(left > 2 ? bytes[i + 2] : 0);

		*p++ = letters[three >> 18];
		*p++ = letters[three >> 12 & 63];
		*p++ = left > 1 ? letters[three >> 6 & 63] : '=';
		*p++ = left > 2 ? letters[three & 63] : '=';
	}
	*p++ = '\n';
	fwrite(text, 1, (size_t)(p - text), out);
}

static void make_room(struct packed_text *p)
{
	if (p->capacity - p->count < LINE_BYTES) {
		p->capacity = p->capacity * 2 + LINE_BYTES;
		p->at = xrealloc(p->at, p->capacity, 1);
	}
	p->z.next_out = p->at + p->count;
	p->z.avail_out = LINE_BYTES;
}

/* Until zlib has taken all its input, or at the end has given all its output. */
static void pack(struct packed_text *p, int flush)
{
	int result;

	do {
		make_room(p);
		result = deflate(&p->z, flush);
		if (result == Z_STREAM_ERROR)
			die(EXIT_UNREADABLE, "the report could not be packed");
		p->count += LINE_BYTES - p->z.avail_out;
	} while (flush == Z_FINISH ? result != Z_STREAM_END : p->z.avail_in > 0);
}

struct packed_text *packed_text_begin(FILE *out)
{
	struct packed_text *p = xcalloc(1, sizeof(*p));

	p->out = out;
	if (deflateInit2(&p->z, out ? LEVEL : LEVEL_OF_ESTIMATE, Z_DEFLATED, GZIP_BITS, MEMORY_LEVEL,
		Z_DEFAULT_STRATEGY) != Z_OK)
		out_of_memory();
	return p;
}

void packed_text_put(struct packed_text *p, const void *bytes, size_t count)
{
	enum { MOST = 1 << 20 };        /* zlib counts in 32 bits */

	work_spend(count * BYTE_NS);
	for (const unsigned char *from = bytes; count;) {
		size_t n = count < MOST ? count : MOST;

		p->z.next_in = (unsigned char *)from;
		p->z.avail_in = (unsigned)n;
		pack(p, Z_NO_FLUSH);
		from += n;
		count -= n;
	}
}

static size_t characters(const struct packed_text *p)
{
	return (p->count + 2) / 3 * 4 + (p->count + LINE_BYTES - 1) / LINE_BYTES;
}

struct packed_place *packed_text_place(struct packed_text *p)
{
	struct packed_place *place = xcalloc(1, sizeof(*place));

	if (deflateCopy(&place->z, &p->z) != Z_OK)
		out_of_memory();
	place->count = p->count;
	return place;
}

size_t packed_text_since(const struct packed_text *p, const struct packed_place *place)
{
	return (p->count - place->count + 2) / 3 * 4;
}

void packed_text_back(struct packed_text *p, struct packed_place *place)
{
	deflateEnd(&p->z);
	if (deflateCopy(&p->z, &place->z) != Z_OK)
		out_of_memory();
	p->count = place->count;
}

void packed_place_free(struct packed_place *place)
{
	deflateEnd(&place->z);
	free(place);
}

size_t packed_text_end(struct packed_text *p)
{
	size_t result;

	pack(p, Z_FINISH);
	deflateEnd(&p->z);
	for (size_t i = 0; p->out && i < p->count; i += LINE_BYTES)
		put_line(p->out, p->at + i, p->count - i < LINE_BYTES ? p->count - i : LINE_BYTES);
	result = characters(p);
	free(p->at);
	free(p);
	return result;
}
