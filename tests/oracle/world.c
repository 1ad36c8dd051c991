/*
 * Time, threads and definitions of the simulated host: see world.h. Must not know: accounting,
 * files.
 */
#include <stdlib.h>
#include <string.h>
#include "world.h"

static const char *const names[] = {"matmul", "softmax", "add", "conv2d", "layer_norm",
	"tilize, \"with quotes\"", "embedding", "wormhole_b0", "model.py", "lib/attention.py",
	"forward", "<module>"};
enum { OP_NAMES = 7, FILES = 8, FUNCTIONS = 10, NAMES = 12 };

static void advance(struct world *w, uint32_t thread)
{
	int tie = prng_percent(&w->random, w->flavour.tie);

	if (w->still) {
		w->still--;
		tie = 1;
	}
	if (!tie || thread < w->thread)
		w->now += (int64_t)prng_between(&w->random, 1, 1000);
	w->thread = thread;
}

void world_tick(struct world *w)
{
	uint32_t thread = w->thread;

	if (!thread || (!w->still && prng_percent(&w->random, 35)))
		thread = (uint32_t)prng_between(&w->random, 1, w->flavour.threads);
	advance(w, thread);
}

void world_tick_on(struct world *w, uint32_t thread)
{
	advance(w, thread);
}

void world_emit(struct world *w, struct l1t_record *r)
{
	r->thread = w->thread;
	r->time_ns = w->now;
	if (!w->hidden || (r->kind >= L1T_STRING && r->kind <= L1T_CALLSITE))
		stream_add(w->out, r);
}

uint64_t world_string(struct world *w, unsigned which)
{
	struct l1t_record r = {.kind = L1T_STRING, .blob = (const uint8_t *)names[which],
		.blob_bytes = (uint32_t)strlen(names[which]), .define.id = which + 1};

	if (!(w->strings >> which & 1)) {
		world_emit(w, &r);
		w->strings |= 1u << which;
	}
	return which + 1;
}

static void put32(uint8_t *p, uint64_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (8 * i));
}

uint64_t world_callsite(struct world *w)
{
	uint8_t blob[36];
	unsigned frames = (unsigned)prng_between(&w->random, 1, 3);
	struct l1t_record r = {.kind = L1T_CALLSITE, .blob = blob, .blob_bytes = frames * 12};

	if (prng_percent(&w->random, 40))
		return 0;
	if (w->callsites && prng_percent(&w->random, 70))
		return prng_between(&w->random, 1, w->callsites);
	for (unsigned i = 0; i < frames; i++) {
		uint64_t file = world_string(w, FILES + (unsigned)prng_below(&w->random, 2));
		uint64_t function = world_string(w, FUNCTIONS +
			(unsigned)prng_below(&w->random, 2));

		put32(blob + 12 * i, file);
		/* a line for each call site, so that no two are the same */
		put32(blob + 12 * i + 4, 10 * (w->callsites + 1) + i);
		put32(blob + 12 * i + 8, function);
	}
	r.define.id = ++w->callsites;
	world_emit(w, &r);
	return r.define.id;
}

uint64_t world_chips(struct world *w, unsigned chip_mask)
{
	uint8_t blob[4 * CHIPS_MAX];
	struct l1t_record r = {.kind = L1T_CHIPS, .blob = blob};

	if (!(chip_mask & (chip_mask - 1)) && !prng_percent(&w->random, 10))
		return (uint64_t)__builtin_ctz(chip_mask);
	/* the id says the set, so that every set is defined once or, sometimes, again */
	r.define.id = L1T_CHIPS_FIRST + chip_mask;
	if (!stream_definition(w->out, w->out->count, L1T_CHIPS, r.define.id) ||
			prng_percent(&w->random, 3)) {
		for (unsigned i = 0; i < CHIPS_MAX; i++)
			if (chip_mask >> i & 1) {
				put32(blob + r.blob_bytes, i);
				r.blob_bytes += 4;
			}
		world_emit(w, &r);
	}
	return r.define.id;
}

uint64_t grid_mask(const struct handle *h)
{
	uint64_t mask = 0;

	for (unsigned y = 0; y < h->grid_y; y++)
		for (unsigned x = 0; x < h->grid_x; x++)
			mask |= (uint64_t)1 << (y * 8 + x);
	return mask;
}

static void put16(uint8_t *p, uint64_t v)
{
	p[0] = (uint8_t)v;
	p[1] = (uint8_t)(v >> 8);
}

/* Adds a rectangle to the blob and gives its mask. */
static uint64_t rectangle(struct world *w, const struct handle *h, uint8_t *out, int whole)
{
	uint64_t x0 = whole ? 0 : prng_below(&w->random, h->grid_x);
	uint64_t y0 = whole ? 0 : prng_below(&w->random, h->grid_y);
	uint64_t x1 = whole ? h->grid_x - 1 : prng_between(&w->random, x0, h->grid_x - 1);
	uint64_t y1 = whole ? h->grid_y - 1 : prng_between(&w->random, y0, h->grid_y - 1);
	uint64_t mask = 0;

	if (prng_percent(&w->random, w->flavour.outside))
		x1 += prng_between(&w->random, 1, 2);   /* beyond the worker cores */

	put16(out, x0);
	put16(out + 2, y0);
	put16(out + 4, x1);
	put16(out + 6, y1);
	for (uint64_t y = y0; y <= y1; y++)
		for (uint64_t x = x0; x <= x1; x++)
			mask |= (uint64_t)1 << (y * 8 + x);
	return mask;
}

struct core_set world_cores(struct world *w, const struct handle *h, int whole_grid)
{
	uint8_t blob[24];
	struct l1t_record r = {.kind = L1T_CORES, .blob = blob};
	int whole = whole_grid || !prng_percent(&w->random, w->flavour.sub_grid);
	unsigned ranges = whole ? 1 : (unsigned)prng_between(&w->random, 1, 3);
	struct core_set *set = &w->sets[w->set_count];

	if (w->set_count == SETS_MAX)
		return w->sets[prng_below(&w->random, SETS_MAX)];
	set->mask = 0;
	for (unsigned i = 0; i < ranges; i++) {
		uint64_t mask = rectangle(w, h, blob + r.blob_bytes, whole);

		if (set->mask & mask)
			continue;       /* ranges of a set are disjoint */
		set->mask |= mask;
		r.blob_bytes += 8;
	}
	for (size_t i = 0; i < w->set_count; i++)
		if (w->sets[i].mask == set->mask)
			return w->sets[i];
	set->id = w->set_count + 1;
	r.define.id = set->id;
	world_emit(w, &r);
	w->set_count++;
	return *set;
}

/* Picks evenly among those that hold, without a list. */
#define PICK(W, COUNT, CONDITION)                                             \
	do {                                                                  \
		int chosen = -1;                                              \
		uint64_t seen = 0;                                            \
									      \
		for (size_t i = 0; i < (COUNT); i++)                          \
			if ((CONDITION) && !prng_below(&(W)->random, ++seen)) \
				chosen = (int)i;                              \
		return chosen;                                                \
	} while (0)

int pick_open_handle(struct world *w)
{
	PICK(w, w->handle_count, w->handles[i].open);
}

int pick_live_buffer(struct world *w)
{
	PICK(w, w->buffer_count, w->buffers[i].live);
}

int pick_program(struct world *w, int placed)
{
	PICK(w, w->program_count, w->programs[i].alive && w->handles[w->programs[i].handle].open &&
		(!placed || w->programs[i].placed));
}
