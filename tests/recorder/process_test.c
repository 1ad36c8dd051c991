/*
 * Processes that make others: each writes a trace of its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "check.h"

/* Finds the trace of a child of the run: not under the first name, without a live file. */
static void child_trace(const struct host_run *run, char path[256])
{
	assert_true(host_files(run, ".1.l1t", path));
	if (strstr(path, ".live"))
		*strstr(path, ".live") = 0;
}

static void check_child(const struct host_run *run, unsigned stream, int forked, int ended)
{
	struct trace_sum sum;
	char path[256];

	child_trace(run, path);
	assert_int_equal(0, trace_sum_read(&sum, path));
	check_sound(&sum);
	check_stream(&sum, run, stream);
	assert_int_equal(0, sum.next[0]);
	assert_int_equal(forked, sum.begin.forked);
	assert_int_not_equal(run->pid, sum.begin.pid);
	if (!EMULATED)          /* its end waits for its writer no longer than two seconds */
		assert_int_equal(ended, sum.kinds[L1T_END]);
}

static void check_parent(struct host_run *run)
{
	struct trace_sum sum;

	assert_int_equal(0, run->status);
	assert_string_equal("", run->said);
	assert_int_equal(0, trace_sum_read(&sum, run->trace));
	check_sound(&sum);
	assert_int_equal(run->counts->returned[0], sum.next[0]);
	assert_int_equal(0, sum.next[1]);
	assert_int_equal(0, sum.begin.forked);
	assert_int_equal(1, sum.kinds[L1T_END]);
}

static void a_forked_child_writes_a_trace_of_its_own(void **state)
{
	(void)state;
	if (ASAN || TSAN)
		skip();         /* the sanitizers' locks are not released in a forked child */
	for (unsigned raw = 0; raw < (EMULATED ? 1 : 2); raw++) {
		struct trace_record *devices;
		struct host_run run;
		char path[256];

		host_run(&run, "fork", raw ? "raw" : NULL, NULL);
		check_parent(&run);
		assert_int_equal(15, run.counts->returned[0]);
		assert_int_equal(0, run.counts->facts[0]);
		/* the child knows names, core sets and devices of its parent */
		check_child(&run, 1, 1, !raw);
		child_trace(&run, path);
		assert_int_equal(1, trace_records(path, L1T_DEVICE, &devices));
		assert_int_equal(L1T_DEVICE_ANNOUNCED, devices->record.device.flags);
		free(devices);
		/* without fork handlers there is no writer: the live file stays */
		if (!EMULATED) {
			assert_int_equal(raw, host_files(&run, ".live", NULL));
			assert_int_equal(2 + raw, host_files(&run, "l1t", NULL));
		}
		host_clean(&run);
	}
}

/* As under an emulator, which says that it wipes a page in children, and does not. */
static void a_child_has_a_trace_of_its_own_where_no_advice_is_heeded(void **state)
{
	struct host_run run;

	(void)state;
	if (ASAN || TSAN || EMULATED)
		skip();         /* their libraries come first, and their locks are not released */
	setenv("LD_PRELOAD", HEEDLESS, 1);
	host_run(&run, "fork", NULL, NULL);
	unsetenv("LD_PRELOAD");
	check_parent(&run);
	assert_int_equal(15, run.counts->returned[0]);
	assert_int_equal(0, run.counts->facts[0]);
	check_child(&run, 1, 1, 1);
	host_clean(&run);
}

static void a_childs_child_knows_what_lived_when_it_was_made(void **state)
{
	struct host_run run;
	char path[256];
	unsigned seen = 0;

	(void)state;
	if (ASAN || TSAN || EMULATED)
		skip();         /* the sanitizers' locks are not released in a forked child */
	host_run(&run, "grandchild", NULL, NULL);
	assert_int_equal(0, run.status);
	assert_int_equal(2, host_files(&run, ".1.l1t", NULL));
	while (host_files(&run, ".1.l1t", path)) {
		struct trace_record *allocs;
		size_t n = trace_records(path, L1T_ALLOC, &allocs);
		uint64_t announced[4] = {0};

		for (size_t i = 0; i < n; i++)
			if (allocs[i].record.alloc.flags & L1T_ALLOC_ANNOUNCED)
				announced[allocs[i].record.alloc.id >> 32 & 3]++;
		/* the child has its parent's ten; its own child has its five, too */
		if (n == 10 + 5 + 3)
			assert_int_equal(10, announced[0]);
		else
			assert_int_equal(5, announced[1]);
		assert_int_equal(n == 18 ? 10 : 5,
			announced[0] + announced[1] + announced[2] + announced[3]);
		seen += n == 18 ? 1 : n == 6 ? 2 : 100;
		free(allocs);
		unlink(path);
	}
	assert_int_equal(3, seen);
	host_clean(&run);
}

static void a_child_that_records_nothing_leaves_nothing(void **state)
{
	struct host_run run;

	(void)state;
	host_run(&run, "fork_silent", NULL, NULL);
	check_parent(&run);
	assert_int_equal(1, host_files(&run, "l1t", NULL));
	host_clean(&run);
}

/* In some of the children malloc's locks are lost; none of them uses these. */
static void children_whose_locks_are_lost_record_and_do_not_hang(void **state)
{
	static const char *const ways[] = {"_Fork", "clone"};

	(void)state;
	if (ASAN || TSAN || EMULATED)
		skip();         /* the sanitizers' locks are lost, too */
	for (unsigned i = 0; i < 2; i++) {
		struct trace_sum sum;
		struct host_run run;
		uint64_t whole = 0;
		char path[256];

		host_run(&run, "fork_lost", ways[i], NULL);
		assert_int_equal(0, run.status);
		assert_int_equal(0, run.counts->facts[1]);      /* hung or were killed */
		assert_true(run.counts->facts[2] >= 20);        /* had lost a lock */
		while (host_files(&run, ".1.l1t", path)) {
			child_trace(&run, path);
			assert_int_equal(0, trace_sum_read(&sum, path));
			check_sound(&sum);
			whole += sum.next[1] == 30000;
			unlink(path);
			strcat(path, ".live");
			unlink(path);
		}
		assert_int_equal(run.counts->facts[0], whole);
		host_clean(&run);
	}
}

static void forks_of_a_threaded_process_disturb_nobody(void **state)
{
	struct trace_sum sum;
	struct host_run run;
	const unsigned children = EMULATED ? 6 : 20;
	uint64_t whole = 0;

	(void)state;
	if (ASAN || TSAN)
		skip();         /* the sanitizers' locks are not released in a forked child */
	host_run(&run, "fork_threads", EMULATED ? "6" : "20", NULL);
	assert_int_equal(0, run.status);
	for (unsigned i = 0; i < 16; i++)
		assert_int_equal(0, run.counts->facts[i]);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_sound(&sum);
	assert_int_equal(run.counts->returned[0], sum.next[0]);
	for (unsigned i = 1; i <= children; i++)
		assert_int_equal(0, sum.next[i]);
	assert_int_equal(children, host_files(&run, ".1.l1t", NULL) - host_files(&run, ".live", NULL));
	/* one that is slow stays with its live file, which is as good */
	assert_in_range(host_files(&run, ".live", NULL), children / 2, EMULATED ? children : children / 2);
	for (unsigned i = 0; i < children; i++) {
		char path[256];

		host_files(&run, ".1.l1t", path);
		path[strlen(path) - (strstr(path, ".live") ? 5 : 0)] = 0;
		assert_int_equal(0, trace_sum_read(&sum, path));
		check_sound(&sum);
		for (unsigned k = 1; k <= children; k++)
			whole += sum.next[k] == 100;
		strcat(path, ".live");
		unlink(path);
		path[strlen(path) - 5] = 0;
		unlink(path);
	}
	assert_int_equal(children, whole);
	host_clean(&run);
}

static void programs_started_by_fork_vfork_and_spawn_record_too(void **state)
{
	struct trace_sum sum;
	struct host_run run;
	char path[256];
	unsigned seen = 0;

	(void)state;
	if (EMULATED)
		skip();         /* see check.h */
	host_run(&run, "fork_exec", NULL, NULL);
	check_parent(&run);
	check_child(&run, 1, 0, 1);
	host_clean(&run);
	host_run(&run, "vfork", NULL, NULL);
	assert_int_equal(0, run.status);
	assert_int_equal(2, host_files(&run, ".1.l1t", NULL));
	while (host_files(&run, ".1.l1t", path)) {
		assert_int_equal(0, trace_sum_read(&sum, path));
		check_sound(&sum);
		seen |= sum.next[2] == 3 ? 1 : sum.next[3] == 3 ? 2 : 0;
		unlink(path);
	}
	assert_int_equal(3, seen);
	host_clean(&run);
}

/* Two programs, one after the other, with the same pid. */
static void a_program_that_becomes_another_leaves_all_traces(void **state)
{
	struct trace_sum sum;
	struct host_run run;
	char path[256];

	(void)state;
	if (EMULATED)
		skip();         /* see check.h */
	host_run(&run, "exec", NULL, NULL);
	assert_int_equal(0, run.status);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_sound(&sum);
	assert_int_equal(7, sum.next[0]);
	assert_int_equal(0, sum.kinds[L1T_END]);
	for (unsigned i = 1; i <= 2; i++) {
		snprintf(path, sizeof(path), "%s/run.%d.%u.l1t", run.folder, (int)run.pid, i);
		assert_int_equal(0, trace_sum_read(&sum, path));
		check_sound(&sum);
		assert_int_equal(i == 1 ? 7 : 0, sum.next[2]);
		assert_int_equal(i == 1 ? 0 : 3, sum.next[1]);
		assert_int_equal(run.pid, sum.begin.pid);
		assert_int_equal(i == 2, sum.kinds[L1T_END]);
	}
	host_clean(&run);
}

static void a_daemon_records_on(void **state)
{
	struct trace_sum sum;
	struct host_run run;
	char path[256];

	(void)state;
	if (ASAN || TSAN || EMULATED)
		skip();         /* ASan: as above; an emulator may be too slow for an end; TSan ends a child that starts a thread */
	host_run(&run, "daemon", NULL, NULL);
	assert_int_equal(0, run.status);
	for (unsigned i = 0; !run.counts->facts[0] || host_files(&run, ".live", NULL); i++) {
		assert_in_range(i, 0, 60000);
		usleep(1000);
	}
	child_trace(&run, path);
	assert_int_equal(0, trace_sum_read(&sum, path));
	check_sound(&sum);
	assert_int_equal(20000, sum.next[1]);
	assert_int_equal(run.counts->facts[0], sum.begin.pid);
	assert_int_equal(1, sum.kinds[L1T_END]);
	host_clean(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_forked_child_writes_a_trace_of_its_own),
		cmocka_unit_test(a_child_has_a_trace_of_its_own_where_no_advice_is_heeded),
		cmocka_unit_test(a_childs_child_knows_what_lived_when_it_was_made),
		cmocka_unit_test(a_child_that_records_nothing_leaves_nothing),
		cmocka_unit_test(children_whose_locks_are_lost_record_and_do_not_hang),
		cmocka_unit_test(forks_of_a_threaded_process_disturb_nobody),
		cmocka_unit_test(programs_started_by_fork_vfork_and_spawn_record_too),
		cmocka_unit_test(a_program_that_becomes_another_leaves_all_traces),
		cmocka_unit_test(a_daemon_records_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
