/*
 * Writes a trace in which every size and count is one number, over and over: make_huge FILE NUMBER. What
 * one row can hold, the sum of two need not.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "trace_writer.h"

enum { TIMES = 3 };

static struct trace_writer m;
static int64_t now_ns;

static void add(struct l1t_record r)
{
	r.time_ns = now_ns += 1000;
	trace_add(&m, &r);
}

static void add_blob(uint8_t kind, uint64_t id, const void *blob, size_t bytes)
{
	add((struct l1t_record){.kind = kind, .define = {id}, .blob = blob,
		.blob_bytes = (uint32_t)bytes});
}

static void add_definitions(uint64_t n)
{
	static const uint16_t cores[] = {0, 0, 1, 1};
	static const uint32_t frames[] = {2, 7, 1};

	add((struct l1t_record){.kind = L1T_BEGIN, .begin = {.pid = 1}});
	add_blob(L1T_STRING, 1, "step", strlen("step"));
	add_blob(L1T_STRING, 2, "/w/run.py", strlen("/w/run.py"));
	add_blob(L1T_CORES, 1, cores, sizeof(cores));
	add_blob(L1T_CALLSITE, 1, frames, sizeof(frames));
	add((struct l1t_record){.kind = L1T_DEVICE, .device = {.device = 1, .mesh = 1, .grid_x = 2,
		.grid_y = 2, .l1_bytes = 1000000, .unreserved_base = 100000, .bank_count = 4,
		.bank_bytes = 900000, .kernel_config_bytes = 70656, .arch = 1, .dram_bank_count = 4,
		.dram_bank_bytes = n}});
}

/* Some that are freed, and some that are left. */
static void add_buffers(uint64_t first, uint64_t n)
{
	static const uint64_t types[] = {L1T_DRAM, L1T_L1, L1T_L1_SMALL, L1T_PERSISTENT};

	for (uint64_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		for (uint64_t k = 0; k < TIMES; k++)
			add((struct l1t_record){.kind = L1T_ALLOC, .alloc = {first + i * TIMES + k, 1, types[i],
				.size_bytes = n, .address = 200000 + k * 2048, .bytes_per_core = n, .page_bytes = n,
				.cores = 1, .core_count = n, .callsite = 1,
				.flags = k == TIMES - 1 ? L1T_ALLOC_PER_CORE : 0}});
	for (uint64_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		add((struct l1t_record){.kind = L1T_FREE, .free = {first + i * TIMES, 1, types[i], 1,
			L1T_BY_DEALLOCATE}});
}

static void add_programs(uint64_t first, uint64_t n)
{
	for (uint64_t p = first; p < first + TIMES; p++) {
		add((struct l1t_record){.kind = L1T_PROGRAM, .program = {p, p}});
		for (uint64_t i = 0; i < TIMES; i++)
			add((struct l1t_record){.kind = L1T_KERNEL, .kernel = {.program = p, .name = 1,
				.core_type = 1, .processor = i + 1, .text_bytes = {n, n, n}, .cores = 1}});
		add((struct l1t_record){.kind = L1T_PROGRAM_CONFIG, .program_config = {p, n, n}});
		for (uint64_t i = 0; i < TIMES; i++) {
			add((struct l1t_record){.kind = L1T_REGION_INDEX, .region_index = {.program = p,
				.cores = 1, .region = i, .index = i, .page_bytes = n, .pages = n}});
			add((struct l1t_record){.kind = L1T_REGION, .region = {.program = p,
				.flags = i ? 0 : L1T_REGION_FIRST, .index = i, .address = 100000, .size_bytes = n,
				.cores = 1}});
		}
		add((struct l1t_record){.kind = L1T_LAUNCH, .launch = {.program = p, .device = 1, .name = 1,
			.callsite = 1, .type = 1}});
	}
}

static void add_failures(uint64_t n)
{
	for (uint64_t type = L1T_FAIL_OOM; type <= L1T_FAIL_REFUSED; type++)
		for (uint64_t i = 0; i < TIMES; i++)
			add((struct l1t_record){.kind = L1T_FAILURE, .failure = {.type = type, .device = 1,
				.program = 1, .buffer_type = L1T_L1, .size_bytes = n, .bytes_per_bank = n,
				.bank_count = n, .bank_bytes = n, .allocated_bytes = n, .free_bytes = n,
				.largest_free_bytes = n, .region_end = n, .lowest_buffer = n, .limit_bytes = n,
				.cores = 1, .callsite = i}, .blob = (const uint8_t *)"no", .blob_bytes = 2});
	for (uint64_t i = 0; i < TIMES; i++) {
		add((struct l1t_record){.kind = L1T_NOTE, .note = {L1T_NOTE_REFUSED, i, n},
			.blob = (const uint8_t *)"no", .blob_bytes = 2});
		add((struct l1t_record){.kind = L1T_NOTE, .note = {L1T_NOTE_HOOK, 1, n},
			.blob = (const uint8_t *)"no", .blob_bytes = 2});
		add((struct l1t_record){.kind = L1T_ASKED, .asked = {1, L1T_ASKED_STATISTICS, L1T_L1, n, n,
			0, 1}});
		add((struct l1t_record){.kind = L1T_LOST, .lost = {n, 0}});
	}
}

int main(int argc, char **argv)
{
	FILE *out = argc == 3 ? fopen(argv[1], "wb") : NULL;
	uint64_t n = argc == 3 ? strtoull(argv[2], NULL, 10) : 0;

	if (!out) {
		fprintf(stderr, "usage: make_huge FILE NUMBER\n");
		return 2;
	}
	trace_begin(&m);
	trace_run(&m, 1, 0);
	add_definitions(n);
	for (uint64_t pass = 0; pass < TIMES; pass++) {
		add((struct l1t_record){.kind = L1T_MARK_BEGIN, .mark = {1}});
		add_buffers(100 * (pass + 1), n);
		add_programs(1 + TIMES * pass, n);
		add_failures(n);
		add((struct l1t_record){.kind = L1T_MARK_END, .mark = {1}});
	}
	/* passes at the same time, longer than all time */
	for (uint64_t pass = 0; pass < TIMES; pass++)
		add((struct l1t_record){.kind = L1T_MARK_BEGIN, .mark = {1}});
	now_ns = INT64_MAX / 4 * 3;
	for (uint64_t pass = 0; pass < TIMES; pass++)
		add((struct l1t_record){.kind = L1T_MARK_END, .mark = {1}});
	add((struct l1t_record){.kind = L1T_END, .end = {1}});
	trace_block(&m, now_ns + 1000);
	if (fwrite(m.bytes.data, 1, m.bytes.count, out) != m.bytes.count || fclose(out))
		return 1;
	trace_free(&m);
	return 0;
}
