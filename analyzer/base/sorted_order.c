/* By the digits of the numbers, the lowest first: see sorted_order.h. */
#include <stdlib.h>
#include <string.h>
#include "sorted_order.h"
#include "xalloc.h"

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

static unsigned digit_of(uint64_t key, unsigned shift)
{
	return (unsigned)(key >> shift) & (DIGITS - 1);
}

uint32_t *sorted_order(const uint64_t *keys, size_t count)
{
	uint32_t *order = count ? xmalloc(count * sizeof(*order)) : NULL;
	uint32_t *next = count ? xmalloc(count * sizeof(*next)) : NULL;
	uint64_t differ = 0;

	for (size_t i = 0; i < count; i++) {
		order[i] = (uint32_t)i;
		differ |= keys[i] ^ keys[0];
	}
	for (unsigned shift = 0; shift < 64 && differ >> shift; shift += DIGIT_BITS) {
		size_t starts[DIGITS + 1] = {0};
		uint32_t *swap = order;

		if (!digit_of(differ, shift))
			continue;
		for (size_t i = 0; i < count; i++)
			starts[digit_of(keys[i], shift) + 1]++;
		for (size_t d = 0; d < DIGITS; d++)
			starts[d + 1] += starts[d];
		for (size_t i = 0; i < count; i++)
			next[starts[digit_of(keys[order[i]], shift)]++] = order[i];
		order = next;
		next = swap;
	}
	free(next);
	return order;
}
