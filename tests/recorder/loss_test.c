/*
 * When the writer is too slow, or dead: losses are counted, the host never waits for long, and what
 * was kept can be read.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>
#include "check.h"

/* In stream 0, recorded and lost events add up to the calls. */
static void check_adds_up(const struct trace_sum *sum, struct host_run *run)
{
	uint64_t returned = run->counts->returned[0];

	assert_int_equal(0, sum->out_of_order);
	assert_int_equal(0, sum->doubled);
	assert_int_equal(0, sum->undefined);
	assert_int_equal(returned, sum->next[0] - sum->missing + lost_in_all(sum));
	assert_in_range(run->counts->facts[0], 0, WAIT_MAX_NS);
}

/*
 * l1analyze reports the number with every answer, and as an answer of its own. Millions of buffers
 * in half a megabyte, none of them freed, exceed its limits for an input, so --unlimited is given.
 */
static void check_reported(const struct host_run *run, uint64_t lost)
{
	static const char *const verbs[] = {"peak", "check --format csv"};

	for (unsigned i = 0; i < 2; i++) {
		char command[300], line[400], count[24];
		int said = 0, listed = 0;
		FILE *out;

		snprintf(command, sizeof(command), L1ANALYZE " %s --unlimited '%s' 2>&1",
			verbs[i], run->trace);
		snprintf(count, sizeof(count), "%llu", (unsigned long long)lost);
		out = popen(command, "r");
		assert_non_null(out);
		while (fgets(line, sizeof(line), out)) {
			said |= strstr(line, "had to drop") && strstr(line, count);
			listed |= strstr(line, "lost events") && strstr(line, "ring full");
		}
		assert_int_equal(i, WEXITSTATUS(pclose(out)));
		assert_true(said);
		assert_int_equal(i, listed);
	}
}

static void a_full_ring_makes_the_caller_wait(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	host_run(&run, "overflow", "2000000", NULL);
	assert_int_equal(0, run.status);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_adds_up(&sum, &run);
	assert_true(sum.status.finished);
	/* unless other processes use the processors for a tenth of a second */
	assert_in_range(lost_in_all(&sum), 0, 500000);
	host_clean(&run);
}

static void told_to_drop_it_drops_and_counts(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	setenv("L1TRACE_OVERFLOW", "drop", 1);
	/* many times what a ring holds; a sanitizer's l1analyze takes minutes for millions */
	host_run(&run, "overflow", ASAN || TSAN ? "300000" : "2000000", NULL);
	unsetenv("L1TRACE_OVERFLOW");
	assert_int_equal(0, run.status);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_adds_up(&sum, &run);
	assert_true(sum.lost[L1T_LOST_RING_FULL] > 0);
	assert_true(sum.status.finished);
	check_reported(&run, sum.lost[L1T_LOST_RING_FULL]);
	host_clean(&run);
}

static pid_t writer_of(pid_t pid);

/* The writer lives and does nothing: a caller waits 100 ms in all. */
static void a_writer_that_stands_still_is_waited_for_once(void **state)
{
	struct trace_sum sum;
	struct host_run run;
	int status;
	pid_t tid;

	(void)state;
	host_prepare(&run);
	host_start(&run, NULL, (const char *const[]){"writer_dies", NULL});
	while (!atomic_load(&run.counts->started))
		usleep(1000);
	while (!(tid = writer_of(run.pid)))     /* the thread has no name yet */
		usleep(1000);
	assert_int_equal(0, ptrace(PTRACE_SEIZE, tid, NULL, NULL));
	assert_int_equal(0, ptrace(PTRACE_INTERRUPT, tid, NULL, NULL));
	assert_int_equal(tid, waitpid(tid, &status, __WALL));
	atomic_store(&run.counts->facts[1], 1);
	for (unsigned i = 0; i < 5000 && !atomic_load(&run.counts->facts[2]); i++)
		usleep(1000);
	assert_int_equal(0, ptrace(PTRACE_DETACH, tid, NULL, NULL));
	host_wait(&run);
	assert_int_equal(0, run.status);
	assert_int_equal(1, run.counts->facts[2]);
	/* all calls together: one stall waits for it, later events do not */
	assert_in_range(run.counts->facts[3], 0, 3 * WAIT_MAX_NS);
	assert_true(run.counts->facts[5] >= 80000000);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_adds_up(&sum, &run);
	assert_true(sum.lost[L1T_LOST_RING_FULL] > 50000);
	assert_true(sum.status.finished);
	host_clean(&run);
}

/* Makes thread `tid` of our child call exit: nothing in the child is notified. */
static void end_thread(pid_t tid)
{
	struct user_regs_struct regs;
	int status;

	assert_int_equal(0, ptrace(PTRACE_SEIZE, tid, NULL, NULL));
	assert_int_equal(0, ptrace(PTRACE_INTERRUPT, tid, NULL, NULL));
	assert_int_equal(tid, waitpid(tid, &status, __WALL));
	assert_int_equal(0, ptrace(PTRACE_GETREGS, tid, NULL, &regs));
	/* it sleeps in a system call: return to the instruction with another number */
	regs.rip -= regs.orig_rax != (unsigned long long)-1 ? 2 : 0;
	regs.rax = SYS_exit;
	regs.orig_rax = (unsigned long long)-1;
	regs.rdi = 0;
	assert_int_equal(0, ptrace(PTRACE_SETREGS, tid, NULL, &regs));
	assert_int_equal(0, ptrace(PTRACE_DETACH, tid, NULL, NULL));
}

static pid_t writer_of(pid_t pid)
{
	char path[400], name[32] = "";
	struct dirent *e;
	pid_t found = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	dir = opendir(path);
	while (dir && (e = readdir(dir))) {
		FILE *f;

		snprintf(path, sizeof(path), "/proc/%d/task/%s/comm", (int)pid, e->d_name);
		f = e->d_name[0] == '.' ? NULL : fopen(path, "r");
		if (f && fgets(name, sizeof(name), f) && !strcmp(name, "l1trace\n"))
			found = (pid_t)strtol(e->d_name, NULL, 10);
		if (f)
			fclose(f);
	}
	if (dir)
		closedir(dir);
	return found;
}

static void a_dead_writer_is_not_waited_for(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	host_prepare(&run);
	host_start(&run, NULL, (const char *const[]){"writer_dies", NULL});
	while (!atomic_load(&run.counts->started))
		usleep(1000);
	usleep(150000);         /* until it sleeps a long time */
	end_thread(writer_of(run.pid));
	for (unsigned i = 0; i < 1000 && writer_of(run.pid); i++)
		usleep(1000);
	atomic_store(&run.counts->facts[1], 1);
	host_wait(&run);
	assert_int_equal(0, run.status);
	assert_in_range(run.counts->facts[0], 0, WAIT_MAX_NS);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_adds_up(&sum, &run);
	assert_true(sum.lost[L1T_LOST_NO_WRITER] > 0);
	assert_in_range(run.counts->facts[4], 0, 9);     /* yields; a call that waits has 50 */
	host_clean(&run);
}

static void without_a_thread_the_rings_are_all_there_is(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	if (geteuid())
		skip();
	host_run(&run, "no_threads", NULL, NULL);
	assert_int_equal(0, run.status);
	assert_int_equal(1, host_lines(&run));
	assert_in_range(run.counts->facts[0], 0, WAIT_MAX_NS);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_adds_up(&sum, &run);
	host_clean(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_ring_makes_the_caller_wait),
		cmocka_unit_test(told_to_drop_it_drops_and_counts),
		cmocka_unit_test(a_writer_that_stands_still_is_waited_for_once),
		cmocka_unit_test(a_dead_writer_is_not_waited_for),
		cmocka_unit_test(without_a_thread_the_rings_are_all_there_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
