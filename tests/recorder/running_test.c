/*
 * Traces that are read while they are recorded: what the recorder does meanwhile is no damage, and
 * nothing that was there before is missing.
 */
#include <unistd.h>
#include "check.h"

enum { ALLOCATIONS = 80000, READS_MAX = 60 };

/* All that had returned before the read began, and no more than has returned by its end. */
static void check_read(const struct host_run *run, const uint64_t *before)
{
	struct trace_sum sum;
	uint64_t missing, lost;

	assert_int_equal(0, trace_sum_read(&sum, run->trace));
	missing = sum.missing;
	lost = lost_in_all(&sum);
	for (unsigned i = 0; i < STREAMS; i++) {
		assert_in_range(sum.next[i], 0, atomic_load(&run->counts->returned[i]) + 1);
		missing += before[i] > sum.next[i] ? before[i] - sum.next[i] : 0;
	}
	/* on a busy machine a ring may have been full for too long */
	assert_in_range(missing, 0, lost);
	sum.missing = 0;
	if (sum.status.damaged_count)
		print_error("%llu bytes at %llu of the %s\n",
			(unsigned long long)sum.status.damaged[0].bytes,
			(unsigned long long)sum.status.damaged[0].offset,
			sum.status.damaged[0].in_live_file ? "live file" : "trace");
	check_sound(&sum);
	assert_int_equal(0, sum.status.skipped_blocks);
	assert_int_equal(0, sum.status.missing_max);
}

static void a_trace_that_is_being_recorded_is_read_without_damage(void **state)
{
	const char *const arguments[] = {"threads", "3", "80000", NULL};
	struct host_run run;

	(void)state;
	host_prepare(&run);
	host_start(&run, NULL, arguments);
	while (!atomic_load(&run.counts->returned[0]))
		usleep(200);
	for (unsigned i = 0; i < READS_MAX && atomic_load(&run.counts->returned[0]) < ALLOCATIONS; i++) {
		uint64_t before[STREAMS];

		for (unsigned s = 0; s < STREAMS; s++)
			before[s] = atomic_load(&run.counts->returned[s]);
		check_read(&run, before);
	}
	host_wait(&run);
	assert_int_equal(0, run.status);
	host_clean(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_trace_that_is_being_recorded_is_read_without_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
