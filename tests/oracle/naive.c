/*
 * The naive replay: applies one event after the other to plain lists, then looks at every core.
 * See naive.h and naive_state.h.
 * Must not know: how l1analyze counts, files.
 */
#include <string.h>
#include "naive_state.h"

/* A list that names a chip twice has it once. */
struct chip_list chips_of(const struct naive_state *n, uint64_t chips)
{
	struct chip_list list = {.chip = {chips}, .count = 1};
	const struct l1t_record *set;

	if (chips < L1T_CHIPS_FIRST)
		return list;
	set = stream_definition(n->stream, n->at, L1T_CHIPS, chips);
	list.count = 0;
	for (uint32_t i = 0; set && i + 4 <= set->blob_bytes && list.count < NAIVE_CHIPS; i += 4) {
		uint64_t chip = set->blob[i] | (uint64_t)set->blob[i + 1] << 8;

		if (!in_chips(&list, chip))
			list.chip[list.count++] = chip;
	}
	return list;
}

struct naive_handle *find_handle(struct naive_state *n, uint64_t device)
{
	for (size_t i = 0; i < n->handle_count; i++)
		if (n->handles[i].device.device == device)
			return &n->handles[i];
	return NULL;
}

static int chip_is_covered(const struct naive_state *n, uint64_t chip)
{
	for (size_t i = 0; i < n->handle_count; i++)
		if (n->handles[i].open && in_chips(&n->handles[i].chips, chip))
			return 1;
	return 0;
}

static void begin_opening(struct naive_state *n, uint64_t chip, const struct l1t_device *d)
{
	struct naive_opening o = {.chip = chip, .sizes = *d, .open = 1};

	o.cells = calloc(d->grid_x * d->grid_y + 1, sizeof(*o.cells));
	if (!o.cells)
		abort();
	for (uint64_t y = 0; y < d->grid_y; y++)
		for (uint64_t x = 0; x < d->grid_x; x++) {
			struct naive_cell *c = &o.cells[y * d->grid_x + x];

			c->peak = (struct peak_row){.chip = chip, .x = x, .y = y,
				.time_ns = n->event->time_ns,
				.reserved_bytes = (int64_t)d->unreserved_base,
				.capacity_bytes = (int64_t)d->l1_bytes};
		}
	APPEND(n->openings, n->opening_count, o);
	if (n->map_bytes < d->l1_bytes) {
		n->map_bytes = d->l1_bytes;
		n->map = realloc(n->map, n->map_bytes);
		if (!n->map)
			abort();
	}
}

static int covers_all(const struct chip_list *outer, const struct chip_list *inner)
{
	for (size_t i = 0; i < inner->count; i++)
		if (!in_chips(outer, inner->chip[i]))
			return 0;
	return 1;
}

static void open_device(struct naive_state *n, const struct l1t_device *d)
{
	struct naive_handle h = {*d, chips_of(n, d->chips), 1, 0};

	if (find_handle(n, d->device))
		return;         /* announced again */
	for (size_t i = 0; i < n->handle_count && !h.outer; i++)
		if (n->handles[i].open && covers_all(&n->handles[i].chips, &h.chips))
			h.outer = n->handles[i].device.device;
	for (size_t i = 0; i < h.chips.count; i++)
		if (!chip_is_covered(n, h.chips.chip[i]))
			begin_opening(n, h.chips.chip[i], d);
	APPEND(n->handles, n->handle_count, h);
}

static void leave(struct naive_state *n, const struct naive_buffer *b, const char *reason)
{
	struct leak_row leak = {.chip = b->chips.chip[0], .alloc = b->alloc,
		.alloc_ns = b->alloc_ns, .reason = reason, .at = b->at,
		.free_ns = strcmp(reason, "live at end") ? n->event->time_ns : -1};

	if (b->alloc.flags & L1T_ALLOC_ANNOUNCED)
		leak.reason = "allocated before recording";
	APPEND(n->out->leaks, n->out->leak_count, leak);
}

static void end_buffer(struct naive_state *n, size_t at)
{
	REMOVE(n->buffers, n->buffer_count, at);
	look_at_cores(n, "free");
}

/* The buffer was freed, by an event or unseen. */
static void give_back(struct naive_state *n, size_t at)
{
	const struct naive_buffer *b = &n->buffers[at];
	struct leak_row freed = {.chip = b->chips.chip[0], .alloc = b->alloc,
		.alloc_ns = b->alloc_ns, .at = b->at, .free_ns = n->event->time_ns};

	APPEND(n->out->freed, n->out->freed_count, freed);
	end_buffer(n, at);
}

/* Submeshes first, the last opened first; what is left on each is freed in order of allocation. */
static void close_device(struct naive_state *n, uint64_t device)
{
	struct naive_handle *h = find_handle(n, device);

	if (!h || !h->open)
		return;
	for (size_t i = n->handle_count; i-- > 0;)
		if (n->handles[i].outer == device)
			close_device(n, n->handles[i].device.device);
	for (size_t i = 0; i < n->buffer_count;)
		if (n->buffers[i].alloc.device == device) {
			leave(n, &n->buffers[i], "freed at device close");
			end_buffer(n, i);
		} else {
			i++;
		}
	h->open = 0;
	for (size_t i = 0; i < n->trace_count; i++)
		if (n->traces[i].device == device)
			n->traces[i].trace = n->traces[i].device = L1T_UNKNOWN;
}

/* Called after the last check of the cores of a device that was closed. */
static void end_openings(struct naive_state *n)
{
	for (size_t i = 0; i < n->opening_count; i++)
		if (!chip_is_covered(n, n->openings[i].chip))
			n->openings[i].open = 0;
}

static void free_buffer(struct naive_state *n, const struct l1t_free *f)
{
	for (size_t i = 0; i < n->buffer_count; i++)
		if (n->buffers[i].alloc.id == f->id && n->buffers[i].alloc.type == f->type) {
			give_back(n, i);
			return;
		}
}

static int is_live(const struct naive_state *n, const struct l1t_alloc *a)
{
	for (size_t i = 0; i < n->buffer_count; i++)
		if (n->buffers[i].alloc.id == a->id && n->buffers[i].alloc.type == a->type)
			return 1;
	return 0;
}

static void allocate(struct naive_state *n, const struct l1t_alloc *a)
{
	struct l1t_free lost = {.id = a->id, .device = a->device, .type = a->type};
	struct naive_handle *h = find_handle(n, a->device);
	int own_cores = a->type == L1T_PERSISTENT || a->flags & L1T_ALLOC_PER_CORE;
	struct naive_buffer b = {.alloc = *a, .alloc_ns = n->event->time_ns, .at = n->at,
		.cores = own_cores && a->cores ? cores_of(n, a->cores) : NULL};

	if (!h || (a->flags & L1T_ALLOC_ANNOUNCED && is_live(n, a)))
		return;
	free_buffer(n, &lost);
	b.chips = h->chips;
	APPEND(n->buffers, n->buffer_count, b);
	look_at_cores(n, "alloc");
}

/* Whether it is among the announcements right after this resume. */
static int announced(const struct naive_state *n, unsigned kind, uint64_t id, uint64_t type)
{
	for (size_t i = n->at + 1; i < n->stream->count; i++) {
		const struct l1t_record *r = &n->stream->records[i];

		if (r->time_ns != n->event->time_ns || r->thread != n->event->thread)
			return 0;
		if (r->kind == kind && r->f[0] == id &&
				(kind != L1T_ALLOC || r->alloc.type == type))
			return 1;
	}
	return 0;
}

/* What is not announced again was freed during the pause. */
static void resume(struct naive_state *n)
{
	for (size_t i = 0; i < n->buffer_count;) {
		const struct l1t_alloc *a = &n->buffers[i].alloc;

		if (announced(n, L1T_ALLOC, a->id, a->type))
			i++;
		else
			give_back(n, i);
	}
	for (size_t i = n->handle_count; i-- > 0;)
		if (!announced(n, L1T_DEVICE, n->handles[i].device.device, 0))
			close_device(n, n->handles[i].device.device);
	end_openings(n);
	n->region_count = 0;
}

static void apply(struct naive_state *n)
{
	const struct l1t_record *r = n->event;

	switch (r->kind) {
	case L1T_DEVICE:
		return open_device(n, &r->device);
	case L1T_DEVICE_CLOSE:
		close_device(n, r->device_close.device);
		return end_openings(n);
	case L1T_ALLOC:
		return allocate(n, &r->alloc);
	case L1T_FREE:
		return free_buffer(n, &r->free);
	case L1T_REGION:
		return place_region(n, &r->region);
	case L1T_REGIONS_FREED:
		return end_regions(n, &r->regions_freed);
	case L1T_KERNEL:
		return add_kernel(n, &r->kernel);
	case L1T_PROGRAM_CONFIG:
		APPEND(n->configs, n->config_count, r->program_config);
		return;
	case L1T_PROGRAM_GONE:
		forget_program(n, r->program_gone.program);
		return look_at_cores(n, "program gone");
	case L1T_RESUME:
		return resume(n);
	case L1T_LAUNCH:
		return run_launch(n, &r->launch);
	case L1T_CAPTURE_BEGIN:
	case L1T_CAPTURE_END:
	case L1T_REPLAY:
	case L1T_RELEASE:
		return run_mesh_trace(n, r->kind, &r->mesh_trace);
	default:
		return;
	}
}

static void free_state(struct naive_state *n)
{
	free_traces(n);
	for (size_t i = 0; i < n->opening_count; i++)
		free(n->openings[i].cells);
	free(n->handles);
	free(n->buffers);
	free(n->regions);
	free(n->kernels);
	free(n->configs);
	free(n->openings);
	free(n->map);
}

/* A core that has no instant in the window has no row. */
static void give_peak(struct naive_state *n, const struct naive_cell *c)
{
	struct peak_row row = c->peak;

	if (!window_has_core(n->window, row.x, row.y))
		return;
	if (!window_is_whole(n->window)) {
		if (!c->in_window)
			return;
		row.peak_bytes = c->window.peak_bytes;
		row.time_ns = c->window.time_ns;
		row.parts = c->window.parts;
		row.headroom = c->window.headroom;
		row.op = c->window.op;
		row.name = c->window.name;
		row.replay = c->window.replay;
		row.captured_op = c->window.captured_op;
	}
	APPEND(n->out->peaks, n->out->peak_count, row);
}

void naive_replay(struct naive *out, const struct stream *s, const struct window *w)
{
	struct naive_state n = {.stream = s, .out = out, .window = w};

	*out = (struct naive){0};
	for (n.at = 0; n.at < s->count; n.at++) {
		n.event = &s->records[n.at];
		window_before_event(&n);
		apply(&n);
		window_after_event(&n);
	}
	for (size_t i = 0; i < n.buffer_count; i++)
		leave(&n, &n.buffers[i], "live at end");
	by_op_finish(&n);
	for (size_t i = 0; i < n.opening_count; i++) {
		const struct naive_opening *o = &n.openings[i];

		for (size_t c = 0; c < o->sizes.grid_x * o->sizes.grid_y; c++)
			give_peak(&n, &o->cells[c]);
	}
	free_state(&n);
}

void naive_release(struct naive *n)
{
	free(n->peaks);
	free(n->timeline);
	free(n->leaks);
	free(n->freed);
	free(n->ops);
	free(n->op_uses);
	free(n->hazards);
	*n = (struct naive){0};
}
