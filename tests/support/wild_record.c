/*
 * For tests: records nobody would write. See wild_record.h.
 */
#include <stddef.h>
#include "wild_record.h"
#include "splitmix.h"

enum { L1_BYTES = 1000000, BASE = 100000, TOP = 950000, SMALL = 30000 };

/* Mostly small numbers, so that ids meet; now and then one at the edge. */
static uint64_t any_value(uint64_t *state)
{
	static const uint64_t edges[] = {0, 1, L1T_UNKNOWN, L1T_UNKNOWN - 1, 1ull << 63, 65535,
		65536, 65537, 1ull << 32, L1_BYTES, BASE, TOP};
	uint64_t pick = next_random(state) % 10;

	if (pick < 5)
		return next_random(state) % 5;
	if (pick < 8)
		return next_random(state) % (pick < 7 ? L1_BYTES : SMALL);
	if (pick == 8)
		return edges[next_random(state) % (sizeof(edges) / sizeof(*edges))];
	return next_random(state);
}

struct l1t_record wild_record(uint64_t *state)
{
	static uint16_t blob[24];
	struct l1t_record r = {.kind = (uint8_t)(next_random(state) % (L1T_KIND_COUNT + 2))};

	for (unsigned i = 0; i < L1T_FIELDS_MAX; i++)
		r.f[i] = any_value(state);
	if (r.kind == L1T_DEVICE && next_random(state) % 4) {
		r.device.grid_x = next_random(state) % 6;
		r.device.grid_y = next_random(state) % 6;
	}
	if (next_random(state) % 8) {
		for (size_t i = 0; i < sizeof(blob) / sizeof(*blob); i++)
			blob[i] = (uint16_t)(next_random(state) % 8 ? next_random(state) % 5
				: next_random(state));
		r.blob = (const uint8_t *)blob;
		r.blob_bytes = (uint32_t)(next_random(state) % (sizeof(blob) + 1));
	}
	return r;
}
