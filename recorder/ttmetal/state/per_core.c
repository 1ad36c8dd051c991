/*
 * Groups a buffer's cores by their address.
 *
 * Must not know: hooks' signatures, how the runtime keeps the addresses.
 */
#include <stdlib.h>
#include "freeing.h"
#include "l1t_record.h"
#include "per_core.h"
#include "runtime_abi.h"
#include "unwinding.h"

struct places {
	const void *buffer;
	size_t count;
	struct abi_place at[ABI_CORES_MAX];
};

bool ttm_per_core_on;

void ttm_per_core_look(void)
{
	ttm_per_core_on = getenv("TT_METAL_ALLOCATOR_MODE_HYBRID") != NULL;
}

static void ask(void *argument)
{
	struct places *p = argument;

	p->count = abi_per_core_places(p->buffer, p->at, ABI_CORES_MAX);
}

static int by_core(const struct abi_place *a, const struct abi_place *b)
{
	if (a->y != b->y)
		return a->y < b->y ? -1 : 1;
	return a->x < b->x ? -1 : a->x > b->x;
}

/* Sorted by y, then x: the part of the first core is first, also when the buffer is freed. */
static bool read_places(const void *buffer, struct places *p)
{
	p->buffer = buffer;
	p->count = 0;
	if (!ttm_guarded(ask, p))
		return false;
	for (size_t i = 1; i < p->count; i++) {
		struct abi_place place = p->at[i];
		size_t k = i;

		for (; k && by_core(&place, &p->at[k - 1]) < 0; k--)
			p->at[k] = p->at[k - 1];
		p->at[k] = place;
	}
	return p->count > 0;
}

/* Takes all remaining cores of the first remaining address, as runs in a row; 0: none remains. */
static size_t take_part(struct places *p, uint64_t *address, struct l1trace_range *ranges,
	uint16_t *cores)
{
	size_t n = 0, kept = 0;

	*cores = 0;
	if (!p->count)
		return 0;
	*address = p->at[0].address;
	for (size_t i = 0; i < p->count; i++) {
		const struct abi_place *a = &p->at[i];

		if (a->address != *address) {
			p->at[kept++] = *a;
			continue;
		}
		++*cores;
		if (n && ranges[n - 1].y0 == a->y && ranges[n - 1].x1 + 1 == a->x)
			ranges[n - 1].x1 = a->x;
		else
			ranges[n++] = (struct l1trace_range){a->x, a->y, a->x, a->y};
	}
	p->count = kept;
	return n;
}

/* Joins rows of the same columns, one below the other, to one range. */
static size_t join_rows(struct l1trace_range *ranges, size_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		size_t k = n;

		while (k && (ranges[k - 1].x0 != ranges[i].x0 || ranges[k - 1].x1 != ranges[i].x1 ||
			ranges[k - 1].y1 + 1 != ranges[i].y0))
			k--;
		if (k)
			ranges[k - 1].y1 = ranges[i].y1;
		else
			ranges[n++] = ranges[i];
	}
	return n;
}

static uint64_t part_id(uint64_t id, unsigned part)
{
	return id | (uint64_t)part << L1T_PART_SHIFT;
}

bool ttm_per_core_alloc(const void *buffer, const struct l1trace_buffer *b,
	uint64_t given_address, uint64_t given_bytes)
{
	struct l1trace_range ranges[ABI_CORES_MAX];
	struct l1trace_buffer out = *b;
	struct places p;
	size_t n;

	if (!read_places(buffer, &p))
		return false;
	for (size_t i = 0; given_bytes && i < p.count; i++)
		if ((uint32_t)p.at[i].address == (uint32_t)given_address)
			out.bytes_per_core = given_bytes;
	for (unsigned part = 0; (n = take_part(&p, &out.address, ranges, &out.core_count)); part++) {
		out.id = part_id(b->id, part);
		out.flags = (uint8_t)(b->flags | L1TRACE_BUFFER_PER_CORE |
			(part ? L1TRACE_BUFFER_PART : 0));
		out.cores = l1trace_cores(ranges, join_rows(ranges, n));
		l1trace_alloc(&out);
	}
	return true;
}

bool ttm_per_core_free(const void *buffer, uint64_t id, uint32_t device, uint8_t type)
{
	struct l1trace_range ranges[ABI_CORES_MAX];
	struct ttm_freeing how;
	struct places p;
	uint64_t address;
	uint16_t cores;

	if (!read_places(buffer, &p))
		return false;
	how = ttm_freeing_now();
	for (unsigned part = 0; take_part(&p, &address, ranges, &cores); part++)
		l1trace_free_by(part_id(id, part), device, (enum l1trace_buffer_type)type,
			how.callsite, how.manner);
	return true;
}
