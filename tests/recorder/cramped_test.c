/*
 * Hosts with little room: limits, sandboxes, small stacks, odd names, a stderr that accepts
 * nothing.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "check.h"

static void check_there(struct host_run *run, const char *trace)
{
	struct trace_sum sum;

	assert_int_equal(0, run->status);
	assert_int_equal(0, trace_sum_read(&sum, trace));
	check_whole(&sum, run);
}

/* With a time limit. */
static void run_as(struct host_run *run, const char *name, const char *what, const char *a)
{
	siginfo_t how = {0};

	host_prepare(run);
	host_start(run, name, (const char *const[]){what, a, NULL});
	for (unsigned i = 0; i < 3000 && !how.si_pid; i++) {
		assert_int_equal(0, waitid(P_PID, (id_t)run->pid, &how, WEXITED | WNOHANG | WNOWAIT));
		usleep(how.si_pid ? 0 : 10000);
	}
	if (!how.si_pid)
		kill(run->pid, SIGKILL);
	host_wait(run);
}

static void a_stderr_that_takes_nothing_holds_nobody_up(void **state)
{
	struct host_run run;

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		run_as(&run, "/nonexistent/run.l1t", "stuck_stderr", i ? "closed" : NULL);
		assert_int_equal(0, run.status);
		assert_int_equal(3, run.counts->returned[0]);
		host_clean(&run);
	}
}

static void a_file_of_the_hosts_in_the_place_of_stderr_is_not_written_to(void **state)
{
	struct host_run run;
	struct stat st;
	char path[200];

	(void)state;
	host_prepare(&run);
	snprintf(path, sizeof(path), "%s/foreign", run.folder);
	host_start(&run, "/nonexistent/run.l1t",
		(const char *const[]){"foreign_stderr", path, NULL});
	host_wait(&run);
	assert_int_equal(0, run.status);
	assert_int_equal(0, stat(path, &st));
	assert_int_equal(0, st.st_size);
	host_clean(&run);
}

/* The host does what it would do without a recorder, however little it has of something. */
static void run_with(struct host_run *run, const char *what, unsigned much, unsigned returned)
{
	char text[12];

	snprintf(text, sizeof(text), "%u", much);
	run_as(run, NULL, what, text);
	assert_int_equal(0, run->status);
	assert_int_equal(returned, run->counts->returned[0]);
	assert_in_range(host_lines(run), 0, 1);
}

static void a_host_may_have_few_descriptors(void **state)
{
	(void)state;
	for (unsigned most = 0; most <= 84; most += most < 20 ? 1 : 16) {
		struct host_run run;

		run_with(&run, "few_files", most, 20);
		/* trace and live file need one descriptor each; a warning needs one, too */
		if (most >= 2)
			check_there(&run, run.trace);
		else if (most)
			assert_int_equal(1, host_lines(&run));
		host_clean(&run);
	}
}

static int is_whole(const struct host_run *run)
{
	struct trace_sum sum;

	return host_files(run, "run.l1t", NULL) && !trace_sum_read(&sum, run->trace) &&
		!lost_in_all(&sum) && sum.status.finished;
}

static void a_host_may_have_little_memory(void **state)
{
	(void)state;
	if (ASAN || TSAN)
		skip();         /* sanitizers map terabytes */
	for (unsigned kib = 0; kib <= 16384; kib = kib ? kib * 3 / 2 : 64) {
		struct host_run run;

		run_with(&run, "little_memory", kib, 20010);
		if (kib > 10000)
			check_there(&run, run.trace);
		else if (!is_whole(&run))
			assert_int_equal(1, host_lines(&run));
		host_clean(&run);
	}
}

static void with_too_little_memory_to_begin_one_line_says_so(void **state)
{
	unsigned said = 0;

	(void)state;
	if (ASAN || TSAN)
		skip();
	for (unsigned kib = 2048; kib <= 16384; kib += 256) {
		struct host_run run;
		char text[8];

		snprintf(text, sizeof(text), "%u", kib);
		run_as(&run, NULL, "little_to_begin_with", text);
		/* with less memory no program runs at all */
		if (!run.status && !is_whole(&run)) {
			assert_int_equal(3, run.counts->returned[0]);
			assert_int_equal(1, host_lines(&run));
			assert_non_null(strstr(run.said, run.trace));
			said += !host_files(&run, "l1t", NULL);
		}
		host_clean(&run);
	}
	assert_true(said);
}

static void a_sandbox_that_kills_does_not_kill_who_records(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	if (ASAN || TSAN)
		skip();         /* the sandbox does not allow the sanitizers' own calls */
	run_as(&run, NULL, "sandbox", NULL);
	if (WIFEXITED(run.status) && WEXITSTATUS(run.status) == 77)
		skip();
	assert_int_equal(0, run.status);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_sound(&sum);
	assert_int_equal(100010, sum.next[0]);
	host_clean(&run);
}

static void without_proc_all_is_recorded(void **state)
{
	struct host_run run;

	(void)state;
	if (geteuid())
		skip();
	run_as(&run, NULL, "no_proc", NULL);
	if (WIFEXITED(run.status) && WEXITSTATUS(run.status) == 77)
		skip();
	check_there(&run, run.trace);
	host_clean(&run);
}

static void a_small_stack_is_enough_for_the_first_event(void **state)
{
	struct host_run run;

	(void)state;
	if (ASAN || TSAN)
		skip();
	run_as(&run, NULL, "small_thread", NULL);
	check_there(&run, run.trace);
	host_clean(&run);
	run_as(&run, NULL, "small_handler_stack", "65536");
	print_message("%llu bytes of stack\n", (unsigned long long)run.counts->facts[0]);
	assert_int_equal(0, run.status);
	host_clean(&run);
	run_as(&run, NULL, "small_handler_stack", "8192");
	assert_int_equal(0, run.status);
	host_clean(&run);
}

static void a_host_sees_nothing_of_it(void **state)
{
	struct host_run run;

	(void)state;
	run_as(&run, NULL, "looks_around", NULL);
	check_there(&run, run.trace);
	assert_int_equal(0, run.counts->facts[0]);      /* errno */
	assert_int_equal(0, run.counts->facts[1]);      /* signals */
	assert_int_equal(0, run.counts->facts[2]);      /* children */
	assert_int_equal(run.counts->facts[4], run.counts->facts[3]);   /* descriptors */
	host_clean(&run);
}

static void check_name(const char *wanted, const char *found)
{
	struct host_run run;
	char path[400];

	run_as(&run, wanted, "no_environment", NULL);
	snprintf(path, sizeof(path), "%s/%.300s", run.folder, found);
	check_there(&run, path);
	host_clean(&run);
}

/* A library in front of libc's has a simulated clock: it must not bound our waits. */
static void a_clock_that_stands_still_stops_nobody(void **state)
{
	static const char *const kinds[] = {"", "monotonic"};

	(void)state;
	if (ASAN || TSAN)
		skip();         /* sanitizers want to be the first library */
	for (unsigned i = 0; i < 2; i++) {
		struct trace_sum sum;
		struct host_run run;

		setenv("LD_PRELOAD", FROZEN, 1);
		setenv("L1TRACE_CLOCK", kinds[i], 1);
		run_as(&run, NULL, "overflow", "100000");
		unsetenv("LD_PRELOAD");
		unsetenv("L1TRACE_CLOCK");
		assert_int_equal(0, run.status);
		assert_int_equal(0, run.counts->facts[0]);      /* it did stand still */
		assert_int_equal(0, trace_sum_read(&sum, run.trace));
		assert_int_equal(100000, sum.next[0] - sum.missing + lost_in_all(&sum));
		assert_true(sum.status.finished);
		assert_true(sum.last_ns > 0);
		host_clean(&run);
	}
}

static void names_may_be_odd(void **state)
{
	struct host_run run;
	char name[9000];

	(void)state;
	check_name("a%", "a%");
	check_name("%%", "%");
	check_name("%%%%p", "%%p");
	check_name("%z%", "%z%");
	check_name("%s%n%s.l1t", "%s%n%s.l1t");
	check_name("\xff\xfe\x80 \n.l1t", "\xff\xfe\x80 \n.l1t");
	check_name("-rf", "-rf");
	memset(name, 'x', 200);
	name[200] = 0;
	check_name(name, name);
	/* the file's name has a line break and an escape: still one line */
	run_as(&run, "/nonexistent/a\nb\033[31m/c", "no_environment", NULL);
	assert_int_equal(1, host_lines(&run));
	assert_null(strchr(run.said, '\033'));
	host_clean(&run);
	/* too long for any system: one line, nothing else */
	for (size_t length = 4000; length < sizeof(name); length += 48) {
		memset(name, 'x', length);
		name[length] = 0;
		run_as(&run, name, "no_environment", NULL);
		assert_int_equal(0, run.status);
		assert_int_equal(100, run.counts->returned[0]);
		assert_int_equal(1, host_lines(&run));
		assert_int_equal(1, host_files(&run, "", NULL));
		host_clean(&run);
		length += length > 4200 ? 2000 : 0;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stderr_that_takes_nothing_holds_nobody_up),
		cmocka_unit_test(a_file_of_the_hosts_in_the_place_of_stderr_is_not_written_to),
		cmocka_unit_test(a_host_may_have_few_descriptors),
		cmocka_unit_test(a_host_may_have_little_memory),
		cmocka_unit_test(with_too_little_memory_to_begin_one_line_says_so),
		cmocka_unit_test(a_sandbox_that_kills_does_not_kill_who_records),
		cmocka_unit_test(without_proc_all_is_recorded),
		cmocka_unit_test(a_small_stack_is_enough_for_the_first_event),
		cmocka_unit_test(a_host_sees_nothing_of_it),
		cmocka_unit_test(a_clock_that_stands_still_stops_nobody),
		cmocka_unit_test(names_may_be_odd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
