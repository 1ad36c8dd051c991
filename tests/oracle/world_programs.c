/*
 * Programs of the simulated host: placed upwards from the unreserved base, launched on all or some
 * of their chips, placed again, freed, destroyed. A launch that would clash throws, unless the
 * stream is one of overlaps. Must not know: accounting, files.
 */
#include "world.h"

static uint64_t random_region_bytes(struct world *w, const struct handle *h)
{
	uint64_t bytes = prng_between(&w->random, 1, (h->l1_bytes - h->base) / 8 + 1);

	return prng_percent(&w->random, w->flavour.odd_sizes) ? bytes : (bytes + 15) & ~15ull;
}

/* Where a local region on these cores goes: above the program's others there. */
static uint64_t next_address(struct world *w, const struct program *p, uint64_t core_mask)
{
	uint64_t at = persistent_end(w, &w->handles[p->handle], core_mask);

	for (unsigned i = 0; i < p->region_count; i++) {
		const struct region *r = &p->regions[i];

		if (r->alias || !(r->core_mask & core_mask))
			continue;
		if (r->address + r->bytes > at)
			at = r->address + r->bytes;
		/* buffers with several indices share their space */
		if (prng_percent(&w->random, 4))
			return r->address;
	}
	return prng_percent(&w->random, 15) ? at + prng_below(&w->random, 20) : at;
}

static void make_alias(struct world *w, struct program *p, struct region *r)
{
	int at = pick_live_buffer(w);
	const struct buffer *b = at < 0 ? NULL : &w->buffers[at];

	if (!b || b->type != L1T_L1 || b->handle != p->handle)
		return;
	r->alias = 1;
	r->address = b->address;
	r->bytes = prng_between(&w->random, 1, b->bytes);
}

static void emit_region(struct world *w, const struct program *p, unsigned index,
	uint64_t chips, uint64_t flags)
{
	const struct region *r = &p->regions[index];
	struct l1t_record record = {.kind = L1T_REGION};

	record.region = (struct l1t_region){.program = p->id, .chips = chips, .type = r->type,
		.flags = flags | (r->alias ? L1T_REGION_ALIAS : 0u), .index = index,
		.address = r->address, .size_bytes = r->bytes, .cores = r->cores};
	world_emit(w, &record);
}

/* New regions, reported once for each chip or once for all; `again`: there were others before. */
static void place(struct world *w, struct program *p, unsigned chip_mask, int again)
{
	const struct handle *h = &w->handles[p->handle];
	unsigned count = prng_percent(&w->random, 5) ? 0 : (unsigned)prng_between(&w->random, 1, 5);
	unsigned alias = prng_percent(&w->random, 8) ? 100 : 20;
	int tell_first = again || prng_percent(&w->random, 50);
	int by_set = prng_percent(&w->random, 40);

	world_tick(w);
	p->region_count = 0;
	for (unsigned i = 0; i < count; i++) {
		struct region *r = &p->regions[i];
		struct core_set set = world_cores(w, h, 0);

		*r = (struct region){.core_mask = set.mask, .type = prng_percent(&w->random, 70)
			? L1T_CB : (unsigned)prng_between(&w->random, L1T_DFB, L1T_SCRATCHPAD)};
		r->cores = prng_percent(&w->random, w->flavour.unknown_cores) ? 0 : set.id;
		if (r->type != L1T_SCRATCHPAD && prng_percent(&w->random, alias))
			make_alias(w, p, r);
		if (!r->alias) {
			r->address = next_address(w, p, r->core_mask);
			r->bytes = random_region_bytes(w, h);
		}
		p->region_count++;
	}
	while (chip_mask) {
		unsigned now = by_set ? chip_mask : chip_mask & -chip_mask, told = 0;
		uint64_t chips = world_chips(w, now);

		for (unsigned i = 0; i < count; i++) {
			const struct region *r = &p->regions[i];
			int first = tell_first && !r->alias && !(told >> r->type & 1);

			if (!r->alias)
				told |= 1u << r->type;
			emit_region(w, p, i, chips, first ? L1T_REGION_FIRST : 0);
		}
		p->placed |= now;
		chip_mask &= ~now;
		if (prng_percent(&w->random, 50))
			world_tick_on(w, w->thread);
	}
}

void announce_regions(struct world *w)
{
	for (size_t i = 0; i < w->program_count; i++) {
		const struct program *p = &w->programs[i];
		uint64_t chips = p->alive && p->placed ? world_chips(w, p->placed) : 0;

		for (unsigned r = 0; p->alive && p->placed && r < p->region_count; r++)
			emit_region(w, p, r, chips, L1T_REGION_ANNOUNCED);
	}
}

static void emit_kernels(struct world *w, const struct program *p)
{
	const struct handle *h = &w->handles[p->handle];
	unsigned count = (unsigned)prng_between(&w->random, 1, 3);

	for (unsigned i = 0; i < count; i++) {
		struct l1t_record r = {.kind = L1T_KERNEL};
		uint64_t name = world_string(w, (unsigned)prng_below(&w->random, 7));
		uint64_t chips = world_chips(w, prng_percent(&w->random, 70) ? h->chip_mask
			: h->chip_mask & -h->chip_mask);
		uint64_t core_type = world_string(w, 7), cores = world_cores(w, h, 0).id;

		r.kernel = (struct l1t_kernel){.program = p->id, .chips = chips, .name = name,
			.core_type = core_type, .processor = i, .text_bytes = {16 * i + 32,
			L1T_UNKNOWN, L1T_UNKNOWN}, .cores = cores};
		world_emit(w, &r);
	}
}

void new_program(struct world *w)
{
	int at = pick_open_handle(w);
	struct l1t_record r = {.kind = L1T_PROGRAM};
	struct program *p = &w->programs[w->program_count];
	unsigned mask;

	if (at < 0 || w->program_count == PROGRAMS_MAX)
		return;
	world_tick(w);
	*p = (struct program){.id = ++w->program_count, .handle = (size_t)at, .alive = 1};
	r.program = (struct l1t_program){p->id, 1000 + p->id};
	world_emit(w, &r);
	if (prng_percent(&w->random, 40)) {
		struct l1t_record config = {.kind = L1T_PROGRAM_CONFIG};

		config.program_config = (struct l1t_program_config){p->id,
			16 * prng_between(&w->random, 1, 500), 128};
		if (prng_percent(&w->random, 15))
			config.program_config.text_bytes = L1T_UNKNOWN;
		world_emit(w, &config);
	}
	if (prng_percent(&w->random, w->flavour.kernels))
		emit_kernels(w, p);
	mask = w->handles[at].chip_mask;
	if (!prng_percent(&w->random, w->flavour.mesh_launch))
		mask &= (unsigned)prng_next(&w->random);
	if (mask)
		place(w, p, mask, 0);
	launch_program(w);
}

static int fits(const struct world *w, const struct program *p, unsigned chip_mask)
{
	uint64_t lowest = lowest_buffer(w, chip_mask, &w->handles[p->handle]);

	for (unsigned i = 0; i < p->region_count; i++)
		if (!p->regions[i].alias && p->regions[i].address + p->regions[i].bytes > lowest)
			return 0;
	return 1;
}

static void emit_launch(struct world *w, const struct program *p, unsigned chips, uint64_t name,
	uint64_t callsite, uint64_t flags)
{
	struct l1t_record r = {.kind = L1T_LAUNCH};
	uint64_t chips_field = world_chips(w, chips);

	r.launch = (struct l1t_launch){.program = p->id, .device = w->handles[p->handle].id,
		.chips = chips_field, .name = name, .callsite = callsite,
		.flags = flags};
	world_emit(w, &r);
}

void launch_program(struct world *w)
{
	int at = pick_program(w, 1);
	struct program *p = &w->programs[at < 0 ? 0 : at];
	uint64_t name, callsite, flags = 0;
	unsigned chips;

	if (at < 0)
		return;
	chips = p->placed;
	if (!prng_percent(&w->random, w->flavour.mesh_launch))
		chips &= (unsigned)prng_next(&w->random);
	if (!chips)
		chips = p->placed;
	if (prng_percent(&w->random, w->flavour.throws))
		flags = L1T_LAUNCH_FAILED;
	if (!w->flavour.overlap && !fits(w, p, chips))
		flags = L1T_LAUNCH_FAILED;
	world_tick(w);
	name = prng_percent(&w->random, 90) ? world_string(w, (unsigned)prng_below(&w->random, 7))
		: 0;
	callsite = world_callsite(w);
	emit_launch(w, p, chips, name, callsite, flags);
	w->last_launch[w->thread].valid = 1;
	w->last_launch[w->thread].handle = p->handle;
	w->last_launch[w->thread].program = (size_t)at;
	w->last_launch[w->thread].name = name;
	w->last_launch[w->thread].callsite = callsite;
	w->last_launch[w->thread].flags = flags;
	w->last_launch[w->thread].chips = chips;
}

/* One more program of an op that some thread launched before: it runs on other chips. */
void launch_same_op(struct world *w)
{
	uint32_t thread = (uint32_t)prng_between(&w->random, 1, w->flavour.threads);
	int at = pick_program(w, 1);
	struct program *p = &w->programs[at < 0 ? 0 : at];
	unsigned chips;

	if (at < 0 || !w->last_launch[thread].valid ||
			w->last_launch[thread].handle != p->handle)
		return;
	chips = p->placed & ~w->last_launch[thread].chips;
	if (prng_percent(&w->random, 30))
		chips = p->placed;
	if (!chips || (!w->last_launch[thread].flags && !w->flavour.overlap && !fits(w, p, chips)))
		return;
	world_tick_on(w, thread);
	w->last_launch[thread].chips |= chips;
	emit_launch(w, p, chips, w->last_launch[thread].name, w->last_launch[thread].callsite,
		w->last_launch[thread].flags | L1T_LAUNCH_SAME_OP);
}

void replace_program(struct world *w)
{
	int at = pick_program(w, 0);
	struct program *p = &w->programs[at < 0 ? 0 : at];
	unsigned mask;

	if (at < 0)
		return;
	mask = w->handles[p->handle].chip_mask;
	if (!prng_percent(&w->random, w->flavour.mesh_launch))
		mask &= (unsigned)prng_next(&w->random);
	if (mask)
		place(w, p, mask, 1);
}

static void emit_freed(struct world *w, struct program *p, unsigned chips, uint64_t types)
{
	struct l1t_record r = {.kind = L1T_REGIONS_FREED};

	r.regions_freed = (struct l1t_regions_freed){p->id, world_chips(w, chips), types};
	world_emit(w, &r);
	if (types == 7)
		p->placed &= ~chips;
}

void free_regions(struct world *w)
{
	int at = pick_program(w, 1);
	struct program *p = &w->programs[at < 0 ? 0 : at];
	unsigned chips;

	if (at < 0)
		return;
	chips = p->placed & (unsigned)prng_next(&w->random);
	world_tick(w);
	emit_freed(w, p, chips ? chips : p->placed,
		prng_percent(&w->random, 60) ? 7 : prng_between(&w->random, 1, 6));
}

void destroy_program(struct world *w)
{
	size_t at = prng_below(&w->random, w->program_count);
	struct program *p = &w->programs[at];
	struct l1t_record r = {.kind = L1T_PROGRAM_GONE};

	if (at >= w->program_count || !p->alive)
		return;
	world_tick(w);
	if (p->placed && prng_percent(&w->random, 50))
		emit_freed(w, p, p->placed, 7);
	r.program_gone.program = p->id;
	world_emit(w, &r);
	p->alive = 0;
}
