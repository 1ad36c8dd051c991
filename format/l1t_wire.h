/*
 * The bytes of a trace file: magics, header layouts, little-endian and variable-length integers.
 * FORMAT.md says the same in words and is normative.
 *
 * Must not know: I/O, threads, what records mean.
 */
#ifndef L1T_WIRE_H
#define L1T_WIRE_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

#define L1T_VERSION 2
#define L1T_FILE_MAGIC "\x89L1T\r\n\x1a\n"
#define L1T_BLOCK_SYNC "\xf7L1B\r\n\x1a\n"
#define L1T_LIVE_MAGIC "\x89L1V\r\n\x1a\n"

enum {
	L1T_FILE_HEADER_BYTES = 64,
	L1T_BLOCK_HEADER_BYTES = 64,
	L1T_BLOCK_RECORDS = 8192,               /* what our writer puts into one block */
	L1T_BLOCK_RECORDS_MAX = 1 << 16,        /* what a reader accepts */
	L1T_BLOCK_RAW_MAX = 16 << 20,
	L1T_BLOB_MAX = 7936,                    /* longest blob that fits an event's slots */
	L1T_TIME_SHIFT_MAX = 16,
	L1T_SAME_TIME = 0x80,   /* in a byte of kinds: the record has the time of the one before */
};

/* File header, 64 bytes. check: FNV-1a 32 of the 60 bytes before it, as in a block header. */
struct l1t_file_header {
	uint32_t version;
	uint64_t session;       /* random; also in this trace's blocks and live file */
	uint64_t wall_ns;       /* Unix time of time 0 */
	uint64_t pid;
};

/* Block header, 64 bytes, followed by one zstd frame with content checksum and content size. */
struct l1t_block_header {
	uint32_t frame_bytes;   /* of the zstd frame */
	uint32_t raw_bytes;     /* of its content */
	uint64_t number;        /* 0, 1, 2, ... */
	uint64_t session;
	int64_t first_ns, last_ns;
	int64_t mark_ns;        /* no later block holds a record with a time before this */
	uint32_t records;
	uint32_t version;       /* of the content: 1 (or 0), 2 */
};

static inline void l1t_put32(uint8_t *p, uint32_t v)
{
	v = htole32(v);
	memcpy(p, &v, sizeof(v));
}

static inline void l1t_put64(uint8_t *p, uint64_t v)
{
	v = htole64(v);
	memcpy(p, &v, sizeof(v));
}

static inline uint16_t l1t_get16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t l1t_get32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline uint64_t l1t_get64(const uint8_t *p)
{
	return l1t_get32(p) | (uint64_t)l1t_get32(p + 4) << 32;
}

static inline uint64_t l1t_zigzag(int64_t v)
{
	return ((uint64_t)v << 1) ^ (uint64_t)(v >> 63);
}

static inline int64_t l1t_unzigzag(uint64_t v)
{
	return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

/* LEB128, at most 10 bytes. Returns bytes written. */
static inline size_t l1t_put_varint(uint8_t *p, uint64_t v)
{
	size_t n = 0;

	while (v >= 0x80) {
		p[n++] = (uint8_t)(v | 0x80);
		v >>= 7;
	}
	p[n++] = (uint8_t)v;
	return n;
}

static inline size_t l1t_varint_bytes(uint64_t v)
{
	return (size_t)(63 - __builtin_clzll(v | 1)) / 7 + 1;
}

/* Reads from [*p, end); 0 when cut or longer than 64 bits. */
static inline int l1t_get_varint(const uint8_t **p, const uint8_t *end, uint64_t *v)
{
	const uint8_t *q = *p;
	uint64_t value = 0;

	for (unsigned shift = 0; shift < 64 && q < end; shift += 7) {
		uint8_t byte = *q++;

		if (shift == 63 && byte > 1)
			return 0;
		value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80)) {
			*p = q;
			*v = value;
			return 1;
		}
	}
	return 0;
}

/* FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ (a guard against damage only). */
static inline uint32_t l1t_check32(const uint8_t *p, size_t n)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * 16777619u;
	return h;
}

void l1t_write_file_header(uint8_t out[L1T_FILE_HEADER_BYTES], const struct l1t_file_header *h);
void l1t_write_block_header(uint8_t out[L1T_BLOCK_HEADER_BYTES], const struct l1t_block_header *h);

enum l1t_header_result {
	L1T_HEADER_OK = 0,
	L1T_HEADER_FOREIGN,     /* not a trace at all */
	L1T_HEADER_DAMAGED,     /* a trace, but the check does not fit */
	L1T_HEADER_NEWER,       /* a sound header of a later format version */
};
/* `in` must hold the whole header. *h is filled as far as it can be read, except when FOREIGN. */
enum l1t_header_result l1t_read_file_header(struct l1t_file_header *h,
	const uint8_t in[L1T_FILE_HEADER_BYTES]);
enum l1t_header_result l1t_read_block_header(struct l1t_block_header *h,
	const uint8_t in[L1T_BLOCK_HEADER_BYTES]);

#endif
