/*
 * Odd hosts: exceptions, plugins that are unloaded, threads that end unnoticed, several processes
 * with the same trace name, folders and files that are removed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "check.h"

static void exceptions_pass_by_whatever_records(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	host_run(&run, "exceptions", NULL, NULL);
	assert_int_equal(0, run.status);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_whole(&sum, &run);
	assert_int_equal(200 * 11 * 2, sum.next[0]);
	host_clean(&run);
}

static void a_plugin_that_is_unloaded_takes_nothing_with_it(void **state)
{
	char command[600];
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	host_prepare(&run);
	snprintf(command, sizeof(command), "L1TRACE=%s " PLUGIN_HOST " " PLUGIN " 30", run.trace);
	assert_int_equal(0, system(command));
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_sound(&sum);
	assert_int_equal(30 * 18, sum.next[0]);
	assert_int_equal(1, sum.kinds[L1T_END]);
	assert_int_equal(0, host_files(&run, ".live", NULL));
	host_clean(&run);
}

/* Every thread of the scenario made 20 records, all in one stream: no thread got another's. */
static void check_threads_kept_apart(const char *path, size_t threads)
{
	struct trace_record *allocs;
	size_t n = trace_records(path, L1T_ALLOC, &allocs), seen = 0;
	struct seen {
		uint64_t stream, count;
	} *of = calloc(n + 1, sizeof(*of));

	assert_non_null(of);
	for (size_t i = 0; i < n; i++) {
		struct seen *s = &of[allocs[i].record.thread];

		assert_in_range(allocs[i].record.thread, 1, n);
		assert_true(!s->count || s->stream == allocs[i].record.alloc.id >> 32);
		s->stream = allocs[i].record.alloc.id >> 32;
		seen += ++s->count == 20;
	}
	assert_int_equal(threads, seen);
	free(allocs);
	free(of);
}

static void threads_that_end_in_the_middle_of_a_drain_lose_nothing(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	host_run(&run, "drained_exits", "100", NULL);
	assert_int_equal(0, run.status);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_whole(&sum, &run);
	assert_int_equal(100 * 20, sum.next[7]);
	check_threads_kept_apart(run.trace, 800);
	host_clean(&run);
}

/* 1,500 threads: more than there can be rings. */
static void threads_that_leave_without_a_word_leave_their_rings(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	if (ASAN || TSAN)
		skip();         /* sanitizers keep something for every thread */
	host_run(&run, "lost_threads", "1500", NULL);
	assert_int_equal(0, run.status);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_whole(&sum, &run);
	assert_int_equal(1500 / 50 * 20, sum.next[0]);
	assert_in_range(run.max_rss_kib, 1, 100 << 10);
	host_clean(&run);
}

static void processes_told_the_same_name_all_have_a_trace(void **state)
{
	enum { TWINS = 8 };
	unsigned seen = 0;
	struct host_run run;
	char path[256];

	(void)state;
	host_run(&run, "twins", "8", NULL);
	assert_int_equal(0, run.status);
	assert_string_equal("", run.said);
	assert_int_equal(TWINS, host_files(&run, "l1t", NULL));
	assert_int_equal(0, access(run.trace, R_OK));
	while (host_files(&run, "l1t", path)) {
		struct trace_sum sum;

		assert_int_equal(0, trace_sum_read(&sum, path));
		check_sound(&sum);
		assert_int_equal(1, sum.kinds[L1T_END]);
		for (unsigned i = 0; i < TWINS; i++)
			seen |= (unsigned)(sum.next[i] == 100) << i;
		unlink(path);
	}
	assert_int_equal((1 << TWINS) - 1, seen);
	host_clean(&run);
}

static void in_a_folder_that_may_not_be_written_the_host_hears_one_line(void **state)
{
	const char *const arguments[] = {"other_user", NULL};
	struct host_run run;

	(void)state;
	if (geteuid())
		skip();
	host_prepare(&run);
	assert_int_equal(0, chmod(run.folder, 0555));
	host_start(&run, NULL, arguments);
	host_wait(&run);
	assert_int_equal(0, run.status);
	assert_int_equal(1, host_lines(&run));
	assert_non_null(strstr(run.said, run.trace));
	assert_int_equal(100, run.counts->returned[0]);
	assert_int_equal(0, host_files(&run, "l1t", NULL));
	host_clean(&run);
}

static void delete_one(struct host_run *run, const char *suffix)
{
	char path[200];

	host_prepare(run);
	snprintf(path, sizeof(path), "%s%s", run->trace, suffix);
	host_start(run, NULL, (const char *const[]){"delete_one", path, NULL});
	host_wait(run);
	assert_int_equal(0, run->status);
	assert_int_equal(40010, run->counts->returned[0]);
}

static void a_deleted_live_file_is_not_missed(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	delete_one(&run, ".live");
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_whole(&sum, &run);
	host_clean(&run);
}

static void that_the_trace_was_deleted_is_said_once(void **state)
{
	struct host_run run;

	(void)state;
	delete_one(&run, "");
	assert_int_equal(1, host_lines(&run));
	assert_non_null(strstr(run.said, "deleted"));
	assert_int_equal(0, host_files(&run, "l1t", NULL));
	host_clean(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exceptions_pass_by_whatever_records),
		cmocka_unit_test(a_plugin_that_is_unloaded_takes_nothing_with_it),
		cmocka_unit_test(threads_that_end_in_the_middle_of_a_drain_lose_nothing),
		cmocka_unit_test(threads_that_leave_without_a_word_leave_their_rings),
		cmocka_unit_test(processes_told_the_same_name_all_have_a_trace),
		cmocka_unit_test(in_a_folder_that_may_not_be_written_the_host_hears_one_line),
		cmocka_unit_test(a_deleted_live_file_is_not_missed),
		cmocka_unit_test(that_the_trace_was_deleted_is_said_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
