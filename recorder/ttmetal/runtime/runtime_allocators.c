/*
 * A program's CircularBufferAllocators: one for each core range, with what is placed there. They
 * are in vectors somewhere in the ProgramImpl, whose size is not known. Whatever looks like one is
 * taken for one, and no pointer is followed that cannot be read.
 *
 * Must not know: what is recorded.
 *
 * What lies behind the object belongs to somebody else and may change at any time: a list of pairs
 * of pointers looks like ranges of addresses there. So the addresses have to be some of an L1.
 */
#include <string.h>
#include "modules.h"
#include "runtime_abi.h"

enum { CHUNK_WORDS = 32, PLACED_MAX = 4096, PLACED_READ_MAX = 32, ADDRESS_UNIT = 16 };

/* Far more than the L1 of any core, far less than a pointer. */
#define L1_END_MAX (16u << 20)

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

/* Reads the last of the ranges, which are in an L1 and come one after the other. */
static bool read_placed(const struct vector *v, struct placed *last)
{
	struct placed placed[PLACED_READ_MAX];
	uint64_t count = (v->end - v->begin) / sizeof(*placed), end = ADDRESS_UNIT;

	*last = (struct placed){0, 0};
	if (!v->begin)
		return true;
	if (!is_vector(v, sizeof(*placed), PLACED_MAX))
		return false;
	if (count > PLACED_READ_MAX)
		count = PLACED_READ_MAX;
	if (count && ttm_peek((const void *)(uintptr_t)(v->end - count * sizeof(*placed)), placed,
		count * sizeof(*placed)))
		return false;
	for (uint64_t i = 0; i < count; i++) {
		if (placed[i].start < end || placed[i].start % ADDRESS_UNIT ||
			placed[i].end < placed[i].start || placed[i].end > L1_END_MAX)
			return false;
		end = placed[i].end;
		*last = placed[i];
	}
	return true;
}

static bool read_allocator(uint64_t at, struct abi_allocator *out)
{
	struct allocator a;
	struct placed last;

	if (ttm_peek((const void *)(uintptr_t)at, &a, sizeof(a)) || a.x0 > a.x1 || a.y0 > a.y1 ||
		a.x1 > 255 || a.y1 > 255 || !read_placed(&a.placed, &last))
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

size_t abi_program_allocators(const void *program, size_t words_max, struct abi_allocator *out,
	size_t room)
{
	uint64_t words[ABI_PROGRAM_WORDS_MAX];
	size_t count = 0, n = 0;

	while (count < words_max) {
		size_t wanted = words_max - count < CHUNK_WORDS ? words_max - count : CHUNK_WORDS;

		if (ttm_peek((const uint64_t *)program + count, words + count, wanted * 8))
			break;
		count += wanted;
	}
	for (size_t w = 0; w + 3 <= count; w++) {
		struct vector v;

		memcpy(&v, words + w, sizeof(v));
		if (v.begin == v.end || !is_vector(&v, sizeof(struct allocator), room))
			continue;
		n += read_vector(&v, w, out + n, room - n);
	}
	return n;
}
