/*
 * Launches, captures and replays of the naive replay: who is launched where, under which number.
 * See naive_state.h.
 * Must not know: how l1analyze counts, files.
 */
#include "naive_state.h"

static const struct l1t_record *string_of(const struct naive_state *n, uint64_t string)
{
	return string ? stream_definition(n->stream, n->at, L1T_STRING, string) : NULL;
}

static struct naive_trace *find_trace(struct naive_state *n, uint64_t device, uint64_t trace)
{
	for (size_t i = 0; i < n->trace_count; i++)
		if (n->traces[i].device == device && n->traces[i].trace == trace)
			return &n->traces[i];
	return NULL;
}

static struct naive_trace *find_capture(struct naive_state *n, uint64_t device)
{
	for (size_t i = 0; i < n->trace_count; i++)
		if (n->traces[i].device == device && n->traces[i].capturing)
			return &n->traces[i];
	return NULL;
}

/* Copies, so that later changes of the program do not matter. */
static void capture_launch(struct naive_state *n, struct naive_trace *t,
	const struct naive_placed *p, const struct l1t_record *name)
{
	struct naive_captured c = {.placed = *p, .op = n->op, .name = name};
	struct naive_region *regions = NULL;
	struct naive_kernel *kernels = NULL;

	c.placed.region_count = c.placed.kernel_count = 0;
	for (size_t i = 0; i < p->region_count; i++)
		APPEND(regions, c.placed.region_count, p->regions[i]);
	for (size_t i = 0; i < p->kernel_count; i++)
		APPEND(kernels, c.placed.kernel_count, p->kernels[i]);
	for (size_t i = 0; i < n->buffer_count; i++)
		APPEND(c.buffers, c.buffer_count, n->buffers[i]);
	c.placed.regions = regions;
	c.placed.kernels = kernels;
	APPEND(t->launches, t->launch_count, c);
}

/* The op's number: a new one, or that of the launch before on this thread. */
static uint64_t number_op(struct naive_state *n, int same)
{
	size_t i = 0;

	while (i < n->last_op_count && n->last_ops[i].thread != n->event->thread)
		i++;
	if (i == n->last_op_count) {
		struct last_op first = {n->event->thread, 0};

		APPEND(n->last_ops, n->last_op_count, first);
	}
	if (!same || !n->last_ops[i].op)
		n->last_ops[i].op = ++n->op_numbers;
	return n->last_ops[i].op;
}

/* A row for each chip, unless the op has one there already. */
static void begin_op_rows(struct naive_state *n, const struct chip_list *chips,
	struct op_row row)
{
	row.op = n->op;
	row.time_ns = n->event->time_ns;
	row.at = n->at;
	for (size_t i = 0; i < chips->count; i++) {
		int there = 0;

		row.chip = chips->chip[i];
		for (size_t k = 0; k < n->out->op_count; k++)
			there |= n->out->ops[k].op == row.op && n->out->ops[k].chip == row.chip;
		if (!there)
			APPEND(n->out->ops, n->out->op_count, row);
	}
}

static struct maybe text_bytes(const struct naive_state *n, uint64_t program)
{
	struct maybe bytes = {0};

	for (size_t i = 0; i < n->config_count; i++)
		if (n->configs[i].program == program && n->configs[i].text_bytes != L1T_UNKNOWN)
			bytes = (struct maybe){1, (int64_t)n->configs[i].text_bytes};
	return bytes;
}

void run_launch(struct naive_state *n, const struct l1t_launch *l)
{
	struct naive_trace *capture = find_capture(n, l->device);
	struct naive_placed p = {.program = l->program, .chips = chips_of(n, l->chips),
		.regions = n->regions, .region_count = n->region_count, .kernels = n->kernels,
		.kernel_count = n->kernel_count};
	struct op_row row = {.program = l->program, .name = string_of(n, l->name),
		.callsite = l->callsite, .text = text_bytes(n, l->program)};

	n->op = number_op(n, l->flags & L1T_LAUNCH_SAME_OP ? 1 : 0);
	begin_op_rows(n, &p.chips, row);
	if (l->flags & L1T_LAUNCH_FAILED)
		return;
	if (capture)
		capture_launch(n, capture, &p, row.name);
	else
		look_at_launch(n, &p, row.name);
	if (!capture)
		window_launch(n, &p, row.name);
}

void run_mesh_trace(struct naive_state *n, unsigned kind, const struct l1t_mesh_trace *m)
{
	struct naive_trace *t = find_trace(n, m->device, m->trace);
	struct naive_trace fresh = {.device = m->device, .trace = m->trace, .capturing = 1};
	struct naive_handle *h = find_handle(n, m->device);
	struct op_row row = {.callsite = m->callsite, .replay = {1, (int64_t)m->trace}};

	if (kind == L1T_CAPTURE_BEGIN) {
		APPEND(n->traces, n->trace_count, fresh);
	} else if (kind == L1T_CAPTURE_END && t) {
		t->capturing = 0;
		t->ended_at = n->at;
	} else if (kind == L1T_RELEASE && t) {
		t->trace = t->device = L1T_UNKNOWN;
	} else if (kind == L1T_REPLAY) {
		n->op = number_op(n, 0);
		if (!t || !h)
			return;
		begin_op_rows(n, &h->chips, row);
		look_at_replay(n, t, &h->chips);
		window_replay(n, t);
		by_op_replay(n, t);
		look_for_hazards(n, t, &h->chips);
	}
}

void free_traces(struct naive_state *n)
{
	for (size_t i = 0; i < n->trace_count; i++) {
		for (size_t k = 0; k < n->traces[i].launch_count; k++) {
			free((void *)(uintptr_t)n->traces[i].launches[k].placed.regions);
			free((void *)(uintptr_t)n->traces[i].launches[k].placed.kernels);
			free(n->traces[i].launches[k].buffers);
		}
		free(n->traces[i].launches);
	}
	free(n->traces);
	free(n->last_ops);
}
