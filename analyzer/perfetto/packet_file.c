/* A trace of Perfetto as a file: see packet_file.h. */
#include <stdlib.h>
#include <zlib.h>
#include "message.h"
#include "packet_file.h"
#include "work_allowance.h"
#include "xalloc.h"

enum {
	PACKET_FIELD = 1 << 3 | 2,      /* Trace.packet, a message */
	GZIP_BITS = 15 + 16,            /* zlib: the largest window, and a header of gzip */
	MEMORY_LEVEL = 8,               /* zlib's default */
	LEVEL = 6,
	PACKED_BYTES = 1 << 16,
	PACKET_NS = 60, BYTE_NS = 1, GZIP_BYTE_NS = 25, /* ns of work */
};

struct packet_file {
	FILE *out;
	bool gzip;
	uint64_t packets, bytes;
	z_stream z;
	unsigned char packed[PACKED_BYTES];
};

struct packet_file *packet_file_begin(FILE *out, bool gzip)
{
	struct packet_file *f = xcalloc(1, sizeof(*f));

	f->out = out;
	f->gzip = gzip;
	if (gzip && deflateInit2(&f->z, LEVEL, Z_DEFLATED, GZIP_BITS, MEMORY_LEVEL,
		Z_DEFAULT_STRATEGY) != Z_OK)
		out_of_memory();
	f->z.next_out = f->packed;
	f->z.avail_out = PACKED_BYTES;
	return f;
}

/* Until zlib has taken all its input, or at the end has given all its output. */
static void pack(struct packet_file *f, int flush)
{
	int result;

	do {
		result = deflate(&f->z, flush);
		if (result == Z_STREAM_ERROR)
			die(EXIT_UNREADABLE, "the trace could not be packed");
		if (!f->z.avail_out || result == Z_STREAM_END) {
			fwrite(f->packed, 1, PACKED_BYTES - f->z.avail_out, f->out);
			f->z.next_out = f->packed;
			f->z.avail_out = PACKED_BYTES;
		}
	} while (flush == Z_FINISH ? result != Z_STREAM_END : f->z.avail_in > 0);
}

static void put(struct packet_file *f, const unsigned char *bytes, size_t count)
{
	enum { MOST = 1 << 20 };        /* zlib counts in 32 bits */

	f->bytes += count;
	work_spend(count * (f->gzip ? GZIP_BYTE_NS : BYTE_NS));
	if (!f->gzip)
		fwrite(bytes, 1, count, f->out);
	while (f->gzip && count) {
		size_t n = count < MOST ? count : MOST;

		f->z.next_in = (unsigned char *)bytes;
		f->z.avail_in = (unsigned)n;
		pack(f, Z_NO_FLUSH);
		bytes += n;
		count -= n;
	}
}

void packet_file_put(struct packet_file *f, struct proto_message *packet)
{
	unsigned char head[11] = {PACKET_FIELD};

	work_spend(PACKET_NS);
	put(f, head, 1 + proto_varint(head + 1, packet->count));
	put(f, packet->at, packet->count);
	f->packets++;
	packet->count = 0;
}

uint64_t packet_file_end(struct packet_file *f, uint64_t *bytes)
{
	uint64_t packets = f->packets;

	*bytes = f->bytes;
	if (f->gzip) {
		pack(f, Z_FINISH);
		deflateEnd(&f->z);
	}
	free(f);
	return packets;
}
