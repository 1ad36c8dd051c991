/*
 * Numbers as DWARF writes them, read one after the other and never beyond the end.
 *
 * Must not know: TT-Metal, Python, what they mean.
 */
#ifndef TTM_NATIVE_BYTES_H
#define TTM_NATIVE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { BYTES_PCREL = 0x10 };

struct bytes {
	const uint8_t *at, *end;
	bool bad;               /* there were too few, or what was read cannot be */
};

static inline uint64_t number(struct bytes *b, unsigned size)
{
	uint64_t value = 0;

	if (b->bad || (size_t)(b->end - b->at) < size) {
		b->bad = true;
		return 0;
	}
	memcpy(&value, b->at, size);
	b->at += size;
	return value;
}

static inline uint64_t uleb(struct bytes *b)
{
	uint64_t value = 0;

	for (unsigned shift = 0; shift < 64; shift += 7) {
		uint64_t byte = number(b, 1);

		value |= (byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return value;
	}
	b->bad = true;
	return 0;
}

static inline int64_t sleb(struct bytes *b)
{
	uint64_t value = 0;

	for (unsigned shift = 0; shift < 64;) {
		uint64_t byte = number(b, 1);

		value |= (byte & 0x7f) << shift;
		shift += 7;
		if (byte & 0x80)
			continue;
		if (byte & 0x40 && shift < 64)
			value |= ~(uint64_t)0 << shift;
		return (int64_t)value;
	}
	b->bad = true;
	return 0;
}

static inline void skip(struct bytes *b, uint64_t n)
{
	if (b->bad || n > (uint64_t)(b->end - b->at))
		b->bad = true;
	else
		b->at += n;
}

/* DW_EH_PE_...: a number as it is, or relative to its own place. */
static inline uintptr_t encoded(struct bytes *b, uint8_t encoding)
{
	uintptr_t base = encoding & BYTES_PCREL ? (uintptr_t)b->at : 0;

	if ((encoding & 0xf0) != BYTES_PCREL && encoding & 0xf0)
		b->bad = true;
	switch (encoding & 0xf) {
	case 0x0: case 0x4: case 0xc: return base + number(b, 8);
	case 0x3: return base + number(b, 4);
	case 0xb: return base + (uintptr_t)(int64_t)(int32_t)number(b, 4);
	default: b->bad = true; return 0;
	}
}

#endif
