/*
 * Records what a model does on a mesh: make_mesh CHIPS TOKENS, with L1TRACE set. All chips do the
 * same, but for the last op of a token, a collective one: each chip runs a program of its own, of
 * another size.
 */
#include <stdlib.h>
#include <string.h>
#include "l1trace.h"

enum {
	CHIPS_MAX = 64, OPS = 5, GRID_X = 8, GRID_Y = 8, L1_BYTES = 1499136, BASE = 100000,
	BUFFER_BYTES = 8192, CB_BYTES = 65536,
};

static const struct l1trace_range all_cores = {0, 0, GRID_X - 1, GRID_Y - 1};
static const struct l1trace_range upper_half = {0, 0, GRID_X - 1, GRID_Y / 2 - 1};

static uint32_t device, programs[OPS], collective[CHIPS_MAX];
static uint64_t next_id;

static uint32_t new_program(uint32_t chips, const struct l1trace_range *cores, uint32_t bytes)
{
	struct l1trace_region r = {.program = l1trace_program(0), .chips = chips,
		.cores = l1trace_cores(cores, 1), .address = BASE, .size_bytes = bytes,
		.type = L1TRACE_CB, .flags = L1TRACE_REGION_FIRST};

	l1trace_region(&r);
	return r.program;
}

static uint64_t allocate(unsigned place)
{
	struct l1trace_buffer b = {.id = ++next_id, .device = device, .type = L1TRACE_L1,
		.size_bytes = (uint64_t)BUFFER_BYTES * GRID_X * GRID_Y, .page_bytes = 2048,
		.address = L1_BYTES - (place + 1) * BUFFER_BYTES, .bytes_per_core = BUFFER_BYTES,
		.core_count = GRID_X * GRID_Y};

	l1trace_alloc(&b);
	return b.id;
}

static void launch(uint32_t program, uint32_t chips, const char *name, unsigned flags)
{
	struct l1trace_launch l = {.program = program, .device = device, .chips = chips,
		.name = l1trace_string(name, strlen(name)), .flags = (uint8_t)flags};

	l1trace_launch(&l);
}

static void decode(uint32_t all, uint32_t chips)
{
	uint64_t input = allocate(0);

	l1trace_mark_begin("token");
	for (unsigned i = 0; i < OPS; i++) {
		uint64_t output = allocate(i + 1);

		launch(programs[i], all, i % 2 ? "half" : "whole", 0);
		l1trace_free(input, device, L1TRACE_L1);
		input = output;
	}
	for (uint32_t chip = 0; chip < chips; chip++)
		launch(collective[chip], chip, "all_gather", chip ? L1TRACE_LAUNCH_SAME_OP : 0);
	l1trace_free(input, device, L1TRACE_L1);
	l1trace_mark_end("token");
}

int main(int argc, char **argv)
{
	uint32_t chips = argc > 2 ? (uint32_t)atoi(argv[1]) : 0, list[CHIPS_MAX], all;
	struct l1trace_device d = {.mesh = L1TRACE_UNKNOWN, .chips = list, .chip_count = chips,
		.grid_x = GRID_X, .grid_y = GRID_Y, .l1_bytes = L1_BYTES, .unreserved_base = BASE,
		.kernel_config_bytes = 70656, .bank_count = GRID_X * GRID_Y,
		.bank_bytes = L1_BYTES - BASE, .arch = "wormhole_b0"};

	if (!chips || chips > CHIPS_MAX)
		return 2;
	for (uint32_t i = 0; i < chips; i++)
		list[i] = i;
	all = l1trace_chips(list, chips);
	device = l1trace_device_open(&d);
	for (unsigned i = 0; i < OPS; i++)
		programs[i] = new_program(all, i % 2 ? &upper_half : &all_cores, CB_BYTES + i * 1024);
	for (uint32_t chip = 0; chip < chips; chip++)
		collective[chip] = new_program(chip, &all_cores, CB_BYTES / 2 + chip * 1024);
	for (int token = atoi(argv[2]); token > 0; token--)
		decode(all, chips);
	l1trace_device_close(device);
	return 0;
}
