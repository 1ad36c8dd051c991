/*
 * A program's CircularBufferAllocators: one for each core range, with what is placed there. They
 * are in vectors somewhere in the ProgramImpl. Whatever looks like one is taken for one, and no
 * pointer is followed that cannot be read.
 *
 * Must not know: what is recorded.
 */
#include <string.h>
#include "modules.h"
#include "runtime_abi.h"

enum { PROGRAM_WORDS_MAX = 512, CHUNK_WORDS = 32, PLACED_MAX = 4096 };

struct vector { uint64_t begin, end, room; };

/* A CircularBufferAllocator: its cores, then the address ranges placed there, lowest first. */
struct allocator {
	uint64_t x0, y0, x1, y1;
	struct vector placed;
};
struct placed { uint64_t start, end; };

static bool is_vector(const struct vector *v, uint64_t item, uint64_t items_max)
{
	return v->begin && v->begin % 8 == 0 && v->begin <= v->end && v->end <= v->room &&
		(v->end - v->begin) % item == 0 && (v->end - v->begin) / item <= items_max;
}

static bool read_allocator(uint64_t at, struct abi_allocator *out)
{
	struct allocator a;
	struct placed last = {0, 0};

	if (ttm_peek((const void *)(uintptr_t)at, &a, sizeof(a)) || a.x0 > a.x1 || a.y0 > a.y1 ||
		a.x1 > 255 || a.y1 > 255)
		return false;
	if (a.placed.begin && !is_vector(&a.placed, sizeof(struct placed), PLACED_MAX))
		return false;
	if (a.placed.end > a.placed.begin &&
		(ttm_peek((const void *)(uintptr_t)(a.placed.end - sizeof(last)), &last,
			sizeof(last)) || last.start > last.end))
		return false;
	out->cores = (struct l1trace_range){(uint16_t)a.x0, (uint16_t)a.y0, (uint16_t)a.x1,
		(uint16_t)a.y1};
	out->start = last.start;
	out->end = last.end;
	return true;
}

/* Reads all of the vector's allocators, or none. */
static size_t read_vector(const struct vector *v, size_t offset, struct abi_allocator *out,
	size_t room)
{
	size_t n = (v->end - v->begin) / sizeof(struct allocator);

	if (n > room)
		return 0;
	for (size_t i = 0; i < n; i++) {
		if (!read_allocator(v->begin + i * sizeof(struct allocator), &out[i]))
			return 0;
		out[i].vector = offset;
	}
	return n;
}

size_t abi_program_allocators(const void *program, struct abi_allocator *out, size_t room)
{
	uint64_t words[PROGRAM_WORDS_MAX];
	size_t count = 0, n = 0;

	while (count < PROGRAM_WORDS_MAX &&
		!ttm_peek((const uint64_t *)program + count, words + count, CHUNK_WORDS * 8))
		count += CHUNK_WORDS;
	for (size_t w = 0; w + 3 <= count; w++) {
		struct vector v;

		memcpy(&v, words + w, sizeof(v));
		if (v.begin == v.end || !is_vector(&v, sizeof(struct allocator), room))
			continue;
		n += read_vector(&v, w, out + n, room - n);
	}
	return n;
}
