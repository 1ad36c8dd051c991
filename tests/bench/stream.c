/*
 * Makes the decode loop: see stream.h.
 *
 * Must not know: who records.
 */
#include <math.h>
#include <stdlib.h>
#include "stream.h"

enum {
	LAYERS = 32, OPS = 14,
	TOP = 1499136, BASE = 105824, ALIGN = 32,
	LIVE_MAX = 64,
	MEAN_GAP_NS = 1244,
};

struct live {
	uint64_t id;
	uint32_t address, bytes;
};

struct maker {
	uint64_t random, next_id;
	struct live live[LIVE_MAX];     /* from the top down */
	unsigned live_count;
	struct stream_event *out;
	size_t count, capacity;
};

static uint64_t next_random(struct maker *m)
{
	m->random ^= m->random << 13;
	m->random ^= m->random >> 7;
	m->random ^= m->random << 17;
	return m->random;
}

static double unit(struct maker *m)
{
	return ((double)(next_random(m) >> 11) + 0.5) / 9007199254740992.0;
}

static uint32_t gap(struct maker *m)
{
	const double sigma = 0.8;
	double normal = sqrt(-2 * log(unit(m))) * cos(6.283185307179586 * unit(m));
	double ns = MEAN_GAP_NS * exp(sigma * normal - sigma * sigma / 2);

	return ns > 1e6 ? 1000000 : (uint32_t)ns;
}

static struct stream_event *add(struct maker *m, enum stream_kind kind)
{
	static struct stream_event none;
	struct stream_event *e = m->count < m->capacity ? &m->out[m->count++] : &none;

	*e = (struct stream_event){.kind = (uint8_t)kind, .gap_ns = gap(m)};
	return e;
}

/* The highest gap that is large enough. */
static struct live allocate(struct maker *m, uint32_t bytes)
{
	struct live one = {++m->next_id, 0, bytes};
	uint32_t top = TOP;
	unsigned at = 0;

	while (at < m->live_count && top - m->live[at].address - m->live[at].bytes < bytes)
		top = m->live[at++].address;
	one.address = top - bytes;
	for (unsigned i = m->live_count++; i > at; i--)
		m->live[i] = m->live[i - 1];
	m->live[at] = one;
	return one;
}

static void release(struct maker *m, uint64_t id)
{
	unsigned at = 0;

	while (m->live[at].id != id)
		at++;
	m->live_count--;
	for (; at < m->live_count; at++)
		m->live[at] = m->live[at + 1];
}

static void operation(struct maker *m, unsigned op, uint32_t program, uint64_t *input)
{
	static const uint32_t sizes[OPS] = {8192, 24576, 8192, 8192, 2048, 16384, 8192, 4096, 8192,
		32768, 32768, 16384, 8192, 4096};
	struct live output = allocate(m, sizes[op] / ALIGN * ALIGN);
	struct stream_event *e = add(m, STREAM_ALLOC);
	uint32_t at = BASE;

	e->id = output.id;
	e->address = output.address;
	e->bytes_per_core = output.bytes;
	for (unsigned i = 0; i < 2 + op % 6; i++) {
		e = add(m, STREAM_REGION);
		e->program = program;
		e->address = at;
		e->bytes_per_core = 2048u << (op + i) % 5;
		e->index = (uint8_t)i;
		e->flags = !i;
		at += e->bytes_per_core;
	}
	e = add(m, STREAM_LAUNCH);
	e->program = program;
	if (*input) {
		add(m, STREAM_FREE)->id = *input;
		release(m, *input);
	}
	*input = output.id;
}

struct stream_event *stream_decode_loop(size_t count, uint64_t seed)
{
	struct maker m = {.random = seed * 2654435761u + 1, .capacity = count};
	uint64_t input = 0;

	m.out = malloc(count * sizeof(*m.out));
	if (!m.out)
		return NULL;
	while (m.count < count)
		for (uint32_t layer = 0; layer < LAYERS; layer++)
			for (unsigned op = 0; op < OPS; op++)
				operation(&m, op, op + 1, &input);
	return m.out;
}
