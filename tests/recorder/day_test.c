/*
 * As many events as a day has, in some seconds: the trace grows, the recorder's memory does not.
 *
 *     recorder_day_test [EVENTS]     (default 104,000,000)
 *
 * A model that decodes 20 tokens/s with 60 events each makes 1,200 events/s, 104 million a day.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "check.h"

static unsigned long events = TSAN ? 3000000 : ASAN ? 6000000 : 104000000;

struct figures {
	unsigned long rss_kib;
	uint64_t trace_bytes;
};

static struct figures run_steady(unsigned long n)
{
	char count[24];
	struct figures f;
	struct host_run run;
	struct trace_sum sum;
	struct stat st;

	snprintf(count, sizeof(count), "%lu", n / 2);
	host_run(&run, "steady", count, "4000");
	assert_int_equal(0, run.status);
	assert_int_equal(0, stat(run.trace, &st));
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_whole(&sum, &run);
	assert_int_equal(n / 2, sum.kinds[L1T_ALLOC]);
	assert_int_equal(n / 2 - 50, sum.kinds[L1T_FREE]);
	f = (struct figures){run.max_rss_kib, (uint64_t)st.st_size};
	host_clean(&run);
	return f;
}

static void a_day_takes_no_more_memory_than_a_minute(void **state)
{
	struct figures minute = run_steady(events / 1440), hour = run_steady(events / 24);
	struct figures day = run_steady(events);

	(void)state;
	print_message("a minute: %lu KiB; an hour: %lu KiB, %llu bytes; a day: %lu KiB, %llu bytes\n",
		minute.rss_kib, hour.rss_kib, (unsigned long long)hour.trace_bytes, day.rss_kib,
		(unsigned long long)day.trace_bytes);
	/* buffers grow to what the fullest block needs; a day has 12,000 blocks */
	assert_in_range(day.rss_kib, 1, (TSAN ? hour : minute).rss_kib + 3072); /* it shadows them */
	assert_in_range(day.trace_bytes, hour.trace_bytes * 12, hour.trace_bytes * 36);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_takes_no_more_memory_than_a_minute),
	};

	if (argc > 1)
		events = strtoul(argv[1], NULL, 10);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
