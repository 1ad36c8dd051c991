/*
 * What a dead process left in its live file is moved into the trace, once, whatever the process was
 * doing when it died; and how it ended is added.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "l1t_fold.h"
#include "l1t_live.h"
#include "l1t_reader.h"
#include "trace_writer.h"

enum { RING_BYTES = 1 << 20, RING_SLOTS = RING_BYTES / L1T_SLOT_BYTES };

/*
 * Makes a temporary pair: a trace with ids [0, written) of ring 0, and a live file with [tail,
 * head).
 */
static char *make(uint64_t written, uint64_t tail, uint64_t head, uint64_t settled)
{
	struct trace_writer m;
	struct l1t_run run = {1, 1, 0, written};
	uint8_t *live = calloc(1, 2 * L1T_PAGE + RING_BYTES);
	struct l1t_live_header *h = (void *)live;
	struct l1t_ring_header *ring = (void *)(live + L1T_PAGE);
	char *name, path[300];
	FILE *f;

	trace_begin(&m);
	l1t_encoder_begin_run(m.encoder, &run);
	for (uint64_t i = 0; i < written; i++) {
		struct l1t_record r = {.kind = L1T_FREE, .time_ns = (int64_t)i};

		r.free.id = i;
		trace_add(&m, &r);
	}
	trace_block(&m, (int64_t)written);
	name = write_temporary(m.bytes.data, m.bytes.count);
	memcpy(h->magic, L1T_LIVE_MAGIC, 8);
	h->version = L1T_LIVE_UNCHECKED;
	h->ring_bytes = RING_BYTES;
	h->session = m.session;
	h->ring_count = 1;
	h->trace_bytes = settled < m.bytes.count ? settled : m.bytes.count;
	h->anchors[0] = (struct l1t_anchor){0, 0, 1.0};
	ring->tail = tail;
	ring->head = head;
	ring->thread = 1;
	for (uint64_t slot = tail; slot < head; slot++) {
		struct l1t_slot_free free_event = {.head = {.kind = L1T_SLOT_FREE, .slots = 1,
			.page = l1t_slot_page(slot), .ticks = slot}, .id = slot};

		memcpy(live + 2 * L1T_PAGE + slot % RING_SLOTS * L1T_SLOT_BYTES, &free_event,
			sizeof(free_event));
	}
	snprintf(path, sizeof(path), "%s.live", name);
	f = fopen(path, "w");
	assert_int_equal(fwrite(live, 2 * L1T_PAGE + RING_BYTES, 1, f), 1);
	fclose(f);
	free(live);
	trace_free(&m);
	return name;
}

/* All ids [0, ids) are there once and in order, then an exit record with this signal. */
static void check_ids(const char *name, uint64_t ids, uint64_t signal)
{
	char message[256];
	struct l1t_reader *reader;
	const struct l1t_record *r;
	uint64_t id = 0, exits = 0;

	assert_int_equal(l1t_reader_open(&reader, name, message, sizeof(message)), 0);
	while (l1t_reader_next(reader, &r) == 1) {
		if (r->kind == L1T_EXIT) {
			assert_int_equal(r->exit.signal, signal);
			exits++;
			continue;
		}
		assert_int_equal(exits, 0);
		assert_int_equal(r->free.id, id++);
	}
	assert_int_equal(id, ids);
	assert_int_equal(exits, 1);
	assert_int_equal(l1t_reader_status(reader)->damaged_count, 0);
	assert_int_equal(l1t_reader_status(reader)->skipped_blocks, 0);
	l1t_reader_close(reader);
}

static void remove_pair(char *name)
{
	char path[300];

	snprintf(path, sizeof(path), "%s.live", name);
	unlink(path);
	unlink(name);
	free(name);
}

static void what_the_rings_hold_is_moved_into_the_trace(void **unused)
{
	const struct l1t_exit exit = {0, 9, L1T_UNKNOWN};
	struct l1t_fold_result result;
	char *name = make(1000, 1000, 31000, UINT64_MAX / 2), message[256], path[300];

	(void)unused;
	assert_int_equal(l1t_fold(name, &exit, &result, message, sizeof(message)), 0);
	assert_int_equal(result.folded, 30000);
	assert_int_equal(result.records, 31001);
	snprintf(path, sizeof(path), "%s.live", name);
	assert_int_equal(access(path, F_OK), -1);
	check_ids(name, 31000, 9);
	remove_pair(name);
}

static void a_block_written_but_not_yet_taken_off_the_ring_counts_once(void **unused)
{
	const struct l1t_exit exit = {0, 9, L1T_UNKNOWN};
	struct l1t_fold_result result;
	char *name = make(1000, 0, 2000, L1T_FILE_HEADER_BYTES), message[256];

	(void)unused;
	assert_int_equal(l1t_fold(name, &exit, &result, message, sizeof(message)), 0);
	assert_int_equal(result.folded, 1000);
	check_ids(name, 2000, 9);
	remove_pair(name);
}

static void a_block_torn_in_the_middle_of_its_write_is_written_again(void **unused)
{
	const struct l1t_exit exit = {3, 0, L1T_UNKNOWN};
	struct stat st;

	(void)unused;
	for (unsigned cut = 1; cut < 1200; cut += 7) {
		struct l1t_fold_result result;
		char *name = make(1000, 0, 1500, L1T_FILE_HEADER_BYTES), message[256];

		assert_int_equal(stat(name, &st), 0);
		if (cut > st.st_size - L1T_FILE_HEADER_BYTES) {
			remove_pair(name);
			break;
		}
		assert_int_equal(truncate(name, st.st_size - cut), 0);
		assert_int_equal(l1t_fold(name, &exit, &result, message, sizeof(message)), 0);
		check_ids(name, 1500, 0);
		remove_pair(name);
	}
}

static void what_lay_behind_the_last_block_goes(void **unused)
{
	const struct l1t_exit exit = {3, 0, L1T_UNKNOWN};
	static const uint8_t torn[100000] = {1, 2, 3};
	char *name = make(1000, 1000, 1500, UINT64_MAX / 2), message[256];
	struct l1t_fold_result result;
	struct stat st;
	FILE *f = fopen(name, "a");

	(void)unused;
	assert_int_equal(fwrite(torn, sizeof(torn), 1, f), 1);
	fclose(f);
	assert_int_equal(l1t_fold(name, &exit, &result, message, sizeof(message)), 0);
	assert_int_equal(stat(name, &st), 0);
	assert_int_equal(st.st_size, result.file_bytes);
	assert_in_range(st.st_size, 1, sizeof(torn));
	assert_int_equal(result.had_end, 0);
	check_ids(name, 1500, 0);
	remove_pair(name);
}

static void a_fold_tells_whether_the_recorder_had_ended(void **unused)
{
	struct l1t_record r = {.kind = L1T_END, .time_ns = 5};
	struct l1t_fold_result result;
	struct trace_writer m;
	char *name, message[256];

	(void)unused;
	trace_begin(&m);
	trace_run(&m, 0, 0);
	trace_add(&m, &r);
	trace_block(&m, 6);
	name = write_temporary(m.bytes.data, m.bytes.count);
	assert_int_equal(l1t_fold_look(name, &result, message, sizeof(message)), 0);
	assert_int_equal(result.had_end, 1);
	assert_int_equal(result.had_live_file, 0);
	trace_free(&m);
	remove_pair(name);
}

static void a_fold_that_was_cut_short_can_be_taken_up_again(void **unused)
{
	const struct l1t_exit exit = {0, 9, L1T_UNKNOWN};
	struct l1t_fold_result result;
	char *name = make(10, 10, 31000, L1T_FILE_HEADER_BYTES), message[256], live[300], kept[310];
	struct stat st;

	(void)unused;
	snprintf(live, sizeof(live), "%s.live", name);
	snprintf(kept, sizeof(kept), "%s.kept", live);
	assert_int_equal(link(live, kept), 0);
	assert_int_equal(l1t_fold(name, &exit, &result, message, sizeof(message)), 0);
	assert_int_equal(stat(name, &st), 0);
	/* as if it had died in its last block */
	assert_int_equal(truncate(name, st.st_size - 20), 0);
	assert_int_equal(rename(kept, live), 0);
	assert_int_equal(l1t_fold(name, &exit, &result, message, sizeof(message)), 0);
	check_ids(name, 31000, 9);
	remove_pair(name);
}

/* The wall clock, from which the time of the end is taken, was set back meanwhile. */
static void an_end_from_before_the_beginning_comes_last(void **unused)
{
	struct l1t_exit exit = {0, 9, 1600000000000000000};
	struct l1t_fold_result result;
	char *name = make(1000, 1000, 1500, UINT64_MAX / 2), message[256];

	(void)unused;
	assert_int_equal(l1t_fold(name, &exit, &result, message, sizeof(message)), 0);
	check_ids(name, 1500, 9);
	remove_pair(name);
}

static void set_version(const char *name, uint32_t version)
{
	uint8_t head[L1T_FILE_HEADER_BYTES];
	struct l1t_file_header h;
	FILE *f = fopen(name, "r+");

	assert_int_equal(fread(head, 1, sizeof(head), f), sizeof(head));
	assert_int_equal(l1t_read_file_header(&h, head), L1T_HEADER_OK);
	h.version = version;
	l1t_write_file_header(head, &h);
	rewind(f);
	assert_int_equal(fwrite(head, 1, sizeof(head), f), sizeof(head));
	fclose(f);
}

/* A reader of the older version would take what is added for damage. */
static void a_trace_of_an_older_version_becomes_one_of_this(void **unused)
{
	const struct l1t_exit exit = {0, 9, L1T_UNKNOWN};
	struct l1t_fold_result result;
	char *name = make(1000, 1000, 1500, UINT64_MAX / 2), message[256];
	uint8_t before[L1T_FILE_HEADER_BYTES], after[L1T_FILE_HEADER_BYTES];
	struct l1t_file_header header;
	FILE *f = fopen(name, "r");

	(void)unused;
	assert_int_equal(fread(before, 1, sizeof(before), f), sizeof(before));
	fclose(f);
	set_version(name, 1);
	assert_int_equal(l1t_fold(name, &exit, &result, message, sizeof(message)), 0);
	f = fopen(name, "r");
	assert_int_equal(fread(after, 1, sizeof(after), f), sizeof(after));
	fclose(f);
	assert_int_equal(l1t_read_file_header(&header, after), L1T_HEADER_OK);
	assert_int_equal(header.version, L1T_VERSION);
	assert_memory_equal(after, before, sizeof(after));
	check_ids(name, 1500, 9);
	remove_pair(name);
}

static void two_folds_at_once_are_one(void **unused)
{
	(void)unused;
	for (int round = 0; round < 50; round++) {
		const struct l1t_exit exit = {0, 9, L1T_UNKNOWN};
		char *name = make(1000, 1000, 20000, UINT64_MAX / 2), message[256];
		struct l1t_fold_result result;
		int status;
		pid_t other = fork();

		if (!other)
			_exit(l1t_fold(name, &exit, &result, message, sizeof(message)) != 0);
		assert_int_equal(l1t_fold(name, &exit, &result, message, sizeof(message)), 0);
		assert_int_equal(waitpid(other, &status, 0), other);
		assert_int_equal(status, 0);
		check_ids(name, 20000, 9);
		remove_pair(name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_rings_hold_is_moved_into_the_trace),
		cmocka_unit_test(a_block_written_but_not_yet_taken_off_the_ring_counts_once),
		cmocka_unit_test(a_block_torn_in_the_middle_of_its_write_is_written_again),
		cmocka_unit_test(what_lay_behind_the_last_block_goes),
		cmocka_unit_test(a_fold_tells_whether_the_recorder_had_ended),
		cmocka_unit_test(a_fold_that_was_cut_short_can_be_taken_up_again),
		cmocka_unit_test(an_end_from_before_the_beginning_comes_last),
		cmocka_unit_test(a_trace_of_an_older_version_becomes_one_of_this),
		cmocka_unit_test(two_folds_at_once_are_one),
	};

	return cmocka_run_group_tests_name("format fold", tests, NULL, NULL);
}
