/*
 * Buffers of the simulated host: top-down first fit in L1 and L1_SMALL, bottom-up for persistent
 * space; each device handle has an allocator of its own, so meshes and submeshes overlap. Must not
 * know: accounting, files.
 */
#include "l1t_record.h"
#include "world.h"

/* A live buffer of this allocator in the way of [address, address + bytes); -1: none. */
static int in_the_way(const struct world *w, size_t handle, uint64_t type, uint64_t core_mask,
	uint64_t address, uint64_t bytes)
{
	for (size_t i = 0; i < w->buffer_count; i++) {
		const struct buffer *b = &w->buffers[i];

		if (b->live && b->handle == handle && b->type == type &&
				b->core_mask & core_mask && b->address < address + bytes &&
				address < b->address + b->bytes)
			return (int)i;
	}
	return -1;
}

/* 1 and *address when there is room. */
static int place(struct world *w, size_t handle, uint64_t type, uint64_t core_mask, uint64_t bytes,
	uint64_t *address)
{
	const struct handle *h = &w->handles[handle];
	uint64_t low = h->base, high = h->l1_bytes - h->l1_small;
	int up = type == L1T_PERSISTENT, blocker;

	if (type == L1T_L1_SMALL) {
		low = high;
		high = h->l1_bytes;
	}
	if (low + bytes > high)
		return 0;
	*address = up ? low : high - bytes;
	while ((blocker = in_the_way(w, handle, type, core_mask, *address, bytes)) >= 0) {
		const struct buffer *b = &w->buffers[blocker];

		if (up) {
			*address = b->address + b->bytes;
			if (*address + bytes > high)
				return 0;
		} else {
			if (b->address < low + bytes)
				return 0;
			*address = b->address - bytes;
		}
	}
	return 1;
}

uint64_t lowest_buffer(const struct world *w, unsigned chip_mask, const struct handle *h)
{
	uint64_t lowest = h->l1_bytes - h->l1_small;

	for (size_t i = 0; i < w->buffer_count; i++) {
		const struct buffer *b = &w->buffers[i];

		if (b->live && b->type == L1T_L1 && w->handles[b->handle].chip_mask & chip_mask &&
				b->address < lowest)
			lowest = b->address;
	}
	return lowest;
}

uint64_t persistent_end(const struct world *w, const struct handle *h, uint64_t core_mask)
{
	uint64_t end = h->base;

	for (size_t i = 0; i < w->buffer_count; i++) {
		const struct buffer *b = &w->buffers[i];

		if (b->live && b->type == L1T_PERSISTENT && b->core_mask & core_mask &&
				w->handles[b->handle].chip_mask & h->chip_mask &&
				b->address + b->bytes > end)
			end = b->address + b->bytes;
	}
	return end;
}

static uint64_t random_type(struct world *w)
{
	static const uint64_t others[] = {L1T_DRAM, L1T_SYSTEM_MEMORY, L1T_TRACE};

	if (prng_percent(&w->random, w->flavour.other_types))
		return others[prng_below(&w->random, 3)];
	if (prng_percent(&w->random, w->flavour.small))
		return L1T_L1_SMALL;
	if (prng_percent(&w->random, w->flavour.persistent))
		return L1T_PERSISTENT;
	return L1T_L1;
}

/* Unique among the live ones of its type; a freed id may be used again. */
static uint64_t new_id(struct world *w, uint64_t type)
{
	uint64_t id;

	if (!w->gone_count || !prng_percent(&w->random, w->flavour.reuse_ids))
		return w->next_buffer_id++;
	id = w->gone_ids[prng_below(&w->random, w->gone_count)];
	for (size_t i = 0; i < w->buffer_count; i++)
		if (w->buffers[i].live && w->buffers[i].id == id && w->buffers[i].type == type)
			return w->next_buffer_id++;
	return id;
}

static uint64_t random_bytes(struct world *w, const struct handle *h, uint64_t type)
{
	uint64_t room = h->l1_bytes - h->base - h->l1_small, bytes;

	if (type == L1T_L1_SMALL)
		room = h->l1_small;
	bytes = prng_between(&w->random, 1, room / (type == L1T_PERSISTENT ? 10 : 4) + 1);
	if (!prng_percent(&w->random, w->flavour.odd_sizes))
		bytes = (bytes + 15) & ~(uint64_t)15;
	return bytes;
}

static void emit_alloc(struct world *w, const struct buffer *b, uint64_t flags)
{
	struct l1t_record r = {.kind = L1T_ALLOC, .alloc = b->told};

	r.alloc.flags |= flags;
	world_emit(w, &r);
}

/* `like`: takes the id of this buffer, and its place if it can; NULL: a new one. */
static void allocate(struct world *w, uint64_t flags, const struct buffer *like)
{
	int at = pick_open_handle(w), per_core;
	struct core_set cores = {0, ~(uint64_t)0};
	struct buffer b = {.live = 1};
	uint64_t callsite, core_count = L1T_UNKNOWN;
	const struct handle *h;

	if (at < 0 || w->buffer_count == BUFFERS_MAX)
		return;
	h = &w->handles[at];
	world_tick(w);
	b.handle = (size_t)at;
	b.type = like ? like->type : random_type(w);
	b.bytes = random_bytes(w, h, b.type);
	per_core = b.type == L1T_PERSISTENT ||
		(b.type == L1T_L1 && prng_percent(&w->random, w->flavour.per_core));
	b.core_mask = ~(uint64_t)0;
	if (per_core || prng_percent(&w->random, 30))
		cores = world_cores(w, h, 0);
	if (per_core)
		b.core_mask = cores.mask;
	if (b.type == L1T_DRAM || b.type == L1T_SYSTEM_MEMORY || b.type == L1T_TRACE)
		b.address = prng_below(&w->random, h->l1_bytes);
	else if (!place(w, b.handle, b.type, b.core_mask, b.bytes, &b.address))
		return;
	b.id = like ? like->id : new_id(w, b.type);
	callsite = world_callsite(w);
	if (prng_percent(&w->random, 50))
		core_count = (uint64_t)__builtin_popcountll(cores.mask & grid_mask(h));
	b.told = (struct l1t_alloc){.id = b.id, .device = h->id, .type = b.type,
		.layout = cores.id ? 2 : 0, .size_bytes = b.bytes * h->grid_x * h->grid_y,
		.address = b.address, .bytes_per_core = b.bytes, .page_bytes = 16,
		.cores = cores.id, .core_count = core_count, .callsite = callsite,
		.flags = per_core ? L1T_ALLOC_PER_CORE : 0};
	w->buffers[w->buffer_count++] = b;
	emit_alloc(w, &b, flags);
}

void allocate_buffer(struct world *w)
{
	allocate(w, 0, NULL);
}

void announce_buffer(struct world *w)
{
	allocate(w, L1T_ALLOC_ANNOUNCED, NULL);
}

void announce_again(struct world *w)
{
	int at = pick_live_buffer(w);

	if (at < 0)
		return;
	world_tick(w);
	emit_alloc(w, &w->buffers[at], L1T_ALLOC_ANNOUNCED);
}

void announce_buffers(struct world *w)
{
	for (size_t i = 0; i < w->buffer_count; i++)
		if (w->buffers[i].live)
			emit_alloc(w, &w->buffers[i], L1T_ALLOC_ANNOUNCED);
}

void lose_free(struct world *w)
{
	int at = pick_live_buffer(w);

	if (at < 0)
		return;
	w->buffers[at].live = 0;
	allocate(w, 0, &w->buffers[at]);
}

void free_buffer(struct world *w)
{
	int at = pick_live_buffer(w);
	struct l1t_record r = {.kind = L1T_FREE};
	struct buffer *b;

	if (at < 0)
		return;
	b = &w->buffers[at];
	world_tick(w);
	r.free = (struct l1t_free){.id = b->id, .device = w->handles[b->handle].id,
		.type = b->type};
	b->live = 0;
	if (w->gone_count < GONE_IDS_MAX)
		w->gone_ids[w->gone_count++] = b->id;
	world_emit(w, &r);
}

/* A free of something allocated before the recording, or freed already, or closed with a device. */
void free_unknown(struct world *w)
{
	int at = pick_open_handle(w);
	struct l1t_record r = {.kind = L1T_FREE};
	uint64_t id = w->next_buffer_id++, type = prng_percent(&w->random, 80) ? L1T_L1
		: L1T_L1_SMALL;

	if (at < 0)
		return;
	if (w->gone_count && prng_percent(&w->random, 60))
		id = w->gone_ids[prng_below(&w->random, w->gone_count)];
	for (size_t i = 0; i < w->buffer_count; i++)
		if (w->buffers[i].live && w->buffers[i].id == id && w->buffers[i].type == type)
			return;
	world_tick(w);
	r.free = (struct l1t_free){.id = id, .device = w->handles[at].id, .type = type};
	world_emit(w, &r);
}
