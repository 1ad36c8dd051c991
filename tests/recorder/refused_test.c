/*
 * A file system refuses what a recording process asks of it, at the start or in the middle: a
 * quota, a broken disk, interruptions, partial writes. The kernel itself gives the answers.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>
#include "check.h"

static void run_refused(struct host_run *run, const char *what, const char *a, const char *b)
{
	host_run(run, what, a, b);
	if (WIFEXITED(run->status) && WEXITSTATUS(run->status) == 77) {
		host_clean(run);
		print_message("no seccomp with a listener here\n");
		skip();
	}
	assert_int_equal(0, run->status);
}

static const char *number(int error)
{
	static char text[12];

	snprintf(text, sizeof(text), "%d", error);
	return text;
}

static void check_said(const struct host_run *run, int error)
{
	assert_int_equal(1, host_lines(run));
	assert_non_null(strstr(run->said, run->trace));
	assert_non_null(strstr(run->said, strerror(error)));
}

/* What is there can be read, and what is not there is counted. */
static void check_adds_up(const struct trace_sum *sum, const struct host_run *run)
{
	uint64_t there = 0, returned = 0;

	assert_int_equal(0, sum->out_of_order);
	assert_int_equal(0, sum->doubled);
	assert_int_equal(0, sum->status.damaged_count);
	for (unsigned i = 0; i < STREAMS; i++) {
		there += sum->next[i] - sum->missing_of[i];
		returned += run->counts->returned[i];
	}
	assert_in_range(there + lost_in_all(sum), returned, returned + 8);     /* threads' own */
}

static const int errors[] = {EDQUOT, EIO, ENOSPC};
enum { ERRORS = TSAN ? 1 : 3 };         /* TSan waits a second at each exit */

static void a_quota_stops_nobody(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	for (unsigned i = 0; i < ERRORS; i++) {
		run_refused(&run, "quota", number(errors[i]), NULL);
		check_said(&run, errors[i]);
		assert_in_range(run.counts->facts[0], 0, WAIT_MAX_NS);
		assert_int_equal(0, trace_sum_read(&sum, run.trace));
		check_adds_up(&sum, &run);
		assert_true(sum.lost[L1T_LOST_DISK] > 10000);
		assert_true(sum.next[0] - sum.missing_of[0] > 10000);
		assert_int_equal(1, host_files(&run, ".live", NULL));
		assert_false(sum.status.finished);
		host_clean(&run);
	}
}

static void when_the_quota_is_raised_recording_goes_on(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	run_refused(&run, "quota", number(EDQUOT), "lifted");
	check_said(&run, EDQUOT);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_adds_up(&sum, &run);
	assert_true(sum.lost[L1T_LOST_DISK] > 10000);
	assert_int_equal(0, sum.missing_of[2]);
	assert_int_equal(100, sum.next[2]);
	assert_true(sum.status.finished);
	assert_int_equal(0, host_files(&run, ".live", NULL));
	host_clean(&run);
}

static void what_is_refused_at_the_first_event_leaves_no_file(void **state)
{
	static const char *const what[] = {"trace", "live", "ring"};
	struct host_run run;

	(void)state;
	for (unsigned i = 0; i < 3 * ERRORS; i++) {
		run_refused(&run, "first_refused", number(errors[i / 3]), what[i % 3]);
		check_said(&run, errors[i / 3]);
		assert_in_range(run.counts->facts[0], 0, WAIT_MAX_NS);
		assert_int_equal(0, host_files(&run, "l1t", NULL));
		host_clean(&run);
	}
}

static void a_thread_that_gets_no_ring_is_said_and_counted(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	run_refused(&run, "ring_refused", number(EDQUOT), NULL);
	check_said(&run, EDQUOT);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_adds_up(&sum, &run);
	assert_int_equal(20, sum.next[0]);
	assert_in_range(sum.lost[L1T_LOST_NO_RING], 300, 303);
	assert_true(sum.status.finished);
	host_clean(&run);
}

static void a_ring_without_blocks_on_a_full_disk_is_not_touched(void **state)
{
	char folder[128], trace[256], ballast[256];
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	if (TSAN)
		skip();         /* TSan sometimes makes the host exit with a status of its own */
	host_prepare(&run);
	host_mount_disk(&run, folder, "size=4m");
	snprintf(trace, sizeof(trace), "%s/run.l1t", folder);
	snprintf(ballast, sizeof(ballast), "%s/ballast", folder);
	host_start(&run, trace, (const char *const[]){"hollow", ballast, NULL});
	host_wait(&run);
	assert_int_equal(0, run.status);
	assert_int_equal(1, host_lines(&run));
	assert_non_null(strstr(run.said, strerror(ENOSPC)));
	assert_int_equal(0, trace_sum_read(&sum, trace));
	assert_int_equal(0, umount2(folder, MNT_DETACH));
	check_adds_up(&sum, &run);
	assert_int_equal(20, sum.next[0]);
	assert_in_range(sum.lost[L1T_LOST_NO_RING], 100, 101);
	host_clean(&run);
}

static void an_interrupted_call_is_made_again(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	run_refused(&run, "interrupted", "3", NULL);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_whole(&sum, &run);
	host_clean(&run);
}

static void but_not_for_ever(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	run_refused(&run, "interrupted", "0", NULL);
	check_said(&run, EINTR);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_adds_up(&sum, &run);
	assert_int_equal(510, sum.next[0]);
	host_clean(&run);
}

static void writes_may_take_a_part(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	run_refused(&run, "short_writes", NULL, NULL);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_whole(&sum, &run);
	host_clean(&run);
}

static void a_part_of_a_block_that_cannot_be_cut_off_costs_nothing(void **state)
{
	(void)state;
	for (unsigned lifted = 0; lifted < 2; lifted++) {
		struct trace_sum sum;
		struct host_run run;

		run_refused(&run, "short_writes", number(EIO), lifted ? "lifted" : NULL);
		check_said(&run, EIO);
		assert_int_equal(0, trace_sum_read(&sum, run.trace));
		check_adds_up(&sum, &run);
		assert_int_equal(7010, sum.next[0]);
		assert_int_equal(0, sum.missing);
		assert_int_equal(lifted, sum.status.finished);
		host_clean(&run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_quota_stops_nobody),
		cmocka_unit_test(when_the_quota_is_raised_recording_goes_on),
		cmocka_unit_test(what_is_refused_at_the_first_event_leaves_no_file),
		cmocka_unit_test(a_thread_that_gets_no_ring_is_said_and_counted),
		cmocka_unit_test(a_ring_without_blocks_on_a_full_disk_is_not_touched),
		cmocka_unit_test(an_interrupted_call_is_made_again),
		cmocka_unit_test(but_not_for_ever),
		cmocka_unit_test(writes_may_take_a_part),
		cmocka_unit_test(a_part_of_a_block_that_cannot_be_cut_off_costs_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
