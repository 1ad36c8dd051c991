/*
 * Records operations of the decode loop flat out on a mesh of CHIPS chips in lockstep, on all cores
 * of a grid: the same events whatever their number. Each program is placed once, before its first
 * launch, or before each.
 *
 *     L1TRACE=FILE scaling_trace GRID_X GRID_Y CHIPS OPS once|each
 *
 * Must not know: how the recorder works.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bench_stream.h"
#include "l1trace.h"

enum {
	CHIPS_MAX = 64, GRID_MAX = 64, OPS_MAX = 1 << 24,
	EVENTS_PER_OP = 10,             /* at most */
	PROGRAMS_MAX = 64,
	L1_BYTES = 1499136, BASE = 105824,
};

struct mesh {
	uint16_t grid_x, grid_y;
	uint32_t chip_count;
	uint32_t device, chips, cores, name;
};

static void open_mesh(struct mesh *m)
{
	const struct l1trace_range all = {.x1 = (uint16_t)(m->grid_x - 1),
		.y1 = (uint16_t)(m->grid_y - 1)};
	uint32_t ids[CHIPS_MAX];
	const struct l1trace_device device = {.mesh = 1, .chips = ids, .chip_count = m->chip_count,
		.grid_x = m->grid_x, .grid_y = m->grid_y, .l1_bytes = L1_BYTES,
		.unreserved_base = BASE,
		.bank_count = (uint64_t)m->grid_x * m->grid_y, .bank_bytes = L1_BYTES - BASE,
		.arch = "blackhole"};

	for (uint32_t i = 0; i < m->chip_count; i++)
		ids[i] = i;
	m->device = l1trace_device_open(&device);
	m->chips = l1trace_chips(ids, m->chip_count);
	m->cores = l1trace_cores(&all, 1);
	m->name = l1trace_string("matmul", 6);
}

static void record(const struct mesh *m, const struct stream_event *e)
{
	const uint16_t core_count = (uint16_t)(m->grid_x * m->grid_y);
	const struct l1trace_buffer buffer = {.id = e->id, .address = e->address,
		.size_bytes = (uint64_t)e->bytes_per_core * core_count, .device = m->device,
		.bytes_per_core = e->bytes_per_core, .page_bytes = 2048, .core_count = core_count,
		.type = L1TRACE_L1};
	const struct l1trace_region region = {.program = e->program, .chips = m->chips,
		.cores = m->cores, .address = (uint32_t)e->address, .size_bytes = e->bytes_per_core,
		.flags = e->flags, .index = e->index};
	const struct l1trace_launch launch = {.program = e->program, .device = m->device,
		.chips = m->chips, .name = m->name};

	if (e->kind == STREAM_ALLOC)
		l1trace_alloc(&buffer);
	else if (e->kind == STREAM_FREE)
		l1trace_free(e->id, m->device, L1TRACE_L1);
	else if (e->kind == STREAM_REGION)
		l1trace_region(&region);
	else
		l1trace_launch(&launch);
}

static void record_ops(const struct mesh *m, const struct stream_event *e, uint32_t ops, bool once)
{
	bool placed[PROGRAMS_MAX] = {false};

	for (; ops; e++) {
		if (e->kind == STREAM_REGION && placed[e->program])
			continue;
		record(m, e);
		if (e->kind != STREAM_LAUNCH)
			continue;
		placed[e->program] = once;
		ops--;
	}
}

/* The argument, from 1 to `most`; 0: it is none. */
static uint32_t number(const char *text, uint32_t most)
{
	unsigned long value = strtoul(text, NULL, 10);

	return value <= most ? (uint32_t)value : 0;
}

int main(int argc, char **argv)
{
	struct stream_event *events;
	struct mesh m;
	uint32_t ops;

	if (argc != 6 || !(m.grid_x = (uint16_t)number(argv[1], GRID_MAX)) ||
		!(m.grid_y = (uint16_t)number(argv[2], GRID_MAX)) ||
		!(m.chip_count = number(argv[3], CHIPS_MAX)) || !(ops = number(argv[4], OPS_MAX)) ||
		!(events = stream_decode_loop((size_t)ops * EVENTS_PER_OP, 1))) {
		fprintf(stderr, "usage: scaling_trace GRID_X GRID_Y CHIPS OPS once|each\n");
		return 2;
	}
	open_mesh(&m);
	record_ops(&m, events, ops, !strcmp(argv[5], "once"));
	l1trace_device_close(m.device);
	free(events);
	return 0;
}
