/*
 * Writes a trace in which every text is as difficult as possible and numbers are huge: make_nasty
 * FILE. It is a complete trace: every format has to show what is in it.
 */
#include <stdio.h>
#include <string.h>
#include "trace_writer.h"

#define NASTY "q\"uo'te,\n\r\ttab\x1b[2J\x1b]0;gone\a\x9b" "31m\xc2\x9b" "31m\xe2\x80\xae" "\xff\xfe" \
	"\\ | = @cmd \xc3\xa4\xf0\x9f\x98\x80; DROP TABLE run;--"

enum { LONG_BYTES = 70000 };

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

static void add_texts(void)
{
	static const char pairs[] = "host=" NASTY "\0command=" NASTY "\0cwd=/w " NASTY "\0version="
		NASTY;
	static const uint16_t cores[] = {0, 0, 1, 1};
	static const uint32_t frames[] = {0, 0, 1, 2, 4294967295u, 1, 3, 7, 1}, deep[] = {2, 1, 4};
	static char text[LONG_BYTES];

	add((struct l1t_record){.kind = L1T_BEGIN, .begin = {.pid = 1, .wall_ns = INT64_MAX},
		.blob = (const uint8_t *)pairs, .blob_bytes = sizeof(pairs)});
	add_blob(L1T_STRING, 1, NASTY, sizeof(NASTY) - 1);
	add_blob(L1T_STRING, 2, "/w " NASTY "/f.py", sizeof("/w " NASTY "/f.py") - 1);
	/* with a NUL in the middle, and empty */
	add_blob(L1T_STRING, 3, "a\0b", 3);
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = "\xc3\xa4" "x"[i % 3];
	add_blob(L1T_STRING, 4, text, sizeof(text));
	add_blob(L1T_STRING, 5, "", 0);
	add_blob(L1T_CORES, 1, cores, sizeof(cores));
	add_blob(L1T_CALLSITE, 1, frames, sizeof(frames));
	add_blob(L1T_CALLSITE, 2, deep, sizeof(deep));
	add((struct l1t_record){.kind = L1T_THREAD, .blob = (const uint8_t *)NASTY,
		.blob_bytes = sizeof(NASTY) - 1});
}

static void add_buffers(void)
{
	static const uint64_t sizes[] = {1024, UINT64_MAX - 1, 1ull << 63, (1ull << 63) - 1};
	static const uint32_t odd[] = {99, 7, 8, 9, 5, 77, 17, 1, 1};
	static uint32_t wide[L1T_TENSOR_FIXED + 3 * (1 + L1T_RANK_MAX)] = {L1T_BFLOAT16, 1, 4, L1T_L1, 1, 1};

	add((struct l1t_record){.kind = L1T_DEVICE, .device = {.device = 1, .mesh = 1, .grid_x = 2,
		.grid_y = 2, .l1_bytes = 1000000, .unreserved_base = 100000, .bank_count = 4,
		.bank_bytes = 900000, .kernel_config_bytes = 70656, .arch = 1}});
	for (uint64_t i = 0; i < 4; i++)
		add((struct l1t_record){.kind = L1T_ALLOC, .alloc = {.id = i + 1, .device = 1,
			.type = L1T_L1, .size_bytes = sizes[i], .address = 900000 - i * 1024,
			.bytes_per_core = i ? 1024 : sizes[i], .page_bytes = sizes[i],
			.callsite = i % 2 + 1}});
	add((struct l1t_record){.kind = L1T_ALLOC, .alloc = {.id = 9, .device = 1, .type = L1T_DRAM,
		.size_bytes = (1ull << 63) - 1, .bytes_per_core = 1ull << 62, .callsite = 1}});
	for (size_t i = L1T_TENSOR_FIXED; i < sizeof(wide) / sizeof(*wide); i++)
		wide[i] = (i - L1T_TENSOR_FIXED) % (1 + L1T_RANK_MAX) ? UINT32_MAX - 1 : L1T_RANK_MAX;
	add_blob(L1T_TENSOR, 1, wide, sizeof(wide));
	add_blob(L1T_TENSOR, 2, odd, sizeof(odd));
	for (uint64_t i = 1; i <= 3; i++)       /* nobody defines the third */
		add((struct l1t_record){.kind = L1T_HOLDS, .holds = {i, L1T_L1, i}});
	add((struct l1t_record){.kind = L1T_HOLDS, .holds = {UINT64_MAX, UINT64_MAX, UINT64_MAX}});
	add((struct l1t_record){.kind = L1T_FREE, .free = {99, 1, L1T_L1, 0, 0}});
}

static void add_programs(void)
{
	add((struct l1t_record){.kind = L1T_MARK_BEGIN, .mark = {1}});
	for (uint64_t p = 1; p <= 3; p++) {
		add((struct l1t_record){.kind = L1T_PROGRAM, .program = {p, p}});
		add((struct l1t_record){.kind = L1T_KERNEL, .kernel = {.program = p, .name = p,
			.core_type = 1, .text_bytes = {1ull << 62, 1, 1}, .cores = 1}});
		add((struct l1t_record){.kind = L1T_PROGRAM_CONFIG, .program_config = {p, 1ull << 62,
			1ull << 62}});
		add((struct l1t_record){.kind = L1T_REGION, .region = {.program = p,
			.flags = L1T_REGION_FIRST, .address = 100000, .size_bytes = 4096, .cores = 1}});
		add((struct l1t_record){.kind = L1T_LAUNCH, .launch = {.program = p, .device = 1,
			.name = p == 2 ? 4 : p == 3 ? 5 : 1, .callsite = p % 2 + 1, .type = 1}});
	}
	add((struct l1t_record){.kind = L1T_MARK_END, .mark = {1}});
	add((struct l1t_record){.kind = L1T_FAILURE, .failure = {.type = L1T_FAIL_OOM, .device = 1,
		.buffer_type = L1T_L1, .size_bytes = UINT64_MAX - 2, .bytes_per_bank = 1ull << 40,
		.bank_count = 4, .bank_bytes = 900000, .free_bytes = 890000,
		.largest_free_bytes = 880000, .callsite = 1}, .blob = (const uint8_t *)NASTY,
		.blob_bytes = sizeof(NASTY) - 1});
	add((struct l1t_record){.kind = L1T_FAILURE, .failure = {.type = L1T_FAIL_LAUNCH,
		.device = 1, .program = 2, .callsite = 2}, .blob = (const uint8_t *)NASTY,
		.blob_bytes = sizeof(NASTY) - 1});
	for (uint64_t code = 0; code < 7; code++)
		add((struct l1t_record){.kind = L1T_NOTE, .note = {code, 0, 0},
			.blob = (const uint8_t *)NASTY, .blob_bytes = sizeof(NASTY) - 1});
	add((struct l1t_record){.kind = L1T_LOST, .lost = {(1ull << 63) - 1, 0}});
}

/* A loop of launches, and a mesh trace that is replayed. */
static void add_repeats(void)
{
	for (uint64_t i = 0; i < 12; i++)
		add((struct l1t_record){.kind = L1T_LAUNCH, .launch = {.program = i % 3 + 1, .device = 1,
			.name = i % 3 == 1 ? 4 : i % 3 == 2 ? 5 : 1, .callsite = i % 3 == 0}});
	add((struct l1t_record){.kind = L1T_CAPTURE_BEGIN, .mesh_trace = {1, 7, 0}});
	add((struct l1t_record){.kind = L1T_LAUNCH, .launch = {.program = 2, .device = 1, .name = 4}});
	add((struct l1t_record){.kind = L1T_CAPTURE_END, .mesh_trace = {1, 7, 0}});
	for (int i = 0; i < 2; i++)
		add((struct l1t_record){.kind = L1T_REPLAY, .mesh_trace = {1, 7, 0}});
}

int main(int argc, char **argv)
{
	FILE *out = argc == 2 ? fopen(argv[1], "wb") : NULL;

	if (!out) {
		fprintf(stderr, "usage: make_nasty FILE\n");
		return 2;
	}
	trace_begin(&m);
	trace_run(&m, 1, 0);
	add_texts();
	add_buffers();
	add_programs();
	add_repeats();
	add((struct l1t_record){.kind = L1T_END, .end = {1}});
	trace_block(&m, now_ns + 1000);
	if (fwrite(m.bytes.data, 1, m.bytes.count, out) != m.bytes.count || fclose(out))
		return 1;
	trace_free(&m);
	return 0;
}
