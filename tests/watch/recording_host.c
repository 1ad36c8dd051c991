/*
 * Records what it is told on standard input, a line each, and answers "ok" when the call has returned.
 *
 *     recording_host CHIPS NAME
 *         with L1TRACE set; NAME is what its op and its mark are called
 *     alloc ID BYTES [FUNCTION] | free ID | launch BYTES X Y | fail NEEDED | mark | work COUNT
 *     exec | quit
 *
 * A launch runs on cores 0,0 to X,Y. work: so many allocations and frees.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "l1trace.h"

enum { CHIPS_MAX = 64, GRID_X = 8, GRID_Y = 8, L1_BYTES = 1499136, BASE = 100000, PLACES = 30, PLACE = 40960 };

static uint32_t device, chips, site;
static const char *name;

static void open_device(unsigned count)
{
	static uint32_t list[CHIPS_MAX];
	struct l1trace_device d = {.mesh = 1, .chips = list, .chip_count = count, .grid_x = GRID_X,
		.grid_y = GRID_Y, .l1_bytes = L1_BYTES, .unreserved_base = BASE,
		.kernel_config_bytes = 70656, .bank_count = GRID_X * GRID_Y, .bank_bytes = L1_BYTES - BASE,
		.arch = "wormhole_b0"};

	for (unsigned i = 0; i < count; i++)
		list[i] = i;
	device = l1trace_device_open(&d);
	chips = count > 1 ? l1trace_chips(list, count) : 0;
}

static uint32_t site_of(const char *function)
{
	struct l1trace_frame frames[2] = {
		{.function = "ttnn.ones"},
		{.file = "/model/layer.py", .line = 12, .function = function}};

	return l1trace_callsite(frames, 2);
}

static void allocate(uint64_t id, uint32_t bytes, const char *function)
{
	struct l1trace_buffer b = {.id = id, .size_bytes = (uint64_t)bytes * GRID_X * GRID_Y,
		.address = L1_BYTES - id % PLACES * PLACE - bytes, .bytes_per_core = bytes, .device = device,
		.page_bytes = 2048, .core_count = GRID_X * GRID_Y, .type = L1TRACE_L1,
		.callsite = function ? site_of(function) : site};

	l1trace_alloc(&b);
}

static void launch(uint32_t bytes, unsigned x, unsigned y)
{
	struct l1trace_range cores = {0, 0, (uint16_t)x, (uint16_t)y};
	struct l1trace_region r = {.program = l1trace_program(0), .chips = chips,
		.cores = l1trace_cores(&cores, 1), .address = BASE, .size_bytes = bytes, .type = L1TRACE_CB,
		.flags = L1TRACE_REGION_FIRST};
	struct l1trace_launch l = {.program = r.program, .device = device, .chips = chips,
		.name = l1trace_string(name, strlen(name)), .callsite = site};

	l1trace_region(&r);
	l1trace_launch(&l);
}

static void fail(uint64_t needed)
{
	struct l1trace_failure f = {.type = L1TRACE_OOM, .buffer_type = L1TRACE_L1, .device = device,
		.chips = chips, .callsite = site, .size_bytes = needed * 64, .bytes_per_bank = needed,
		.bank_count = 64, .bank_bytes = L1_BYTES - BASE, .allocated_bytes = L1TRACE_UNKNOWN,
		.free_bytes = L1TRACE_UNKNOWN, .largest_free_bytes = L1TRACE_UNKNOWN,
		.region_end = L1TRACE_UNKNOWN, .lowest_buffer = L1TRACE_UNKNOWN,
		.limit_bytes = L1TRACE_UNKNOWN};

	l1trace_failure(&f, "Out of Memory: Not enough space to allocate");
}

static void work(unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		allocate(1000 + i, 2048, NULL);
		l1trace_free(1000 + i, device, L1TRACE_L1);
	}
}

int main(int argc, char **argv)
{
	char line[4096], function[4000];
	unsigned long long a;
	unsigned x, y;
	uint32_t b;

	if (argc < 3)
		return 2;
	name = argv[2];
	setvbuf(stdin, NULL, _IONBF, 0);        /* what comes after exec is the next program's */
	open_device((unsigned)atoi(argv[1]));
	site = site_of("forward");
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = 0;
		if (sscanf(line, "alloc %llu %u %3999[^\n]", &a, &b, function) == 3)
			allocate(a, b, function);
		else if (sscanf(line, "alloc %llu %u", &a, &b) == 2)
			allocate(a, b, NULL);
		else if (sscanf(line, "free %llu", &a) == 1)
			l1trace_free(a, device, L1TRACE_L1);
		else if (sscanf(line, "launch %u %u %u", &b, &x, &y) == 3)
			launch(b, x, y);
		else if (sscanf(line, "fail %u", &b) == 1)
			fail(b);
		else if (sscanf(line, "work %u", &x) == 1)
			work(x);
		else if (!strcmp(line, "mark"))
			l1trace_mark_begin(name);
		else if (!strcmp(line, "exec"))
			execv("/proc/self/exe", argv);
		else
			break;
		puts("ok");
		fflush(stdout);
	}
	return 0;
}
