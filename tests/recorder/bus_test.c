/*
 * Somebody truncates a live file while it is mapped: the host survives, one line is printed, and
 * the trace keeps what it had. Any other SIGBUS does what it would do without a recorder.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "check.h"

enum { HITS = 30, RUNS_MAX = 10000 };

static void a_live_file_cut_short_at_any_instant_harms_nobody(void **state)
{
	unsigned hits = 0, runs = 0;

	(void)state;
	if (ASAN || TSAN)
		skip();         /* sanitizers handle SIGBUS themselves */
	for (; hits < HITS; runs++) {
		struct trace_sum sum;
		struct host_run run;
		char live[140], when[12];

		assert_in_range(runs, 0, RUNS_MAX);
		host_prepare(&run);
		snprintf(live, sizeof(live), "%s.live", run.trace);
		snprintf(when, sizeof(when), "%u", runs * 997 % 20000);
		host_start(&run, NULL, (const char *const[]){"cut_live", live, when, NULL});
		host_wait(&run);
		assert_int_equal(0, run.status);
		assert_in_range(host_lines(&run), 0, 1);
		unlink(live);           /* the blocks of the trace can be read */
		assert_int_equal(0, trace_sum_read(&sum, run.trace));
		assert_int_equal(0, sum.out_of_order);
		assert_int_equal(0, sum.doubled);
		assert_int_equal(1, sum.kinds[L1T_BEGIN]);
		/* reported, unless it was cut to its own length, or after the end */
		if (run.counts->facts[0]) {
			assert_int_equal(1, sum.kinds[L1T_NOTE]);
			assert_int_equal(1, host_lines(&run));
			hits++;
		} else if (!lost_in_all(&sum)) {
			for (unsigned i = 0; i < 3; i++)
				check_stream(&sum, &run, i);
		}
		host_clean(&run);
	}
	print_message("%u runs\n", runs);
}

static void a_live_file_that_was_cut_and_is_as_long_as_before_is_seen(void **state)
{
	(void)state;
	if (ASAN || TSAN)
		skip();
	for (unsigned grows = 0; grows < 2; grows++) {
		struct trace_sum sum;
		struct host_run run;
		char live[140];

		host_prepare(&run);
		snprintf(live, sizeof(live), "%s.live", run.trace);
		host_start(&run, NULL, (const char *const[]){"cut_and_grown", live,
			grows ? "yes" : "no", NULL});
		host_wait(&run);
		assert_int_equal(0, run.status);
		assert_int_equal(1, run.counts->facts[0]);
		assert_int_equal(1, host_lines(&run));
		unlink(live);
		assert_int_equal(0, trace_sum_read(&sum, run.trace));
		assert_int_equal(1, sum.next[0]);
		assert_int_equal(1, sum.kinds[L1T_NOTE]);
		host_clean(&run);
	}
}

static void any_other_bus_error_ends_the_host_as_ever(void **state)
{
	static const char *const ways[] = {"fault", "sent"};

	(void)state;
	if (ASAN || TSAN)
		skip();
	for (unsigned i = 0; i < 2; i++) {
		struct host_run run;

		host_run(&run, "other_bus", ways[i], NULL);
		assert_true(WIFSIGNALED(run.status));
		assert_int_equal(SIGBUS, WTERMSIG(run.status));
		host_clean(&run);
	}
}

static void a_handler_of_the_hosts_stays(void **state)
{
	struct host_run run;

	(void)state;
	host_run(&run, "own_bus", NULL, NULL);
	assert_int_equal(0, run.status);
	host_clean(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_live_file_cut_short_at_any_instant_harms_nobody),
		cmocka_unit_test(a_live_file_that_was_cut_and_is_as_long_as_before_is_seen),
		cmocka_unit_test(any_other_bus_error_ends_the_host_as_ever),
		cmocka_unit_test(a_handler_of_the_hosts_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
