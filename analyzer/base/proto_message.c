/* A message of Protocol Buffers as bytes: see proto_message.h. */
#include <string.h>
#include "grown_array.h"
#include "proto_message.h"
#include "readable.h"

enum { WIRE_VARINT = 0, WIRE_LENGTH = 2, VARINT_MOST = 10 };

size_t proto_varint(unsigned char *out, uint64_t value)
{
	size_t n = 0;

	for (; value > 0x7f; value >>= 7)
		out[n++] = (unsigned char)(value | 0x80);
	out[n++] = (unsigned char)value;
	return n;
}

static void make_room(struct proto_message *m, size_t bytes)
{
	while (m->capacity - m->count < bytes)
		m->at = grow(m->at, &m->capacity, 1);
}

void proto_element(struct proto_message *m, uint64_t value)
{
	make_room(m, VARINT_MOST);
	m->count += proto_varint(m->at + m->count, value);
}

static void put(struct proto_message *m, const void *bytes, size_t count)
{
	make_room(m, count);
	if (count)
		memcpy(m->at + m->count, bytes, count);
	m->count += count;
}

void proto_number(struct proto_message *m, unsigned field, uint64_t value)
{
	proto_element(m, field << 3 | WIRE_VARINT);
	proto_element(m, value);
}

void proto_inside(struct proto_message *m, unsigned field, struct proto_message *inner)
{
	proto_element(m, field << 3 | WIRE_LENGTH);
	proto_element(m, inner->count);
	put(m, inner->at, inner->count);
	inner->count = 0;
}

void proto_text(struct proto_message *m, unsigned field, const char *text)
{
	size_t begun;

	if (!text)
		return;
	begun = proto_begin(m, field);
	while (*text) {
		size_t sound = 0;

		for (int n; text[sound] && (n = utf8_bytes(text + sound));)
			sound += (size_t)n;
		put(m, text, sound);
		text += sound;
		if (*text) {
			put(m, "\xef\xbf\xbd", 3);
			text++;
		}
	}
	proto_end(m, begun);
}

size_t proto_begin(struct proto_message *m, unsigned field)
{
	proto_element(m, field << 3 | WIRE_LENGTH);
	make_room(m, 1);
	return ++m->count;      /* most messages are short: their length has one byte */
}

void proto_end(struct proto_message *m, size_t begun)
{
	unsigned char length[VARINT_MOST];
	size_t bytes = m->count - begun, n = proto_varint(length, bytes);

	make_room(m, n - 1);
	memmove(m->at + begun + n - 1, m->at + begun, bytes);
	memcpy(m->at + begun - 1, length, n);
	m->count += n - 1;
}
