/*
 * Files that need more work than their size allows: the size limits the cost of reading, and what
 * is left out is reported. The processor's time is compared with what other reading takes in the
 * same process, so neither a slow nor a loaded machine matters.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include "l1t_limits.h"
#include "l1t_live.h"
#include "l1t_reader.h"
#include "trace_writer.h"

struct cost {
	struct l1t_read_status status;
	double seconds;
};

static double processor_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct cost read_file(const char *name)
{
	struct cost c = {.seconds = processor_s()};
	const struct l1t_record *r;
	struct l1t_reader *reader;
	char message[256];

	assert_int_equal(l1t_reader_open(&reader, name, message, sizeof(message)), 0);
	while (l1t_reader_next(reader, &r) == 1)
		;
	c.status = *l1t_reader_status(reader);
	l1t_reader_close(reader);
	c.seconds = processor_s() - c.seconds;
	return c;
}

static struct cost read_bytes(const struct bytes *b)
{
	char *name = write_temporary(b->data, b->count);
	struct cost c = read_file(name);

	unlink(name);
	free(name);
	return c;
}

enum { WHOLE_RECORDS = 800000 };

static struct cost read_whole_trace(void)
{
	enum { EACH = 8000 };
	struct trace_writer m;
	struct cost c;

	trace_begin(&m);
	for (int64_t i = 0; i < WHOLE_RECORDS / EACH; i++) {
		trace_run(&m, 1, (uint64_t)i * EACH);
		for (int64_t k = 0; k < EACH; k++)
			trace_add(&m, &(struct l1t_record){.kind = L1T_FREE, .time_ns = i * EACH + k});
		trace_block(&m, (i + 1) * EACH);
	}
	c = read_bytes(&m.bytes);
	trace_free(&m);
	return c;
}

/* Usually 30 to 40 times; what is not bounded takes thousands. */
static void costs_no_more_than_traces_do(double seconds)
{
	const double whole = read_whole_trace().seconds;

	if (seconds > 300 * whole)
		fail_msg("%.3f s; a whole trace takes %.3f s", seconds, whole);
}

static void a_whole_trace_has_nothing_left_out(void **unused)
{
	struct cost c = read_whole_trace();

	(void)unused;
	assert_int_equal(c.status.records, WHOLE_RECORDS);
	assert_int_equal(c.status.left_out_bytes + c.status.early_records, 0);
}

static void what_unpacks_to_too_much_is_left_out(void **unused)
{
	enum { TEXT = 8 << 20, COUNT = 60 };
	uint8_t *text = calloc(1, TEXT);
	struct trace_writer m;
	struct cost c;

	(void)unused;
	trace_begin(&m);
	for (unsigned i = 0; i < COUNT; i++) {
		trace_run(&m, 1, i);
		trace_add(&m, &(struct l1t_record){.kind = L1T_STRING, .time_ns = i, .define = {i + 1},
			.blob = text, .blob_bytes = TEXT});
		trace_block(&m, i + 1);
	}
	c = read_bytes(&m.bytes);
	assert_in_range(c.status.records, L1T_LIMIT_RAW_BYTES / TEXT - 2, L1T_LIMIT_RAW_BYTES / TEXT + 8);
	assert_in_range(c.status.left_out_bytes, 1, m.bytes.count - L1T_FILE_HEADER_BYTES);
	assert_int_equal(c.status.damaged_count + c.status.skipped_blocks, 0);
	trace_free(&m);
	free(text);
}

/* Marks that never advance: all records would have to wait for their order. */
static void records_that_cannot_all_wait_come_early_and_are_counted(void **unused)
{
	enum { BLOCKS = 150, EACH = 8000 };
	struct trace_writer m;
	struct rusage used;
	struct cost c;

	(void)unused;
	trace_begin(&m);
	for (int64_t i = 0; i < BLOCKS; i++) {
		trace_run(&m, 1, (uint64_t)i * EACH);
		for (int64_t k = 0; k < EACH; k++)
			trace_add(&m, &(struct l1t_record){.kind = L1T_ALLOC,
				.time_ns = (BLOCKS - i) * EACH + k});
		trace_block(&m, INT64_MIN);
	}
	c = read_bytes(&m.bytes);
	getrusage(RUSAGE_SELF, &used);
	assert_int_equal(c.status.records, BLOCKS * EACH);
	assert_in_range(c.status.early_records, 1, BLOCKS * EACH);
	assert_in_range(used.ru_maxrss, 0, 256 << 10);
	trace_free(&m);
}

static double seconds_for_losses(unsigned blocks, unsigned each)
{
	struct trace_writer m;
	struct cost c;

	trace_begin(&m);
	for (unsigned i = 0; i < blocks; i++) {
		for (unsigned k = 0; k < each; k++) {
			struct l1t_run run = {1, 1, k, k + 1};

			l1t_encoder_begin_run(m.encoder, &run);
			trace_add(&m, &(struct l1t_record){.kind = L1T_LOST, .lost = {1, 0}});
		}
		trace_block(&m, 0);
	}
	c = read_bytes(&m.bytes);
	assert_int_equal(c.status.lost_events, blocks * each);
	trace_free(&m);
	return c.seconds;
}

static void losses_are_not_looked_for_in_all_runs(void **unused)
{
	double small, large, again;

	(void)unused;
	small = seconds_for_losses(480, 1000);
	large = seconds_for_losses(60, 8000);
	again = seconds_for_losses(480, 1000);
	/* as many losses: to look for each in all runs of its block took 5 to 8 times as long */
	if (large > 3 * (small > again ? small : again))
		fail_msg("%.3f and %.3f s in small blocks, %.3f s in large ones", small, again, large);
}

static struct bytes repeated(const uint8_t *what, size_t bytes, size_t times)
{
	struct l1t_file_header h = {L1T_VERSION, 5, 0, 1};
	struct bytes b = {.count = L1T_FILE_HEADER_BYTES + bytes * times};

	b.data = malloc(b.count);
	assert_non_null(b.data);
	l1t_write_file_header(b.data, &h);
	for (size_t i = 0; i < times; i++)
		memcpy(b.data + L1T_FILE_HEADER_BYTES + i * bytes, what, bytes);
	return b;
}

static void a_block_may_seem_to_begin_anywhere(void **unused)
{
	struct bytes b = repeated((const uint8_t *)L1T_BLOCK_SYNC, 8, 1 << 19);
	struct cost c = read_bytes(&b);

	(void)unused;
	assert_int_equal(c.status.damaged_count, 1);
	costs_no_more_than_traces_do(c.seconds);
	free(b.data);
}

static void headers_without_their_blocks_are_not_all_tried(void **unused)
{
	struct l1t_block_header h = {.frame_bytes = 1 << 20, .raw_bytes = L1T_BLOCK_RAW_MAX,
		.session = 5, .records = 1};
	uint8_t header[L1T_BLOCK_HEADER_BYTES];
	struct bytes b;
	struct cost c;

	(void)unused;
	l1t_write_block_header(header, &h);
	b = repeated(header, sizeof(header), 1 << 16);
	c = read_bytes(&b);
	assert_in_range(c.status.left_out_bytes, 1, b.count);
	costs_no_more_than_traces_do(c.seconds);
	free(b.data);
}

/* 64 GB of holes; `headers`: each ring has a header page that says that the ring is full. */
static struct cost read_sparse_live(bool headers, uint32_t place)
{
	enum { RINGS = L1T_RING_MAX, RING = L1T_RING_BYTES_MAX };
	static uint8_t page[L1T_PAGE];
	struct l1t_live_header *h = (void *)page;
	struct l1t_ring_header *ring = (void *)page;
	struct trace_writer m;
	char *name, path[300];
	struct cost c;
	FILE *f;

	trace_begin(&m);
	name = write_temporary(m.bytes.data, m.bytes.count);
	snprintf(path, sizeof(path), "%s.live", name);
	f = fopen(path, "w");
	memset(page, 0, sizeof(page));
	memcpy(h->magic, L1T_LIVE_MAGIC, 8);
	h->version = L1T_VERSION;
	h->ring_bytes = RING;
	h->session = m.session;
	h->place = place;
	h->ring_count = RINGS;
	h->anchors[0].ns_per_tick = 1;
	assert_int_equal(fwrite(page, sizeof(page), 1, f), 1);
	memset(page, 0, sizeof(page));
	ring->head = RING / L1T_SLOT_BYTES;
	ring->thread = 1;
	for (long i = 0; headers && i < RINGS; i++) {
		fseek(f, L1T_PAGE + i * ((long)L1T_PAGE + RING), SEEK_SET);
		assert_int_equal(fwrite(page, sizeof(page), 1, f), 1);
	}
	fclose(f);
	assert_int_equal(truncate(path, L1T_PAGE + RINGS * ((off_t)L1T_PAGE + RING)), 0);
	c = read_file(name);
	unlink(path);
	unlink(name);
	free(name);
	trace_free(&m);
	return c;
}

static void holes_of_a_live_file_are_not_read(void **unused)
{
	(void)unused;
	for (uint32_t place = 0; place < 2; place++) {
		struct cost c = read_sparse_live(false, place);

		assert_int_equal(c.status.records, 0);
		costs_no_more_than_traces_do(c.seconds);
		c = read_sparse_live(true, place);
		assert_int_equal(c.status.records, 0);
		assert_true(c.status.damaged_count > 0);
		costs_no_more_than_traces_do(c.seconds);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_that_cannot_all_wait_come_early_and_are_counted),
		cmocka_unit_test(what_unpacks_to_too_much_is_left_out),
		cmocka_unit_test(a_whole_trace_has_nothing_left_out),
		cmocka_unit_test(losses_are_not_looked_for_in_all_runs),
		cmocka_unit_test(a_block_may_seem_to_begin_anywhere),
		cmocka_unit_test(headers_without_their_blocks_are_not_all_tried),
		cmocka_unit_test(holes_of_a_live_file_are_not_read),
	};

	return cmocka_run_group_tests_name("format bounds", tests, NULL, NULL);
}
