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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_threads_come_out_in_order_of_time),
	};

	return cmocka_run_group_tests_name("format order", tests, NULL, NULL);
}
