/*
 * A trace that is read while it is written: whatever the pieces in which it grows, each record
 * comes once and in order, no block is looked at before it is whole, and nothing of it is damage.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>
#include "l1t_live_look.h"
#include "l1t_reader.h"
#include "make_live.h"
#include "trace_writer.h"

enum { BLOCKS = 6, EACH = 40, THREADS = 3, MOST = 4096 };

struct seen {
	uint64_t count, sum[MOST];
};

static struct l1t_reader *open_reader(const char *name)
{
	char message[256];
	struct l1t_reader *r;

	assert_int_equal(l1t_reader_open(&r, name, message, sizeof(message)), 0);
	return r;
}

static void read_on(struct l1t_reader *reader, struct seen *s)
{
	const struct l1t_record *r;
	int got;

	while ((got = l1t_reader_next(reader, &r)) == 1) {
		assert_in_range(s->count, 0, MOST - 1);
		s->sum[s->count++] = (uint64_t)r->time_ns * 31 + r->kind * 7 + r->f[0] * 3 + r->thread;
	}
	assert_int_equal(got, 0);
}

static struct seen read_whole(const char *name)
{
	struct l1t_reader *r = open_reader(name);
	struct seen s = {0};

	read_on(r, &s);
	l1t_reader_close(r);
	return s;
}

static void grow(const char *name, const uint8_t *bytes, size_t n)
{
	FILE *f = fopen(name, "a");

	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

/* Blocks whose records overlap in time: what is before a mark may come with the next block. */
static void make(struct trace_writer *m)
{
	trace_begin(m);
	for (int b = 0; b < BLOCKS; b++) {
		for (uint32_t thread = 1; thread <= THREADS; thread++) {
			trace_run(m, thread, (uint64_t)(b * EACH));
			for (int i = 0; i < EACH; i++) {
				struct l1t_record r = {.kind = L1T_FREE,
					.time_ns = b * 1000 + i * 37 + (int)thread};

				r.free.id = (uint64_t)(b * EACH + i);
				trace_add(m, &r);
			}
		}
		trace_block(m, b * 1000);
	}
}

static void whatever_the_pieces_each_record_comes_once(void **unused)
{
	static const size_t pieces[] = {1, 7, 64, 65, 500, 100000};
	struct trace_writer m;
	char *whole;
	struct seen want;

	(void)unused;
	make(&m);
	whole = write_temporary(m.bytes.data, m.bytes.count);
	want = read_whole(whole);
	assert_int_equal(want.count, BLOCKS * EACH * THREADS);
	for (size_t p = 0; p < sizeof(pieces) / sizeof(*pieces); p++) {
		char *name = write_temporary(m.bytes.data, L1T_FILE_HEADER_BYTES);
		struct l1t_reader *r = open_reader(name);
		struct seen got = {0};

		l1t_reader_follow(r, 1);
		read_on(r, &got);
		assert_int_equal(got.count, 0);
		for (size_t at = L1T_FILE_HEADER_BYTES; at < m.bytes.count; at += pieces[p]) {
			size_t left = m.bytes.count - at;

			grow(name, (const uint8_t *)m.bytes.data + at, left < pieces[p] ? left : pieces[p]);
			read_on(r, &got);
		}
		/* what is not before the last mark may still be joined by older records */
		assert_in_range(got.count, 1, want.count - 1);
		l1t_reader_follow(r, 0);
		read_on(r, &got);
		assert_int_equal(got.count, want.count);
		assert_memory_equal(got.sum, want.sum, want.count * sizeof(*want.sum));
		assert_int_equal(l1t_reader_status(r)->damaged_count, 0);
		assert_int_equal(l1t_reader_status(r)->blocks, BLOCKS);
		l1t_reader_close(r);
		unlink(name);
		free(name);
	}
	unlink(whole);
	free(whole);
	trace_free(&m);
}

static void the_live_file_is_read_when_it_is_no_longer_followed(void **unused)
{
	static struct live_maker live;
	struct trace_writer t;
	struct l1t_live_look look;
	struct l1t_reader *r;
	struct seen want, got = {0};
	char *name, *beside;
	uint64_t in_trace;

	(void)unused;
	live_of_a_killed(&live, &t, 0);
	name = write_temporary(t.bytes.data, t.bytes.count);
	beside = live_write_beside(&live, name);
	assert_non_null(beside);
	want = read_whole(name);
	assert_int_equal(l1t_live_look(name, &look), 1);
	assert_int_equal(look.rings, LIVE_RINGS);
	assert_true(look.slots > 0);
	r = open_reader(name);
	l1t_reader_follow(r, 1);
	read_on(r, &got);
	in_trace = got.count;
	assert_in_range(in_trace, 0, want.count - 1);
	assert_int_equal(l1t_reader_status(r)->live_records, 0);
	l1t_reader_follow(r, 0);
	read_on(r, &got);
	assert_int_equal(got.count, want.count);
	assert_memory_equal(got.sum, want.sum, want.count * sizeof(*want.sum));
	l1t_reader_close(r);
	unlink(beside);
	assert_int_equal(l1t_live_look(name, &look), 0);
	unlink(name);
	free(beside);
	free(name);
	trace_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_the_pieces_each_record_comes_once),
		cmocka_unit_test(the_live_file_is_read_when_it_is_no_longer_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
