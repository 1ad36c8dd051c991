/*
 * Writes a trace that takes much work to read: make_bomb FILE LIST=COUNT ... Every list of a trace
 * may be long, and the entries of all lists alternate, so that a loop over one list for each entry
 * of another one becomes expensive. It is a complete trace, written with the real encoder.
 *
 * Must not know: what the analyzer does with it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "trace_writer.h"

enum { L1_BYTES = 1499136, BASE = 103808, TOP = 1393312, BLOCK = 8000, BLOB_MOST = 4 << 20 };

enum list {
	CHIPS, GRID, CORES, RANGES, STRINGS, LENGTH, SITES, FRAMES, DEVICES, OPENINGS, BUFFERS, PER_CORE,
	DRAM, FREES, PROGRAMS, REGIONS, KERNELS, LAUNCHES, CAPTURES, CAPTURED, REPLAYS, MARKS, NESTED,
	FAILURES, REFUSALS, RESUMES, OWNED, PURPOSES, NAMES, THREADS, SAME_OP, CHOSEN, UNLIKE, LISTS
};

static const struct {
	const char *name;
	uint64_t few;           /* count of a list that is not named */
} lists[LISTS] = {{"chips", 2}, {"grid", 4}, {"cores", 2}, {"ranges", 1}, {"strings", 4}, {"length", 8},
	{"sites", 2}, {"frames", 2}, {"devices", 1}, {"openings", 0}, {"buffers", 4}, {"per_core", 0},
	{"dram", 0}, {"frees", 1}, {"programs", 2}, {"regions", 2}, {"kernels", 1}, {"launches", 4},
	{"captures", 0}, {"captured", 2}, {"replays", 2}, {"marks", 2}, {"nested", 1}, {"failures", 0},
	{"refusals", 0}, {"resumes", 0}, {"owned", 0}, {"purposes", 0}, {"names", 0}, {"threads", 1},
	{"same_op", 0}, {"chosen", 0}, {"unlike", 0}};

static uint64_t n[LISTS];
static struct trace_writer m;
static uint32_t in_block, thread;
static int64_t now_ns;

static void end_block(void)
{
	if (in_block)
		trace_block(&m, now_ns);
	in_block = 0;
}

static void add(struct l1t_record r)
{
	if (in_block == BLOCK)
		end_block();
	if (!in_block++)
		trace_run(&m, thread, (uint64_t)now_ns);
	r.time_ns = ++now_ns;
	trace_add(&m, &r);
}

/* A record of another thread needs a run of its own. */
static void add_by(uint32_t by, struct l1t_record r)
{
	if (by != thread && in_block) {
		thread = by;
		trace_run(&m, thread, (uint64_t)now_ns);
	}
	thread = by;
	add(r);
}

static void define(uint8_t kind, uint64_t id, const void *blob, size_t bytes)
{
	end_block();    /* a block has at most 16 MiB */
	add((struct l1t_record){.kind = kind, .define = {id}, .blob = blob,
		.blob_bytes = (uint32_t)bytes});
}

static void definitions(void)
{
	static uint8_t blob[BLOB_MOST];
	uint16_t *ranges = (void *)blob;
	uint32_t *words = (void *)blob;

	for (uint64_t i = 0; i < n[STRINGS]; i++) {
		memset(blob, 'a' + (int)(i % 26), n[LENGTH] < BLOB_MOST ? n[LENGTH] : BLOB_MOST);
		if (n[UNLIKE])          /* no two of them are equal; blob has room */
			snprintf((char *)blob, 9, "%08u", (unsigned)i % 100000000);
		define(L1T_STRING, i + 1, blob, n[LENGTH] < BLOB_MOST ? n[LENGTH] : BLOB_MOST);
	}
	for (uint64_t i = 0; i < n[CORES]; i++) {
		uint64_t count = n[RANGES] < BLOB_MOST / 8 ? n[RANGES] : BLOB_MOST / 8;

		for (uint64_t k = 0; k < count; k++) {
			uint16_t x = (uint16_t)((i + k) % n[GRID]), y = (uint16_t)((i + k) / n[GRID] % n[GRID]);

			ranges[4 * k] = x;
			ranges[4 * k + 1] = y;
			ranges[4 * k + 2] = i % 3 ? x : (uint16_t)(n[GRID] - 1);
			ranges[4 * k + 3] = y;
		}
		define(L1T_CORES, i + 1, ranges, count * 8);
	}
	for (uint64_t i = 0; i < n[CHIPS]; i++)
		words[i] = (uint32_t)i;
	define(L1T_CHIPS, L1T_CHIPS_FIRST, words, n[CHIPS] * 4);
	for (uint64_t k = 0; k < 3 * n[FRAMES]; k++)
		words[k] = (uint32_t)(1 + k % n[STRINGS]);
	for (uint64_t i = 0; i < n[SITES]; i++) {
		words[1] = (uint32_t)i;
		define(L1T_CALLSITE, i + 1, words, n[FRAMES] * 12);
	}
	end_block();
}

static void open_device(uint64_t i)
{
	add((struct l1t_record){.kind = L1T_DEVICE, .device = {.device = i + 1, .mesh = i,
		.chips = L1T_CHIPS_FIRST, .grid_x = n[GRID], .grid_y = n[GRID], .l1_bytes = L1_BYTES,
		.unreserved_base = BASE, .l1_small_bytes = 32768, .kernel_config_bytes = 70656,
		.bank_count = 64, .bank_bytes = TOP, .dram_bank_count = 12, .dram_bank_bytes = 1 << 30}});
}

static void alloc(uint64_t i, uint64_t id, uint64_t type, uint64_t flags)
{
	add_by((uint32_t)(1 + i % n[THREADS]), (struct l1t_record){.kind = L1T_ALLOC, .alloc = {.id = id,
		.device = 1 + i % n[DEVICES], .type = type, .size_bytes = 2048,
		.address = BASE + i * 64 % TOP, .bytes_per_core = 32 + i % 2 * 64, .page_bytes = 32,
		.cores = 1 + i % n[CORES], .core_count = 1, .callsite = 1 + i % n[SITES],
		.flags = flags}});
}

static void launch(uint64_t i, uint64_t flags)
{
	add_by((uint32_t)(1 + i % n[THREADS]), (struct l1t_record){.kind = L1T_LAUNCH, .launch = {
		.program = 1 + i % n[PROGRAMS], .device = 1 + i % n[DEVICES], .chips = L1T_CHIPS_FIRST,
		.name = 1 + i % n[STRINGS], .callsite = 1 + i % n[SITES], .flags = flags,
		.type = 1 + i % n[STRINGS]}});
}

static void region(uint64_t i)
{
	add((struct l1t_record){.kind = L1T_REGION, .region = {.program = 1 + i % n[PROGRAMS],
		.chips = L1T_CHIPS_FIRST, .type = i % 3, .index = i, .address = BASE + i * 32 % TOP,
		.size_bytes = 48, .cores = 1 + i % n[CORES]}});
}

static void kernel(uint64_t i)
{
	add((struct l1t_record){.kind = L1T_KERNEL, .kernel = {.program = 1 + i % n[PROGRAMS],
		.chips = L1T_CHIPS_FIRST, .name = 1 + i % n[STRINGS], .core_type = 1, .processor = 1,
		.text_bytes = {100, L1T_UNKNOWN, L1T_UNKNOWN}, .cores = 1 + i % n[CORES]}});
}

static void mesh_trace(uint8_t kind, uint64_t i)
{
	add((struct l1t_record){.kind = kind, .mesh_trace = {1 + i % n[DEVICES], i, 1 + i % n[SITES]}});
}

static void fail(uint64_t i, uint64_t type)
{
	static char text[600];

	memset(text, 'x', sizeof(text));
	snprintf(text, sizeof(text), "buffer %d of L1", (int)i);
	add((struct l1t_record){.kind = L1T_FAILURE, .failure = {.type = type, .device = 1 + i % n[DEVICES],
		.chips = L1T_CHIPS_FIRST, .program = 1 + i % n[PROGRAMS], .buffer_type = L1T_L1,
		.size_bytes = 1000000 + i, .bytes_per_bank = 1000000 + i, .bank_count = 64,
		.bank_bytes = TOP, .free_bytes = 1000000, .largest_free_bytes = 900000,
		.cores = 1 + i % n[CORES], .callsite = 1 + i % n[SITES]},
		.blob = (const uint8_t *)text, .blob_bytes = (uint32_t)strlen(text)});
}

static void mark(uint8_t kind, uint64_t i)
{
	add_by((uint32_t)(1 + i % n[THREADS]), (struct l1t_record){.kind = kind,
		.mark = {1 + i % n[STRINGS]}});
}

static void capture(uint64_t i)
{
	mesh_trace(L1T_CAPTURE_BEGIN, i);
	for (uint64_t k = 0; k < n[CAPTURED]; k++)
		launch(k * n[DEVICES] + i, 0);
	mesh_trace(L1T_CAPTURE_END, i);
}

static void reopen(uint64_t i)
{
	add((struct l1t_record){.kind = L1T_DEVICE_CLOSE, .device_close = {1 + i % n[DEVICES]}});
	open_device(i % n[DEVICES]);
}

static void resume(uint64_t i)
{
	add((struct l1t_record){.kind = L1T_PAUSE});
	add_by(0, (struct l1t_record){.kind = L1T_RESUME});
	now_ns--;
	for (uint64_t k = 0; k < n[DEVICES] && k < 4; k++) {
		open_device(k);
		now_ns--;
	}
	now_ns++;
	(void)i;
}

static void note(uint64_t i, uint64_t code)
{
	char text[40];
	int bytes = snprintf(text, sizeof(text), "buffer %d of L1", (int)(i % 100));

	add((struct l1t_record){.kind = L1T_NOTE, .note = {code, 1 + i, 1 + i % n[STRINGS]},
		.blob = (const uint8_t *)text, .blob_bytes = (uint32_t)bytes});
}

/*
 * Ids that a multiplicative hash puts in one place: multiplied by its factor they are powers of
 * two.
 */
static uint64_t id_of(uint64_t i)
{
	uint64_t key = i * (0xf1de83e19937733du << 47);

	return n[CHOSEN] ? key >> 3 | key << 61 : i + 1;
}

/* The i-th entry of each list that has this many. */
static void turn(uint64_t i)
{
	if (i < n[REGIONS])
		region(i);
	if (i < n[KERNELS])
		kernel(i);
	if (i < n[NESTED])
		mark(L1T_MARK_BEGIN, i);
	if (i < n[BUFFERS])
		alloc(i, id_of(i), i % 7 ? L1T_L1 : L1T_L1_SMALL, 0);
	if (i < n[PER_CORE])
		alloc(i, (1u << 24) + i, i % 2 ? L1T_L1 : L1T_PERSISTENT, L1T_ALLOC_PER_CORE);
	if (i < n[DRAM])
		alloc(i, n[CHOSEN] ? id_of(i) : (2u << 24) + i, L1T_DRAM, 0);
	if (i < n[OWNED])
		alloc(i, (3u << 24) + i, L1T_L1, i % 2 ? L1T_ALLOC_ENQUEUED : L1T_ALLOC_MADE);
	if (i < n[CAPTURES])
		capture(i);
	if (i < n[LAUNCHES])
		launch(i, 0);
	if (i < n[SAME_OP])
		launch(i, L1T_LAUNCH_SAME_OP);
	if (i < n[REPLAYS])
		mesh_trace(L1T_REPLAY, n[CAPTURES] ? i % n[CAPTURES] : i);
	if (i < n[MARKS]) {
		mark(L1T_MARK_BEGIN, i);
		mark(L1T_MARK_END, i);
	}
	if (i < n[FAILURES])
		fail(i, i % 5);
	if (i < n[REFUSALS]) {
		fail(i % 100, L1T_FAIL_REFUSED);
		note(i, L1T_NOTE_REFUSED);
	}
	if (i < n[PURPOSES])
		note(i, L1T_NOTE_PURPOSE);
	if (i < n[NAMES])
		note(i, L1T_NOTE_NAME);         /* of what lives nowhere */
	if (i < n[FREES])
		add((struct l1t_record){.kind = L1T_FREE, .free = {i / 2 + 1, 1, i / 2 % 7 ? L1T_L1
			: L1T_L1_SMALL, 0, 0}});
	if (i < n[OPENINGS])
		reopen(i);
	if (i < n[RESUMES])
		resume(i);
}

static int set(const char *word)
{
	for (int i = 0; i < LISTS; i++) {
		size_t length = strlen(lists[i].name);

		if (!strncmp(word, lists[i].name, length) && word[length] == '=') {
			n[i] = strtoull(word + length + 1, NULL, 10);
			return 0;
		}
	}
	return -1;
}

int main(int argc, char **argv)
{
	static const char pairs[] = "host=h\0cwd=/w\0command=bomb";
	uint64_t most = 0;
	FILE *out;

	for (int i = 0; i < LISTS; i++)
		n[i] = lists[i].few;
	if (argc == 2 && !strcmp(argv[1], "--lists"))
		for (int i = 0; i < CHOSEN; i++)
			puts(lists[i].name);
	if (argc < 2 || argv[1][0] == '-')
		return argc < 2 ? 2 : 0;
	for (int i = 2; i < argc; i++)
		if (set(argv[i])) {
			fprintf(stderr, "no list '%s'\n", argv[i]);
			return 2;
		}
	trace_begin(&m);
	add((struct l1t_record){.kind = L1T_BEGIN, .begin = {.pid = 42, .wall_ns = 1},
		.blob = (const uint8_t *)pairs, .blob_bytes = sizeof(pairs)});
	thread = 1;
	definitions();
	for (uint64_t i = 0; i < n[DEVICES]; i++)
		open_device(i);
	for (int i = REGIONS; i < LISTS; i++)
		most = i != CAPTURED && i != THREADS && i != CHOSEN && n[i] > most ? n[i] : most;
	for (int i = OPENINGS; i < REGIONS; i++)
		most = i != PROGRAMS && n[i] > most ? n[i] : most;
	for (uint64_t i = 0; i < most; i++)
		turn(i);
	add((struct l1t_record){.kind = L1T_END});
	end_block();
	out = fopen(argv[1], "w");
	if (!out || fwrite(m.bytes.data, 1, m.bytes.count, out) != m.bytes.count || fclose(out)) {
		perror(argv[1]);
		return 1;
	}
	trace_free(&m);
	return 0;
}
