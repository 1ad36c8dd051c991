/*
 * Fields of a protocol buffer: see protobuf.h.
 *
 * Must not know: what the message is.
 */
#include <string.h>
#include "grown_array.h"
#include "protobuf.h"

enum { VARINT = 0, LENGTH = 2, TYPE_BITS = 3 };

static void add(struct protobuf *p, unsigned char byte)
{
	GROW(p->at, p->count, p->capacity);
	p->at[p->count++] = byte;
}

void protobuf_varint(struct protobuf *p, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		add(p, (unsigned char)(value | 0x80));
	add(p, (unsigned char)value);
}

void protobuf_number(struct protobuf *p, unsigned field, uint64_t value)
{
	protobuf_varint(p, field << TYPE_BITS | VARINT);
	protobuf_varint(p, value);
}

void protobuf_bytes(struct protobuf *p, unsigned field, const void *bytes, size_t count)
{
	protobuf_varint(p, field << TYPE_BITS | LENGTH);
	protobuf_varint(p, count);
	while (p->capacity - p->count < count)
		p->at = grow(p->at, &p->capacity, 1);
	if (count)
		memcpy(p->at + p->count, bytes, count);
	p->count += count;
}

void protobuf_message(struct protobuf *p, unsigned field, struct protobuf *inner)
{
	protobuf_bytes(p, field, inner->at, inner->count);
	inner->count = 0;
}
