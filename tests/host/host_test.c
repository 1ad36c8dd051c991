/*
 * The host is not disturbed: with the preload library, a program that is not TT-Metal does what it
 * does without it. The libraries export and need no more than they should.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>
#include "run_command.h"

/* Runs the command with and without the preload library: same output, same status, no new file. */
static void same(const char *command)
{
	struct outcome plain = run_command("A=1", command);
	struct outcome preloaded = run_command("LD_PRELOAD=" PRELOAD_SO, command);

	assert_string_equal(preloaded.output, plain.output);
	assert_int_equal(preloaded.status, plain.status);
	assert_int_equal(preloaded.files, plain.files);
	outcome_free(&plain);
	outcome_free(&preloaded);
}

static void ls_is_undisturbed(void **unused)
{
	(void)unused;
	same("ls -la /etc");
	same("ls /there/is/no/such/folder");
}

static void python_is_undisturbed(void **unused)
{
	(void)unused;
	same("python3 -c \"import threading, subprocess; print(subprocess.check_output([\\\"echo\\\", "
	     "\\\"hello\\\"]))\"");
	same("python3 -c \"raise SystemExit(7)\"");
	same("python3 -c \"import os; pid = os.fork(); print(os.wait()[1] if pid else os._exit(3))\"");
}

static void a_compiler_is_undisturbed(void **unused)
{
	(void)unused;
	same("echo \"int main(void) { return 5; }\" >a.c; cc -o a a.c; ./a; echo $?");
	same("echo \"int main(void) { return x; }\" >a.c; cc -o a a.c 2>&1 | grep -c error");
}

static void a_killed_program_dies_of_the_same_signal(void **unused)
{
	(void)unused;
	same("sh -c \"kill -SEGV \\$\\$\"; echo $?");
	same("exec kill -ABRT $$");
}

static void l1record_leaves_output_and_status_of_a_foreign_program_alone(void **unused)
{
	struct outcome o = run_command("A=1", L1RECORD " -o run.l1t -- sh -c \"echo out; exit 9\"");

	(void)unused;
	assert_true(WIFEXITED(o.status));
	assert_int_equal(WEXITSTATUS(o.status), 9);
	assert_int_equal(strncmp(o.output, "out\n", 4), 0);
	assert_int_equal(o.files, 0);
	outcome_free(&o);
}

static void libraries_stay_loaded_and_show_only_their_own_names(void **unused)
{
	struct outcome o;

	(void)unused;
	o = run_command("A=1", "for l in " L1TRACE_SO " " PRELOAD_SO
			       "; do readelf -d $l | grep -c NODELETE; done");
	assert_string_equal(o.output, "1\n1\n");
	outcome_free(&o);
	o = run_command("A=1", "nm -D --defined-only " L1TRACE_SO
			       " | grep -v \" l1trace_\" | grep -v \" A \"");
	assert_string_equal(o.output, "");
	outcome_free(&o);
	o = run_command("A=1", "nm -D --defined-only " PRELOAD_SO
			       " | grep -vE \" (_ZN|_ZNK|PyEval_|l1trace_|A )\"");
	assert_string_equal(o.output, "");
	outcome_free(&o);
	o = run_command("A=1", "readelf -d " L1TRACE_SO " " PRELOAD_SO
			       " | grep NEEDED | grep -cE \"sqlite|stdc\\+\\+\"");
	assert_string_equal(o.output, "0\n");
	outcome_free(&o);
}

static void recorder_threads_block_all_signals(void **unused)
{
	/* the sample records in a loop; meanwhile its threads are listed */
	struct outcome o = run_command("L1TRACE=run.l1t", SAMPLE " 2000000 >/dev/null & pid=$!; "
		"sleep 0.3; for t in /proc/$pid/task/*; do grep -q ^l1trace $t/comm && "
		"grep SigBlk $t/status; done; kill $pid; wait $pid; rm -f run.l1t run.l1t.live");

	(void)unused;
	assert_non_null(strstr(o.output, "SigBlk:\tfffffffe7ffb"));
	outcome_free(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ls_is_undisturbed),
		cmocka_unit_test(python_is_undisturbed),
		cmocka_unit_test(a_compiler_is_undisturbed),
		cmocka_unit_test(a_killed_program_dies_of_the_same_signal),
		cmocka_unit_test(l1record_leaves_output_and_status_of_a_foreign_program_alone),
		cmocka_unit_test(libraries_stay_loaded_and_show_only_their_own_names),
		cmocka_unit_test(recorder_threads_block_all_signals),
	};

	return cmocka_run_group_tests_name("host", tests, NULL, NULL);
}
