/*
 * For tests of the format: records whose fields mean nothing. See any_record.h.
 */
#include <string.h>
#include "any_record.h"
#include "splitmix.h"

void random_record(struct l1t_record *r, uint64_t *state)
{
	static uint8_t blob[300];
	unsigned fields;

	memset(r, 0, sizeof(*r));
	r->kind = (uint8_t)(1 + next_random(state) % (L1T_KIND_COUNT - 1));
	fields = l1t_kinds[r->kind].fields;
	for (unsigned f = 0; f < fields; f++) {
		uint64_t v = next_random(state);
		unsigned width = (unsigned)(v >> 58);

		r->f[f] = width == 63 ? L1T_UNKNOWN : next_random(state) >> width;
	}
	if (r->kind == L1T_USES && next_random(state) % 4)
		r->uses.program %= 4;   /* launches of one program again and again */
	if (l1t_kinds[r->kind].has_blob) {
		r->blob_bytes = (uint32_t)(next_random(state) % sizeof(blob));
		for (uint32_t i = 0; i < r->blob_bytes; i++)
			blob[i] = (uint8_t)next_random(state);
		r->blob = blob;
	}
}

void plain_record(struct l1t_record *r, unsigned kind)
{
	static const uint8_t blob[8] = {0, 0, 0, 0, 7, 0, 6, 0};

	memset(r, 0, sizeof(*r));
	r->kind = (uint8_t)kind;
	r->time_ns = kind * 100;
	for (unsigned f = 0; f < l1t_kinds[kind].fields; f++)
		r->f[f] = kind * 1000 + f;
	if (l1t_kinds[kind].has_blob) {
		r->blob = blob;
		r->blob_bytes = sizeof(blob);
	}
}
