/*
 * Records of several threads, drained ring after ring, are read in order of time, and those with
 * equal times in order of thread and sequence.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>
#include "l1t_reader.h"
#include "any_record.h"
#include "splitmix.h"
#include "trace_writer.h"

enum { THREADS = 5, ROUNDS = 40 };

/* Each thread has its own clock of strictly rising times; a round drains up to its mark. */
static unsigned make(struct trace_writer *m, uint64_t seed)
{
	int64_t next[THREADS] = {0};
	uint64_t state = seed, seq[THREADS] = {0};
	unsigned records = 0;

	trace_begin(m);
	for (int64_t round = 1; round <= ROUNDS; round++) {
		for (uint32_t t = 0; t < THREADS; t++) {
			/* a ring may be drained a little beyond the mark */
			int64_t until = round * 1000 + (int64_t)(next_random(&state) % 300);

			if (next_random(&state) % 4 == 0)
				until = round * 1000;
			trace_run(m, t + 1, seq[t]);
			while (next[t] < until) {
				struct l1t_record r;

				plain_record(&r, L1T_FREE);
				r.time_ns = next[t];
				r.f[0] = seq[t]++;
				next[t] += (int64_t)(next_random(&state) % 40);
				trace_add(m, &r);
				records++;
			}
			if (next_random(&state) % 3 == 0)
				trace_block(m, (round - 1) * 1000);
		}
		trace_block(m, round * 1000);
	}
	return records;
}

static void many_threads_come_out_in_order_of_time(void **unused)
{
	(void)unused;
	for (uint64_t seed = 1; seed <= 30; seed++) {
		struct trace_writer m;
		unsigned records = make(&m, seed), got = 0;
		char message[256], *name = write_temporary(m.bytes.data, m.bytes.count);
		struct l1t_reader *reader;
		const struct l1t_record *r;
		uint64_t seq[THREADS + 1] = {0}, last_seq = 0;
		uint32_t last_thread = 0;
		int64_t last = -1;

		assert_int_equal(l1t_reader_open(&reader, name, message, sizeof(message)), 0);
		while (l1t_reader_next(reader, &r) == 1) {
			assert_true(r->time_ns > last ||
				(r->time_ns == last && (r->thread > last_thread ||
					(r->thread == last_thread && r->seq > last_seq))));
			assert_in_range(r->thread, 1, THREADS);
			assert_int_equal(r->f[0], seq[r->thread]++);
			assert_int_equal(r->seq, r->f[0]);
			last = r->time_ns;
			last_thread = r->thread;
			last_seq = r->seq;
			got++;
		}
		assert_int_equal(got, records);
		l1t_reader_close(reader);
		unlink(name);
		free(name);
		trace_free(&m);
	}
}

/* In a block threads follow each other: the first record of one may be as old as the one before. */
static void equal_times_in_one_block_are_in_order_of_threads(void **unused)
{
	static const struct {
		uint32_t thread;
		uint64_t seq;
		int64_t time_ns;
	} written[] = {{3, 7, 5}, {2, 9, 5}, {2, 10, 5}, {1, 4, 5}, {2, 1, 5}, {1, 5, 6}, {3, 8, 6}},
		read[] = {{1, 4, 5}, {2, 1, 5}, {2, 9, 5}, {2, 10, 5}, {3, 7, 5}, {1, 5, 6}, {3, 8, 6}};
	enum { COUNT = sizeof(written) / sizeof(*written) };
	char message[256], *name;
	struct l1t_reader *reader;
	const struct l1t_record *r;
	struct trace_writer m;

	(void)unused;
	trace_begin(&m);
	for (unsigned i = 0; i < COUNT; i++) {
		struct l1t_record one;

		plain_record(&one, L1T_FREE);
		one.time_ns = written[i].time_ns;
		trace_run(&m, written[i].thread, written[i].seq);
		trace_add(&m, &one);
	}
	trace_block(&m, 7);
	name = write_temporary(m.bytes.data, m.bytes.count);
	assert_int_equal(l1t_reader_open(&reader, name, message, sizeof(message)), 0);
	for (unsigned i = 0; i < COUNT; i++) {
		assert_int_equal(1, l1t_reader_next(reader, &r));
		assert_int_equal(read[i].thread, r->thread);
		assert_int_equal(read[i].seq, r->seq);
		assert_int_equal(read[i].time_ns, r->time_ns);
	}
	l1t_reader_close(reader);
	unlink(name);
	free(name);
	trace_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_threads_come_out_in_order_of_time),
		cmocka_unit_test(equal_times_in_one_block_are_in_order_of_threads),
	};

	return cmocka_run_group_tests_name("format order", tests, NULL, NULL);
}
