/*
 * Streams made by hand: see judge_naive.h.
 * Must not know: how anybody counts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "expected.h"
#include "judge_naive.h"
#include "write_trace.h"

static void add(struct hand_made *h, struct l1t_record *r)
{
	h->now += 1000;
	r->time_ns = h->now;
	r->thread = h->thread;
	stream_add(&h->stream, r);
}

/* Definitions take no time, so that they do not shift what follows. */
static void define(struct hand_made *h, struct l1t_record *r)
{
	h->now -= 1000;
	add(h, r);
}

void hand_begin(struct hand_made *h)
{
	struct l1t_record r = {.kind = L1T_BEGIN};

	*h = (struct hand_made){.thread = 1};
	r.begin = (struct l1t_begin){4711, 1, 1700000000000000000, 1, L1T_UNKNOWN, 0};
	define(h, &r);
}

uint64_t hand_cores(struct hand_made *h, unsigned x0, unsigned x1)
{
	uint8_t blob[8] = {(uint8_t)x0, 0, 0, 0, (uint8_t)x1, 0, 0, 0};
	struct l1t_record r = {.kind = L1T_CORES, .blob = blob, .blob_bytes = 8};

	r.define.id = ++h->core_sets;
	define(h, &r);
	return r.define.id;
}

static uint64_t chips(struct hand_made *h, unsigned bits)
{
	uint8_t blob[128] = {0};
	struct l1t_record r = {.kind = L1T_CHIPS, .blob = blob};

	if (!(bits & (bits - 1)))
		return (uint64_t)__builtin_ctz(bits);
	r.define.id = L1T_CHIPS_FIRST + bits;
	for (unsigned i = 0; i < 32; i++)
		if (bits >> i & 1) {
			blob[r.blob_bytes] = (uint8_t)i;
			r.blob_bytes += 4;
		}
	if (!stream_definition(&h->stream, h->stream.count, L1T_CHIPS, r.define.id))
		define(h, &r);
	return r.define.id;
}

static void open_device(struct hand_made *h, uint64_t device, unsigned chip_bits, uint64_t grid_x,
	uint64_t flags)
{
	struct l1t_record r = {.kind = L1T_DEVICE};

	r.device = (struct l1t_device){.device = device, .mesh = device,
		.chips = chips(h, chip_bits), .grid_x = grid_x, .grid_y = 1,
		.l1_bytes = HAND_L1, .unreserved_base = HAND_BASE,
		.l1_small_bytes = HAND_L1_SMALL, .bank_count = grid_x,
		.bank_bytes = HAND_L1 - HAND_BASE - HAND_L1_SMALL, .flags = flags};
	add(h, &r);
}

void hand_device(struct hand_made *h, uint64_t device, unsigned chip_bits, uint64_t grid_x)
{
	open_device(h, device, chip_bits, grid_x, 0);
}

void hand_device_again(struct hand_made *h, uint64_t device, unsigned chip_bits, uint64_t grid_x)
{
	open_device(h, device, chip_bits, grid_x, L1T_DEVICE_ANNOUNCED);
}

void hand_close(struct hand_made *h, uint64_t device)
{
	struct l1t_record r = {.kind = L1T_DEVICE_CLOSE, .device_close.device = device};

	add(h, &r);
}

static void allocate(struct hand_made *h, struct l1t_alloc a)
{
	struct l1t_record r = {.kind = L1T_ALLOC, .alloc = a};

	r.alloc.size_bytes = a.bytes_per_core * 2;
	r.alloc.core_count = L1T_UNKNOWN;
	add(h, &r);
}

void hand_alloc(struct hand_made *h, uint64_t id, uint64_t device, uint64_t type,
	uint64_t address, uint64_t bytes)
{
	allocate(h, (struct l1t_alloc){.id = id, .device = device, .type = type,
		.address = address, .bytes_per_core = bytes});
}

void hand_alloc_on(struct hand_made *h, uint64_t id, uint64_t device, uint64_t type,
	uint64_t address, uint64_t bytes, uint64_t cores)
{
	allocate(h, (struct l1t_alloc){.id = id, .device = device, .type = type,
		.address = address, .bytes_per_core = bytes, .cores = cores,
		.flags = L1T_ALLOC_PER_CORE});
}

void hand_announce(struct hand_made *h, uint64_t id, uint64_t device, uint64_t address,
	uint64_t bytes)
{
	allocate(h, (struct l1t_alloc){.id = id, .device = device, .type = L1T_L1,
		.address = address, .bytes_per_core = bytes, .flags = L1T_ALLOC_ANNOUNCED});
}

void hand_free(struct hand_made *h, uint64_t id, uint64_t device, uint64_t type)
{
	struct l1t_record r = {.kind = L1T_FREE, .free = {id, device, type, 0}};

	add(h, &r);
}

void hand_region(struct hand_made *h, uint64_t program, unsigned chip_bits, uint64_t cores,
	uint64_t address, uint64_t bytes, uint64_t flags)
{
	struct l1t_record r = {.kind = L1T_REGION};

	r.region = (struct l1t_region){.program = program, .chips = chips(h, chip_bits),
		.type = L1T_CB, .flags = flags, .address = address, .size_bytes = bytes,
		.cores = cores};
	add(h, &r);
}

static void launch(struct hand_made *h, struct l1t_launch l)
{
	struct l1t_record r = {.kind = L1T_LAUNCH, .launch = l};

	add(h, &r);
}

void hand_launch(struct hand_made *h, uint64_t program, uint64_t device, unsigned chip_bits,
	uint64_t flags)
{
	launch(h, (struct l1t_launch){.program = program, .device = device,
		.chips = chips(h, chip_bits), .flags = flags});
}

void hand_launch_named(struct hand_made *h, uint64_t program, uint64_t device, unsigned chip_bits,
	uint64_t string)
{
	launch(h, (struct l1t_launch){.program = program, .device = device,
		.chips = chips(h, chip_bits), .name = string});
}

void hand_kernel(struct hand_made *h, uint64_t program, unsigned chip_bits, uint64_t cores,
	uint64_t text_bytes)
{
	struct l1t_record r = {.kind = L1T_KERNEL};

	r.kernel = (struct l1t_kernel){.program = program, .chips = chips(h, chip_bits),
		.text_bytes = {text_bytes, L1T_UNKNOWN, L1T_UNKNOWN}, .cores = cores};
	add(h, &r);
}

void hand_gone(struct hand_made *h, uint64_t program)
{
	struct l1t_record r = {.kind = L1T_PROGRAM_GONE, .program_gone.program = program};

	add(h, &r);
}

void hand_mesh_trace(struct hand_made *h, unsigned kind, uint64_t device, uint64_t trace)
{
	struct l1t_record r = {.kind = (uint8_t)kind, .mesh_trace = {device, trace, 0}};

	add(h, &r);
}

void hand_string(struct hand_made *h, uint64_t id, const char *text)
{
	struct l1t_record r = {.kind = L1T_STRING, .blob = (const uint8_t *)text,
		.blob_bytes = (uint32_t)strlen(text), .define.id = id};

	define(h, &r);
}

void hand_mark(struct hand_made *h, unsigned kind, uint64_t string)
{
	struct l1t_record r = {.kind = (uint8_t)kind, .mark.name = string};

	add(h, &r);
}

void hand_at_once(struct hand_made *h)
{
	h->now -= 1000;
}

void hand_pause(struct hand_made *h)
{
	struct l1t_record pause = {.kind = L1T_PAUSE}, resume = {.kind = L1T_RESUME};

	h->thread = 0;
	add(h, &pause);
	add(h, &resume);
}

/* Compares with the lines of `rows`; `who` goes into the message. */
static void expect(const struct lines *got, const char *rows, const char *who)
{
	struct lines expected = {0};
	size_t d;

	while (*rows) {
		const char *end = strchr(rows, '\n');

		lines_add(&expected, "%.*s", (int)(end - rows), rows);
		rows = end + 1;
	}
	d = lines_difference(&expected, got);
	if (d < expected.count || d < got->count)
		fail_msg("%s, row %zu: expected %s, got %s", who, d,
			d < expected.count ? expected.text[d] : "none",
			d < got->count ? got->text[d] : "none");
	lines_release(&expected);
}

void hand_expect_in(const struct hand_made *h, enum verb verb, const struct window *w,
	const char *rows)
{
	char path[] = "/tmp/l1t-hand-XXXXXX", *inputs[] = {path};
	struct lines naive[VERB_COUNT] = {{0}}, got = {0};
	struct l1t_record end = {.kind = L1T_END, .time_ns = h->now + 1000};
	struct stream whole = {0};
	const char *fault;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	close(fd);
	for (size_t i = 0; i < h->stream.count; i++)
		stream_add(&whole, &h->stream.records[i]);
	stream_add(&whole, &end);
	write_trace(&whole, path, 1);
	expected_rows(naive, &whole, w);
	expect(&naive[verb], rows, "naive replay");
	assert_int_equal(analyze(L1ANALYZE, verb, (struct analyze_options){.window = w}, inputs, 1,
			&got, 1, &fault), 0);
	sort_rows(&got, verb);
	expect(&got, rows, "l1analyze");
	for (unsigned v = 0; v < VERB_COUNT; v++)
		lines_release(&naive[v]);
	lines_release(&got);
	stream_release(&whole);
	unlink(path);
}

void hand_expect(const struct hand_made *h, enum verb verb, const char *rows)
{
	hand_expect_in(h, verb, &(struct window){0}, rows);
}

void hand_end(struct hand_made *h)
{
	stream_release(&h->stream);
}
