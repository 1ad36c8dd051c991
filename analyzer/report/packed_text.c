/* Bytes as gzip and base64: see packed_text.h. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include "message.h"
#include "packed_text.h"
#include "work_allowance.h"
#include "xalloc.h"

enum {
	LEVEL = 6, LEVEL_OF_ESTIMATE = 1,
	GZIP_BITS = 15 + 16,            /* zlib: the largest window, and a header of gzip */
	MEMORY_LEVEL = 8,               /* zlib's default */
	LINE_CHARACTERS = 4096,
	LINE_BYTES = LINE_CHARACTERS / 4 * 3,
	BYTE_NS = 25,                   /* ns of work */
};

struct packed_text {
	FILE *out;
	size_t characters;
	z_stream z;
	unsigned char line[LINE_BYTES]; /* gzip's bytes */
};

static void put_line(struct packed_text *to, const unsigned char *bytes, size_t count)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char text[LINE_CHARACTERS + 1], *p = text;

	to->characters += (count + 2) / 3 * 4 + 1;
	if (!to->out)
		return;
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
	fwrite(text, 1, (size_t)(p - text), to->out);
}

/* Until zlib has taken all its input, or at the end has given all its output. */
static void pack(struct packed_text *p, int flush)
{
	int result;

	do {
		result = deflate(&p->z, flush);
		if (result == Z_STREAM_ERROR)
			die(EXIT_UNREADABLE, "the report could not be packed");
		if (!p->z.avail_out || result == Z_STREAM_END) {
			put_line(p, p->line, LINE_BYTES - p->z.avail_out);
			p->z.next_out = p->line;
			p->z.avail_out = LINE_BYTES;
		}
	} while (flush == Z_FINISH ? result != Z_STREAM_END : p->z.avail_in > 0);
}

struct packed_text *packed_text_begin(FILE *out)
{
	struct packed_text *p = xcalloc(1, sizeof(*p));

	p->out = out;
	if (deflateInit2(&p->z, out ? LEVEL : LEVEL_OF_ESTIMATE, Z_DEFLATED, GZIP_BITS, MEMORY_LEVEL,
		Z_DEFAULT_STRATEGY) != Z_OK)
		out_of_memory();
	p->z.next_out = p->line;
	p->z.avail_out = LINE_BYTES;
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

size_t packed_text_end(struct packed_text *p)
{
	size_t characters;

	pack(p, Z_FINISH);
	deflateEnd(&p->z);
	characters = p->characters;
	free(p);
	return characters;
}
