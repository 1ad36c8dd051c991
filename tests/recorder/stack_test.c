/* Programs with much thread-local data: each thread's stack holds a copy of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "check.h"

enum { EVENTS = 200000, STACK_KIB_MAX = 64 };

/* Returns how many KiB of the writer's stack were touched, thread-local data included. */
static unsigned run_with(const char *program)
{
	char command[600], child[256];
	struct trace_sum sum;
	struct host_run run;
	unsigned kib = 0;
	FILE *out;

	host_prepare(&run);
	snprintf(command, sizeof(command), "L1TRACE=%s %s %u 2>&1", run.trace, program, EVENTS);
	out = popen(command, "r");
	assert_non_null(out);
	assert_int_equal(1, fscanf(out, "%u", &kib));
	assert_int_equal(0, pclose(out));
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_sound(&sum);
	assert_int_equal(EVENTS, sum.kinds[L1T_ALLOC] + sum.lost[L1T_LOST_RING_FULL] / 2);
	assert_int_equal(1, sum.kinds[L1T_END]);
	assert_int_equal(1, host_files(&run, ".1.l1t", child));
	assert_int_equal(0, trace_sum_read(&sum, child));
	check_sound(&sum);
	assert_int_equal(1, sum.kinds[L1T_END]);
	host_clean(&run);
	return kib;
}

static void thread_local_data_of_any_size_leaves_the_writer_its_stack(void **state)
{
	static const char *const programs[] = {BIG_DATA "_250000", BIG_DATA "_254000",
		BIG_DATA "_258000", BIG_DATA "_262144", BIG_DATA "_300000", BIG_DATA "_9000000"};

	(void)state;
	if (ASAN || TSAN)
		skip();
	for (unsigned i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		run_with(programs[i]);
}

static void the_writer_uses_little_of_its_stack(void **state)
{
	unsigned kib;

	(void)state;
	if (ASAN || TSAN)
		skip();
	kib = run_with(BIG_DATA "_1");
	print_message("%u KiB of stack\n", kib);
	assert_in_range(kib, 4, STACK_KIB_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(thread_local_data_of_any_size_leaves_the_writer_its_stack),
		cmocka_unit_test(the_writer_uses_little_of_its_stack),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
