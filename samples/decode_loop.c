/*
 * A transformer's decode loop, recorded through l1trace.h: two chips, one host thread each, 4
 * layers of 5 operations a token. Each operation allocates its output, launches a program with
 * circular buffers on part of the grid and frees its input. One CB lies in its input (an alias);
 * every eighth token keeps a small tensor for ever: a leak to find.
 *
 *     L1TRACE=decode.l1t decode_loop [TOKENS] && l1analyze peak decode.l1t
 *
 * No device is touched: this shows the calls a program makes, with made-up sizes.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "l1trace.h"

enum {
	CHIPS = 2, LAYERS = 4, OPS = 5,
	GRID_X = 8, GRID_Y = 7, BANKS = GRID_X * GRID_Y,
	L1_BYTES = 1499136, BASE = 105824, L1_SMALL = 16384,
	KEEP_EVERY = 8, KEPT_BYTES = 2048,
};

struct op {
	const char *name;
	uint32_t output_bytes;          /* on each core */
	struct l1trace_range cores;     /* where the program runs */
	uint32_t cb_bytes[2];           /* input (an alias when 0) and output */
};

static const struct op ops[OPS] = {
	{"qkv_matmul", 24576, {0, 0, 7, 6}, {65536, 24576}},
	{"attention", 8192, {0, 0, 7, 3}, {131072, 8192}},
	{"output_matmul", 8192, {0, 0, 7, 6}, {65536, 8192}},
	{"mlp_up", 32768, {0, 0, 7, 6}, {98304, 32768}},
	{"mlp_down", 8192, {0, 0, 7, 6}, {0, 8192}},
};

struct worker {
	uint32_t chip;
	unsigned tokens;
};

static _Atomic uint64_t next_id = 1;

struct tensor {
	uint64_t id, address;
};

/* Space grows down from below L1_SMALL; two places take turns, so that addresses repeat. */
static struct tensor allocate(uint32_t device, uint64_t address, uint32_t bytes)
{
	struct tensor t = {atomic_fetch_add(&next_id, 1), address};
	struct l1trace_buffer b = {.id = t.id, .size_bytes = (uint64_t)bytes * BANKS,
		.address = address, .bytes_per_core = bytes, .device = device,
		.page_bytes = 2048, .core_count = BANKS, .type = L1TRACE_L1};

	l1trace_alloc(&b);
	return t;
}

static void place(uint32_t program, uint32_t chip, const struct op *op, uint64_t input)
{
	uint32_t at = BASE, cores = l1trace_cores(&op->cores, 1);

	for (uint8_t i = 0; i < 2; i++) {
		int alias = !op->cb_bytes[i];
		struct l1trace_region r = {.program = program, .chips = chip, .cores = cores,
			.address = alias ? (uint32_t)input : at, .size_bytes = alias ? 8192
				: op->cb_bytes[i], .type = L1TRACE_CB, .index = (uint8_t)(i * 16),
			.flags = alias ? L1TRACE_REGION_ALIAS : 0};

		if (!alias && at == BASE)
			r.flags |= L1TRACE_REGION_FIRST;
		l1trace_region(&r);
		if (!alias)
			at += op->cb_bytes[i];
	}
}

static void decode(uint32_t chip, uint32_t device, unsigned tokens)
{
	const uint64_t top = L1_BYTES - L1_SMALL;
	uint32_t programs[OPS];
	uint64_t kept = 0;

	for (unsigned i = 0; i < OPS; i++)
		programs[i] = l1trace_program(0);
	for (unsigned token = 0; token < tokens; token++) {
		uint64_t reach = top - kept * KEPT_BYTES;
		struct tensor input = allocate(device, reach - 8192, 8192);

		l1trace_mark_begin("token");
		for (unsigned i = 0; i < LAYERS * OPS; i++) {
			const struct op *op = &ops[i % OPS];
			int low = i % 2 == 0;
			struct tensor output = allocate(device,
				low ? reach - 32768 - op->output_bytes : reach - op->output_bytes,
				op->output_bytes);
			struct l1trace_launch launch = {.program = programs[i % OPS],
				.device = device, .chips = chip,
				.name = l1trace_string(op->name, strlen(op->name))};

			if (token == 0 && i < OPS)
				place(programs[i], chip, op, input.address);
			l1trace_launch(&launch);
			l1trace_free(input.id, device, L1TRACE_L1);
			input = output;
		}
		l1trace_free(input.id, device, L1TRACE_L1);
		if (token % KEEP_EVERY == KEEP_EVERY - 1)
			allocate(device, top - ++kept * KEPT_BYTES, KEPT_BYTES);
		l1trace_mark_end("token");
	}
	for (unsigned i = 0; i < OPS; i++)
		l1trace_program_gone(programs[i]);
}

static void *work(void *argument)
{
	const struct worker *w = argument;
	struct l1trace_device d = {.mesh = L1TRACE_UNKNOWN, .chips = &w->chip, .chip_count = 1,
		.grid_x = GRID_X, .grid_y = GRID_Y, .l1_bytes = L1_BYTES, .unreserved_base = BASE,
		.l1_small_bytes = L1_SMALL, .kernel_config_bytes = 70656, .bank_count = BANKS,
		.bank_bytes = L1_BYTES - BASE - L1_SMALL, .arch = "wormhole_b0"};
	uint32_t device = l1trace_device_open(&d);

	decode(w->chip, device, w->tokens);
	l1trace_device_close(device);
	return NULL;
}

int main(int argc, char **argv)
{
	unsigned tokens = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 64;
	struct worker workers[CHIPS];
	pthread_t threads[CHIPS];

	for (uint32_t i = 0; i < CHIPS; i++) {
		workers[i] = (struct worker){i, tokens};
		if (pthread_create(&threads[i], NULL, work, &workers[i]))
			return 1;
	}
	for (uint32_t i = 0; i < CHIPS; i++)
		pthread_join(threads[i], NULL);
	printf("decoded %u tokens on %d chips%s\n", tokens, CHIPS,
		l1trace_enabled() ? ", recorded" : "; set L1TRACE=FILE to record");
	return 0;
}
