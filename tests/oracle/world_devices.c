/*
 * Devices of the simulated host: single chips and meshes over free chips, submeshes over the chips
 * of an open mesh with the same sizes, closing with whatever is live, opening again otherwise. Must
 * not know: accounting, files.
 */
#include "world.h"

static unsigned chips_in_use(const struct world *w)
{
	unsigned mask = 0;

	for (size_t i = 0; i < w->handle_count; i++)
		if (w->handles[i].open)
			mask |= w->handles[i].chip_mask;
	return mask;
}

static void random_sizes(struct world *w, struct handle *h)
{
	h->grid_x = prng_between(&w->random, 1, GRID_MAX);
	h->grid_y = prng_between(&w->random, 1, 3);
	if (w->flavour.real_sizes) {
		h->grid_x = prng_between(&w->random, 1, 2);
		h->grid_y = 1;
		h->l1_bytes = 1499136;
		h->base = 105824;
		h->l1_small = prng_percent(&w->random, 50) ? 24576 : 0;
		return;
	}
	h->l1_bytes = prng_between(&w->random, 500, 2600);
	h->base = prng_between(&w->random, 20, 200);
	h->l1_small = prng_percent(&w->random, 60) ? prng_between(&w->random, 20, 250) : 0;
	if (!prng_percent(&w->random, w->flavour.odd_sizes)) {
		h->l1_bytes &= ~(uint64_t)31;
		h->base &= ~(uint64_t)31;
		h->l1_small &= ~(uint64_t)31;
	}
}

static void emit_device(struct world *w, const struct handle *h, uint64_t flags)
{
	struct l1t_record r = {.kind = L1T_DEVICE};

	r.device = (struct l1t_device){.device = h->id, .mesh = h->mesh, .chips = h->chips_field,
		.grid_x = h->grid_x, .grid_y = h->grid_y, .l1_bytes = h->l1_bytes,
		.unreserved_base = h->base, .l1_small_bytes = h->l1_small,
		.kernel_config_bytes = 64, .bank_count = h->grid_x * h->grid_y,
		.bank_bytes = h->l1_bytes - h->base - h->l1_small, .arch = h->arch,
		.flags = flags, .dram_bank_count = 12, .dram_bank_bytes = h->l1_bytes * 64,
		.dram_base = h->base + 64};
	world_emit(w, &r);
}

static void open_handle(struct world *w, struct handle *h)
{
	world_tick(w);
	h->arch = world_string(w, 7);
	h->chips_field = world_chips(w, h->chip_mask);
	h->id = w->handle_count + 1;
	h->open = 1;
	w->handles[w->handle_count++] = *h;
	emit_device(w, h, 0);
}

void announce_devices(struct world *w)
{
	for (size_t i = 0; i < w->handle_count; i++)
		if (w->handles[i].open)
			emit_device(w, &w->handles[i], L1T_DEVICE_ANNOUNCED);
}

void open_root_device(struct world *w)
{
	struct handle h = {0};
	unsigned unused = ((1u << w->chips) - 1) & ~chips_in_use(w), wanted;

	if (!unused || w->handle_count == HANDLES_MAX)
		return;
	wanted = (unsigned)prng_between(&w->random, 1, 4);
	if (prng_percent(&w->random, w->flavour.bare_chips))
		wanted = 1;
	for (unsigned chip = 0; chip < w->chips && wanted; chip++)
		if (unused >> chip & 1) {
			h.chip_mask |= 1u << chip;
			wanted--;
		}
	h.mesh = prng_percent(&w->random, 20) && !(h.chip_mask & (h.chip_mask - 1)) ? L1T_UNKNOWN
		: w->next_mesh++;
	random_sizes(w, &h);
	open_handle(w, &h);
}

void open_submesh(struct world *w)
{
	int parent = pick_open_handle(w);
	struct handle h;
	unsigned mask;

	if (parent < 0 || w->handle_count == HANDLES_MAX)
		return;
	h = w->handles[parent];
	mask = (unsigned)prng_next(&w->random) & h.chip_mask;
	h.chip_mask = mask ? mask : h.chip_mask;
	h.mesh = w->next_mesh++;
	/* a submesh of a submesh counts as one of the outermost mesh */
	if (!h.outer)
		h.outer = (size_t)parent + 1;
	h.capturing = 0;
	open_handle(w, &h);
}

/* The host's side of a close: there are no events for what was left. */
static void forget_device(struct world *w, size_t at)
{
	struct handle *h = &w->handles[at];

	h->open = 0;
	h->capturing = 0;
	for (size_t i = 0; i < w->handle_count; i++)
		if (w->handles[i].open && w->handles[i].outer == at + 1)
			forget_device(w, i);
	for (size_t i = 0; i < w->buffer_count; i++)
		if (w->buffers[i].live && w->buffers[i].handle == at) {
			w->buffers[i].live = 0;
			/* some of them are freed later nevertheless: see free_unknown */
			if (w->gone_count < GONE_IDS_MAX)
				w->gone_ids[w->gone_count++] = w->buffers[i].id;
		}
	for (size_t i = 0; i < w->trace_count; i++)
		if (w->traces[i].handle == at)
			w->traces[i].state = TRACE_GONE;
}

static void emit_close(struct world *w, size_t at)
{
	struct l1t_record r = {.kind = L1T_DEVICE_CLOSE};

	world_tick(w);
	r.device_close.device = w->handles[at].id;
	world_emit(w, &r);
}

/* Submeshes may also record a close, before or after, or not at all. */
void close_device(struct world *w)
{
	int at = pick_open_handle(w);
	unsigned say = (unsigned)prng_below(&w->random, 3);

	if (at < 0)
		return;
	for (size_t i = 0; say == 1 && i < w->handle_count; i++)
		if (w->handles[i].open && w->handles[i].outer == (size_t)at + 1) {
			emit_close(w, i);
			forget_device(w, i);
		}
	emit_close(w, (size_t)at);
	for (size_t i = 0; say == 2 && i < w->handle_count; i++)
		if (w->handles[i].open && w->handles[i].outer == (size_t)at + 1)
			emit_close(w, i);
	forget_device(w, (size_t)at);
	for (size_t i = 0; i <= THREADS_MAX; i++)
		w->last_launch[i].valid = 0;
}
