/*
 * Makes the streams: see bench_stream.h.
 *
 * Must not know: who records.
 */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include "bench_stream.h"

enum {
	LAYERS = 32, OPS = 14,
	TOP = 1499136, BASE = 105824, ALIGN = 32,
	LIVE_MAX = 64,          /* buffers in one allocator */
	LOOP_GAP_NS = 1244, CHURN_GAP_NS = 340,
	CHURN_CORES = 64,       /* for each of these the allocator's state is kept */
	CHURN_LIVE = 512,       /* mean number of live buffers on all cores */
	CHURN_BYTES_MAX = 65536,
};

struct live {
	uint64_t id;
	uint32_t address, bytes;
};

/* A first-fit allocator that places from the top down. */
struct space {
	struct live live[LIVE_MAX];
	unsigned live_count;
};

struct maker {
	uint64_t random, next_id;
	double mean_gap_ns;
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
	double ns = m->mean_gap_ns * exp(sigma * normal - sigma * sigma / 2);

	return ns > 1e6 ? 1000000 : (uint32_t)ns;
}

static struct stream_event *add(struct maker *m, enum stream_kind kind)
{
	static struct stream_event none;
	struct stream_event *e = m->count < m->capacity ? &m->out[m->count++] : &none;

	*e = (struct stream_event){.kind = (uint8_t)kind, .gap_ns = gap(m)};
	return e;
}

/* Places in the highest gap that is large enough; returns the address, or 0 without a gap. */
static uint32_t allocate(struct space *s, uint64_t id, uint32_t bytes)
{
	uint32_t top = TOP;
	unsigned at = 0;

	while (at < s->live_count && top - s->live[at].address - s->live[at].bytes < bytes)
		top = s->live[at++].address;
	if (s->live_count == LIVE_MAX || top - BASE < bytes)
		return 0;
	for (unsigned i = s->live_count++; i > at; i--)
		s->live[i] = s->live[i - 1];
	s->live[at] = (struct live){id, top - bytes, bytes};
	return top - bytes;
}

static void release(struct space *s, uint64_t id)
{
	unsigned at = 0;

	while (s->live[at].id != id)
		at++;
	s->live_count--;
	for (; at < s->live_count; at++)
		s->live[at] = s->live[at + 1];
}

static bool make(struct maker *m, size_t count, uint64_t seed, double mean_gap_ns)
{
	*m = (struct maker){.random = seed * 2654435761u + 1, .capacity = count,
		.mean_gap_ns = mean_gap_ns, .out = malloc(count * sizeof(*m->out))};
	return m->out;
}

/* ---- the decode loop ---- */

static void regions(struct maker *m, unsigned op)
{
	uint32_t at = BASE;

	for (unsigned i = 0; i < 2 + op % 6; i++) {
		struct stream_event *e = add(m, STREAM_REGION);

		e->program = op + 1;
		e->address = at;
		e->bytes_per_core = 2048u << (op + i) % 5;
		e->index = (uint8_t)i;
		e->flags = i ? 0 : STREAM_FIRST;
		at += e->bytes_per_core;
	}
}

static void operation(struct maker *m, struct space *space, unsigned op, uint64_t *input)
{
	static const uint32_t sizes[OPS] = {8192, 24576, 8192, 8192, 2048, 16384, 8192, 4096, 8192,
		32768, 32768, 16384, 8192, 4096};
	struct stream_event *e = add(m, STREAM_ALLOC);
	uint64_t output = ++m->next_id;

	e->id = output;
	e->address = allocate(space, output, sizes[op]);
	e->bytes_per_core = sizes[op];
	regions(m, op);
	add(m, STREAM_LAUNCH)->program = op + 1;
	if (*input) {
		add(m, STREAM_FREE)->id = *input;
		release(space, *input);
	}
	*input = output;
}

struct stream_event *stream_decode_loop(size_t count, uint64_t seed)
{
	struct space space = {.live_count = 0};
	struct maker m;
	uint64_t input = 0;

	if (!make(&m, count, seed, LOOP_GAP_NS))
		return NULL;
	while (m.count < count)
		for (unsigned layer = 0; layer < LAYERS; layer++)
			for (unsigned op = 0; op < OPS; op++)
				operation(&m, &space, op, &input);
	return m.out;
}

struct stream_event *stream_regions(size_t count, uint64_t seed)
{
	struct maker m;

	if (!make(&m, count, seed, LOOP_GAP_NS))
		return NULL;
	while (m.count < count)
		for (unsigned op = 0; op < OPS; op++)
			regions(&m, op);
	return m.out;
}

/* ---- random churn ---- */

struct churn {
	struct space spaces[CHURN_CORES];
	struct { uint64_t id; uint8_t core; } live[2 * CHURN_LIVE];
	size_t live_count;
};

/* False: that core is full. */
static bool churn_alloc(struct maker *m, struct churn *c)
{
	uint32_t bytes = (uint32_t)(1 + next_random(m) % (CHURN_BYTES_MAX / ALIGN)) * ALIGN;
	uint8_t core = (uint8_t)(next_random(m) % CHURN_CORES);
	uint64_t id = ++m->next_id;
	uint32_t address = allocate(&c->spaces[core], id, bytes);
	struct stream_event *e;

	if (!address)
		return false;
	c->live[c->live_count].id = id;
	c->live[c->live_count++].core = core;
	e = add(m, STREAM_ALLOC_ON_CORE);
	e->id = id;
	e->address = address;
	e->bytes_per_core = bytes;
	e->index = core;
	e->program = (uint32_t)(next_random(m) % STREAM_OWNERS);
	return true;
}

static void churn_free(struct maker *m, struct churn *c)
{
	size_t which = (size_t)(next_random(m) % c->live_count);

	add(m, STREAM_FREE)->id = c->live[which].id;
	release(&c->spaces[c->live[which].core], c->live[which].id);
	c->live[which] = c->live[--c->live_count];
}

struct stream_event *stream_churn(size_t count, uint64_t seed)
{
	struct churn *c = calloc(1, sizeof(*c));
	struct maker m = {.out = NULL};

	if (!c || !make(&m, count, seed, CHURN_GAP_NS))
		goto done;
	while (m.count < count)
		if (next_random(&m) % (2 * CHURN_LIVE) < c->live_count || !churn_alloc(&m, c))
			churn_free(&m, c);
done:
	free(c);
	return m.out;
}
