/* When recording begins, under which name, and what the first record says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "check.h"

static void run_named(struct host_run *run, const char *name, const char *what)
{
	const char *const arguments[] = {what, NULL};

	host_prepare(run);
	host_start(run, name, arguments);
	host_wait(run);
	assert_int_equal(0, run->status);
}

static void check_file(struct host_run *run, const char *name)
{
	struct trace_sum sum;
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", run->folder, name);
	assert_int_equal(0, trace_sum_read(&sum, path));
	check_whole(&sum, run);
}

static void nothing_is_written_unless_asked_for(void **state)
{
	struct host_run run;
	static const char *const off[] = {"", "0"};

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		run_named(&run, off[i], "one");
		assert_int_equal(0, run.counts->facts[0]);
		assert_int_equal(0, host_files(&run, "l1t", NULL));
		assert_string_equal("", run.said);
		host_clean(&run);
	}
}

static void a_process_that_records_nothing_leaves_no_file(void **state)
{
	struct host_run run;

	(void)state;
	host_run(&run, "one", "0", "0");
	assert_int_equal(0, run.status);
	assert_int_equal(0, host_files(&run, "l1t", NULL));
	host_clean(&run);
}

static void the_first_record_says_who_records_at_time_0(void **state)
{
	struct trace_sum sum;
	struct host_run run;
	char host[300];

	(void)state;
	setenv("PMI_RANK", "5", 1);
	host_run(&run, "one", "0", "7");
	unsetenv("PMI_RANK");
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_whole(&sum, &run);
	assert_int_equal(0, sum.begin_ns);
	assert_int_equal(run.pid, sum.begin.pid);
	assert_int_equal(getpid(), sum.begin.parent_pid);
	assert_int_equal(0, sum.begin.forked);
	assert_int_equal(9, sum.end.events);    /* 7 allocs, begin, thread */
	strcpy(host, "host=");
	gethostname(host + 5, sizeof(host) - 5);
	assert_non_null(strstr(sum.begin_text, host));
	assert_non_null(strstr(sum.begin_text, "rank=5\n"));
	assert_non_null(strstr(sum.begin_text, "version="));
	assert_non_null(strstr(sum.begin_text, "machine="));
	assert_non_null(strstr(sum.begin_text, "counts one 0 7\n"));
	assert_non_null(strstr(sum.begin_text, run.folder));
	host_clean(&run);
}

static void names_hold_pid_host_rank_and_percent(void **state)
{
	char name[400], host[256];
	struct host_run run;

	(void)state;
	gethostname(host, sizeof(host));
	setenv("OMPI_COMM_WORLD_RANK", "3", 1);
	run_named(&run, "a%%b-%h-%r-%p.l1t", "one");
	unsetenv("OMPI_COMM_WORLD_RANK");
	snprintf(name, sizeof(name), "a%%b-%s-3-%d.l1t", host, (int)run.pid);
	check_file(&run, name);
	host_clean(&run);
	run_named(&run, "rank-%r", "one");
	check_file(&run, "rank-0");
	host_clean(&run);
}

static void a_relative_name_means_the_folder_it_was_started_in(void **state)
{
	struct host_run run;

	(void)state;
	run_named(&run, "run.l1t", "chdir");
	check_file(&run, "run.l1t");
	host_clean(&run);
}

static void a_taken_name_is_left_alone(void **state)
{
	static const char *const names[] = {"run.l1t", "run.dat"};
	struct host_run run;
	struct stat st;
	char path[256], other[300];

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		const char *const arguments[] = {"one", NULL};
		FILE *f;

		host_prepare(&run);
		snprintf(path, sizeof(path), "%s/%s", run.folder, names[i]);
		f = fopen(path, "w");
		fputs("mine", f);
		fclose(f);
		host_start(&run, names[i], arguments);
		host_wait(&run);
		assert_int_equal(0, stat(path, &st));
		assert_int_equal(4, st.st_size);
		snprintf(other, sizeof(other), i ? "run.dat.%d.1.l1t" : "run.%d.1.l1t", (int)run.pid);
		check_file(&run, other);
		host_clean(&run);
	}
}

static void an_orphaned_live_file_is_replaced(void **state)
{
	const char *const arguments[] = {"one", NULL};
	struct trace_sum sum;
	struct host_run run;
	char path[256];
	FILE *f;

	(void)state;
	host_prepare(&run);
	snprintf(path, sizeof(path), "%s.live", run.trace);
	f = fopen(path, "w");
	fputs("old", f);
	fclose(f);
	host_start(&run, NULL, arguments);
	host_wait(&run);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_whole(&sum, &run);
	host_clean(&run);
}

static void check_unwritable(const char *name)
{
	const char *const arguments[] = {"threads", "2", "1000", NULL};
	struct host_run run;

	host_prepare(&run);
	host_start(&run, name, arguments);
	host_wait(&run);
	assert_int_equal(0, run.status);
	assert_int_equal(1000, run.counts->returned[0]);
	assert_int_equal(1, host_lines(&run));
	assert_non_null(strstr(run.said, name));
	assert_int_equal(0, host_files(&run, "l1t", NULL));
	host_clean(&run);
}

static void where_nothing_can_be_written_the_host_hears_one_line(void **state)
{
	char name[5000];

	(void)state;
	check_unwritable("/nonexistent/folder/run.l1t");
	check_unwritable("/dev/full");
	check_unwritable("/proc/run.l1t");
	check_unwritable("/tmp");
	memset(name, 'x', sizeof(name));
	name[0] = '/';
	name[300] = 0;
	check_unwritable(name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_written_unless_asked_for),
		cmocka_unit_test(a_process_that_records_nothing_leaves_no_file),
		cmocka_unit_test(the_first_record_says_who_records_at_time_0),
		cmocka_unit_test(names_hold_pid_host_rank_and_percent),
		cmocka_unit_test(a_relative_name_means_the_folder_it_was_started_in),
		cmocka_unit_test(a_taken_name_is_left_alone),
		cmocka_unit_test(an_orphaned_live_file_is_replaced),
		cmocka_unit_test(where_nothing_can_be_written_the_host_hears_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
