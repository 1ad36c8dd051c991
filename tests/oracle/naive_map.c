/*
 * What is where: paints the L1 of one core, a byte at a time, and counts. See naive_state.h.
 * Must not know: events, rows.
 */
#include <string.h>
#include "naive_state.h"

enum { IS_BUFFER = 1, IS_SMALL = 2, IS_PERSISTENT = 4, IS_PROGRAM = 8 };

static unsigned get16(const uint8_t *p)
{
	return p[0] | (unsigned)p[1] << 8;
}

int in_cores(const struct l1t_record *cores, uint64_t x, uint64_t y)
{
	if (!cores)
		return 1;
	for (uint32_t i = 0; i + 8 <= cores->blob_bytes; i += 8) {
		const uint8_t *b = cores->blob + i;

		if (x >= get16(b) && y >= get16(b + 2) && x <= get16(b + 4) && y <= get16(b + 6))
			return 1;
	}
	return 0;
}

int in_chips(const struct chip_list *chips, uint64_t chip)
{
	for (size_t i = 0; i < chips->count; i++)
		if (chips->chip[i] == chip)
			return 1;
	return 0;
}

static void clear(struct naive_state *n)
{
	memset(n->map, 0, n->map_bytes);
}

static void paint(struct naive_state *n, uint64_t address, uint64_t bytes, uint8_t what)
{
	for (uint64_t i = address; i < address + bytes && i < n->map_bytes; i++)
		n->map[i] |= what;
}

/* Paints the buffers of `kinds` that lie on the core. */
static void paint_buffers(struct naive_state *n, const struct naive_buffer *buffers, size_t count,
	struct place at, unsigned kinds)
{
	for (size_t i = 0; i < count; i++) {
		const struct naive_buffer *b = &buffers[i];
		const struct l1t_alloc *a = &b->alloc;

		if (!in_chips(&b->chips, at.chip) || !in_cores(b->cores, at.x, at.y))
			continue;
		if (a->type == L1T_L1 && kinds & IS_BUFFER)
			paint(n, a->address, a->bytes_per_core, IS_BUFFER);
		else if (a->type == L1T_L1_SMALL && kinds & IS_SMALL)
			paint(n, a->address, a->bytes_per_core, IS_SMALL);
		else if (a->type == L1T_PERSISTENT && kinds & IS_PERSISTENT)
			paint(n, a->address, a->bytes_per_core, IS_PERSISTENT);
	}
}

static void paint_regions(struct naive_state *n, const struct naive_placed *p, struct place at)
{
	for (size_t i = 0; i < p->region_count; i++) {
		const struct naive_region *r = &p->regions[i];

		if (r->program == p->program && r->chip == at.chip && !r->alias &&
				in_cores(r->cores, at.x, at.y))
			paint(n, r->address, r->bytes, IS_PROGRAM);
	}
}

/* Bytes that are `what` and none of `but`. Sanitizers, which would look at each of them, do not. */
__attribute__((no_sanitize("address", "undefined")))
static int64_t count(const struct naive_state *n, unsigned what, unsigned but)
{
	const uint64_t each = 0x0101010101010101;
	int64_t bytes = 0;
	size_t i = 0;

	for (; i + sizeof(uint64_t) <= n->map_bytes; i += sizeof(uint64_t)) {
		uint64_t eight, has, but_has;

		memcpy(&eight, n->map + i, sizeof(eight));
		/* the highest bit of each byte: it has one of them */
		has = (eight & each * what) + each * 0x7f;
		but_has = (eight & each * but) + each * 0x7f;
		bytes += (int64_t)(((has & ~but_has) >> 7 & each) * each >> 56);
	}
	for (; i < n->map_bytes; i++)
		bytes += (n->map[i] & what) && !(n->map[i] & but);
	return bytes;
}

struct parts held(struct naive_state *n, struct place at)
{
	clear(n);
	paint_buffers(n, n->buffers, n->buffer_count, at, ~0u);
	return (struct parts){.buffer = count(n, IS_BUFFER, 0), .l1_small = count(n, IS_SMALL, 0),
		.persistent = count(n, IS_PERSISTENT, 0)};
}

int64_t footprint(struct naive_state *n, const struct naive_placed *p, struct place at)
{
	clear(n);
	paint_regions(n, p, at);
	return count(n, IS_PROGRAM, 0);
}

int runs_on(const struct naive_placed *p, struct place at)
{
	if (!in_chips(&p->chips, at.chip))
		return 0;
	for (size_t i = 0; i < p->region_count; i++)
		if (p->regions[i].program == p->program && p->regions[i].chip == at.chip &&
				in_cores(p->regions[i].cores, at.x, at.y))
			return 1;
	for (size_t i = 0; i < p->kernel_count; i++)
		if (p->kernels[i].program == p->program && p->kernels[i].chip == at.chip &&
				in_cores(p->kernels[i].cores, at.x, at.y))
			return 1;
	return 0;
}

int64_t total(struct parts p)
{
	return p.buffer + p.l1_small + p.persistent + p.program;
}

struct parts replayed_launch(struct naive_state *n, const struct naive_captured *c, struct place at)
{
	struct parts p = held(n, at);

	paint_buffers(n, c->buffers, c->buffer_count, at, IS_BUFFER | IS_SMALL);
	paint_regions(n, &c->placed, at);
	p.buffer = count(n, IS_BUFFER, 0);
	p.l1_small = count(n, IS_SMALL, 0);
	p.program = count(n, IS_PROGRAM, IS_BUFFER | IS_SMALL);
	return p;
}

struct parts replayed(struct naive_state *n, const struct naive_trace *t, struct place at,
	uint64_t *op)
{
	struct parts largest = held(n, at);

	*op = 0;
	for (size_t i = 0; i < t->launch_count; i++) {
		const struct naive_captured *c = &t->launches[i];
		struct parts p;

		if (!in_chips(&c->placed.chips, at.chip))
			continue;
		p = replayed_launch(n, c, at);
		if (*op && total(p) <= total(largest))
			continue;
		largest = p;
		*op = c->op;
	}
	return largest;
}

int64_t headroom(struct naive_state *n, const struct naive_placed *p,
	const struct naive_opening *o, struct place at)
{
	int64_t lowest = (int64_t)(o->sizes.l1_bytes - o->sizes.l1_small_bytes), end = 0;
	int64_t begin = (int64_t)o->sizes.unreserved_base;

	for (size_t i = 0; i < n->buffer_count; i++) {
		const struct naive_buffer *b = &n->buffers[i];

		if (b->alloc.type == L1T_L1 && in_chips(&b->chips, at.chip) &&
				in_cores(b->cores, at.x, at.y) && (int64_t)b->alloc.address < lowest)
			lowest = (int64_t)b->alloc.address;
		if (b->alloc.type == L1T_PERSISTENT && in_chips(&b->chips, at.chip) &&
				in_cores(b->cores, at.x, at.y) &&
				(int64_t)(b->alloc.address + b->alloc.bytes_per_core) > begin)
			begin = (int64_t)(b->alloc.address + b->alloc.bytes_per_core);
	}
	for (size_t i = 0; i < p->region_count; i++) {
		const struct naive_region *r = &p->regions[i];

		if (r->program == p->program && r->chip == at.chip && !r->alias &&
				in_cores(r->cores, at.x, at.y) && (int64_t)(r->address + r->bytes) > end)
			end = (int64_t)(r->address + r->bytes);
	}
	/* ACCOUNTING.md: without local regions, from where they would begin; never below 0 */
	if (!end)
		end = begin;
	return lowest > end ? lowest - end : 0;
}
