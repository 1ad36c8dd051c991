/* Hosts that close, move, delete and drop what the recorder needs. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "check.h"

static void check_all_there(struct host_run *run)
{
	struct trace_sum sum;

	assert_int_equal(0, run->status);
	assert_int_equal(0, trace_sum_read(&sum, run->trace));
	check_whole(&sum, run);
}

static void closed_and_reused_descriptors_are_neither_missed_nor_written_to(void **state)
{
	struct host_run run;
	char path[256];

	(void)state;
	if (TSAN)
		skip();         /* TSan takes our descriptors for the host's with the same number */
	host_run(&run, "close_all", NULL, NULL);
	check_all_there(&run);
	while (host_files(&run, "foreign", path)) {
		struct stat st;

		assert_int_equal(0, stat(path, &st));
		assert_int_equal(0, st.st_size);
		unlink(path);
	}
	host_clean(&run);
}

/* The live file's name cannot be reached at the end: the file stays, and nothing is printed. */
static void a_changed_root_changes_nothing(void **state)
{
	struct trace_sum sum;
	struct host_run run;
	char folder[128];

	(void)state;
	if (geteuid())
		skip();
	host_prepare(&run);
	snprintf(folder, sizeof(folder), "%s/root", run.folder);
	assert_int_equal(0, mkdir(folder, 0755));
	host_start(&run, NULL, (const char *const[]){"chroot", folder, NULL});
	host_wait(&run);
	assert_int_equal(0, run.status);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_sound(&sum);
	assert_int_equal(run.counts->returned[0], sum.next[0]);
	assert_int_equal(run.counts->returned[1], sum.next[1]);
	assert_int_equal(1, sum.kinds[L1T_END]);
	assert_string_equal("", run.said);
	host_clean(&run);
}

/* Also when it closes all descriptors then: the files could not be opened again. */
static void another_user_id_changes_nothing(void **state)
{
	struct host_run run;

	(void)state;
	if (geteuid())
		skip();
	host_run(&run, "setuid", NULL, NULL);
	check_all_there(&run);
	host_clean(&run);
}

static void a_child_that_cannot_make_its_trace_says_so_itself(void **state)
{
	char folder[128], trace[160];
	struct host_run run;

	(void)state;
	host_prepare(&run);
	snprintf(folder, sizeof(folder), "%s/here", run.folder);
	snprintf(trace, sizeof(trace), "%s/run.l1t", folder);
	assert_int_equal(0, mkdir(folder, 0755));
	host_start(&run, trace, (const char *const[]){"child_cannot", trace, folder, NULL});
	host_wait(&run);
	assert_int_equal(0, run.status);
	/* the parent reports that its trace was deleted; so does each child */
	assert_int_equal(3, host_lines(&run));
	snprintf(folder, sizeof(folder), "rm -r %s/elsewhere", run.folder);
	assert_int_equal(0, system(folder));
	host_clean(&run);
}

static void deleted_files_do_not_disturb_the_host(void **state)
{
	(void)state;
	for (unsigned closed = 0; closed < 2; closed++) {
		struct host_run run;

		host_prepare(&run);
		host_start(&run, NULL, (const char *const[]){"delete", run.trace,
			closed ? "closed" : NULL, NULL});
		host_wait(&run);
		assert_int_equal(0, run.status);
		assert_int_equal(1, host_lines(&run));
		/* nor are they created again */
		assert_int_equal(0, host_files(&run, "l1t", NULL));
		host_clean(&run);
	}
}

static void of_a_truncated_trace_what_comes_later_is_kept(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	if (TSAN)
		skip();         /* the writer is too slow to lose nothing */
	host_prepare(&run);
	host_start(&run, NULL, (const char *const[]){"truncate", run.trace, NULL});
	host_wait(&run);
	assert_int_equal(0, run.status);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	assert_int_equal(0, sum.next[0]);
	assert_int_equal(run.counts->returned[1], sum.next[1]);
	assert_int_equal(0, sum.missing);
	assert_int_equal(1, sum.status.damaged_count);
	host_clean(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(closed_and_reused_descriptors_are_neither_missed_nor_written_to),
		cmocka_unit_test(a_changed_root_changes_nothing),
		cmocka_unit_test(another_user_id_changes_nothing),
		cmocka_unit_test(a_child_that_cannot_make_its_trace_says_so_itself),
		cmocka_unit_test(deleted_files_do_not_disturb_the_host),
		cmocka_unit_test(of_a_truncated_trace_what_comes_later_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
