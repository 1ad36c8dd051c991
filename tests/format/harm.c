/* For tests of the format: what happens to traces. See harm.h. */
#include <string.h>
#include "harm.h"
#include "splitmix.h"

size_t harm(uint8_t *to, const uint8_t *from, const size_t *ends, unsigned blocks, uint64_t *random)
{
	const size_t bytes = ends[blocks];
	const unsigned a = (unsigned)(next_random(random) % blocks);
	const unsigned b = (unsigned)(next_random(random) % blocks);
	const size_t at = next_random(random) % bytes;
	size_t most = bytes - at, n = 1 + next_random(random) % (most < 300 ? most : 300), length;

	memcpy(to, from, bytes);
	switch (next_random(random) % 5) {
	case 0:         /* cut */
		return at;
	case 1:         /* bits turned */
		for (size_t i = 0; i < n; i += 40)
			to[at + i] ^= (uint8_t)(1 << next_random(random) % 8);
		return bytes;
	case 2:         /* lost */
		memmove(to + at, to + at + n, most - n);
		return bytes - n;
	case 3:         /* a block in another's place, which then is lost */
		length = ends[a + 1] - ends[a];
		if (ends[b] + length > bytes)
			return bytes;
		memcpy(to + ends[b], from + ends[a], length);
		return bytes;
	default:        /* zeros */
		memset(to + at, 0, n);
		return bytes;
	}
}
