/*
 * What a person sees who mistyped a word, and what follows a table: existing names, the right
 * order, values as they were typed, commands that can be pasted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "small_trace.h"

static void says(const char *args, int code, const char *words)
{
	struct outcome o;
	int got = told_run(args, &o);

	if (got != code || !strstr(o.output, words))
		fail_msg("%s: exit %d, no '%s' in: %s", args, got, words, o.output);
	outcome_free(&o);
}

static void an_op_or_failure_that_is_not_there_is_refused_with_what_there_is(void **unused)
{
	(void)unused;
	told_refuses("at --op 9999 %s", 2, "no op 9999: they are numbered from 1 to 2");
	told_refuses("at --failure 1 %s", 2, "no failure 1: no failure was recorded");
	told_refuses("at --op 1 --peak %s", 2, "give one of --op, --failure and --peak");
}

static void times_without_an_open_device_are_named_as_typed(void **unused)
{
	(void)unused;
	says("at 1ns %s", 0, "no device was open at 1ns; devices were between 0.000 ms and 0.001 ms");
	says("at --diff 0% 0.002us %s", 0, "no device was open at 0%;");
	says("at --diff 0% 0.002us %s", 0, "no device was open at 0.002us;");
}

static void a_file_in_the_place_of_a_word_is_answered_with_the_right_order(void **unused)
{
	char command[200];

	(void)unused;
	snprintf(command, sizeof(command), "l1analyze at 50%% %s", told_trace);
	told_refuses("at %s 50%", 2, command);
	snprintf(command, sizeof(command), "l1analyze at --diff 1us 50%% %s", told_trace);
	told_refuses("at --diff %s 1us 50%", 2, command);
	snprintf(command, sizeof(command), "l1analyze query 'SELECT * FROM peak' %s", told_trace);
	told_refuses("query %s", 2, command);
}

static void a_name_that_nothing_has_brings_those_that_are_near(void **unused)
{
	(void)unused;
	says("ops --op mat %s", 0, "no row is left by --op 'mat' (did you mean 'matmul' or "
		"'ttnn.matmul'?)");
	says("ops --op matmol %s", 0, "did you mean 'matmul'");
	says("leaks --op conv %s", 0, "no row is left by --op 'conv'\n");
	/* an existing name is right */
	says("ops --op matmul --device 1 %s", 0, "no row is left by --device 1 --op 'matmul'\n");
}

static void values_are_said_as_they_were_typed(void **unused)
{
	(void)unused;
	says("ops --from 0.00099ms --to 100% %s", 0, "left by --from 0.00099ms --to 100%\n");
	says("peak --core 9,9 --device 07 %s", 0, "left by --device 07 --core 9,9\n");
}

static void an_unknown_kind_is_refused_with_all_there_are(void **unused)
{
	(void)unused;
	told_refuses("timeline --kind foo %s", 2, "unknown kind 'foo'; memories are l1, ");
	told_refuses("leaks --kind drma %s", 2, "unknown kind 'drma' (did you mean 'dram'?); ");
	told_refuses("timeline --event lunch %s", 2, "unknown event 'lunch' (did you mean 'launch'?); ");
	told_refuses("timeline --kind launch %s", 2, "write --event launch");
}

static void tables_end_with_a_command_that_works(void **unused)
{
	static const char *const verbs[] = {"peak", "peak --by op", "peak --core 0,0", "timeline", "ops",
		"leaks", "check", "callsites", "callsites --by op", "histogram", "frag", "frag --policy all",
		"at 50%", "at --peak", "at --op 1", "peak --from 50%", "ops --to 60%",
		"at --peak --from 10% --to 80%"};

	(void)unused;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		char environment[300], command[700];
		struct outcome o;

		/* its command line, and that it answers */
		snprintf(environment, sizeof(environment), "A=%s T=%s", L1ANALYZE, told_trace);
		snprintf(command, sizeof(command), "cp $T \"a run.l1t\"; n=$($A %s \"a run.l1t\" | "
			"sed -n \"s/^next: l1analyze//p\"); [ \"$n\" ] && eval \"$A $n\" >out && "
			"[ -s out ] || { echo \"failed: $n\"; exit 9; }", verbs[i]);
		o = run_command(environment, command);
		if (!WIFEXITED(o.status) || WEXITSTATUS(o.status))
			fail_msg("%s: %s", verbs[i], o.output);
		outcome_free(&o);
	}
}

static void machine_formats_end_with_their_rows(void **unused)
{
	static const char *const verbs[] = {"peak", "ops", "leaks", "frag", "at --peak"};

	(void)unused;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		char args[100];
		struct outcome o;

		snprintf(args, sizeof(args), "%s --format csv %%s", verbs[i]);
		assert_int_equal(told_run(args, &o), 0);
		assert_null(strstr(o.output, "next:"));
		outcome_free(&o);
	}
}

static void the_worst_moment_of_the_run_is_that_of_its_largest_peak(void **unused)
{
	struct outcome peak, op;

	(void)unused;
	assert_int_equal(told_run("at --peak --format csv %s", &peak), 0);
	assert_int_equal(told_run("at --op 2 --format csv %s", &op), 0);
	assert_string_equal(peak.output, op.output);
	outcome_free(&peak);
	outcome_free(&op);
}

static void help_says_what_a_verb_answers_and_how_it_is_called(void **unused)
{
	(void)unused;
	says("at -h", 0, "\nat: the address map of each chip at a moment, with owners\n"
		"\nUsage: l1analyze at [OPTION...] [TIME] INPUT...\n");
	says("peak -h", 0, "--by WHAT           groups of those above\n");
	says("ops -h", 0, "--by WHAT           groups: op, type, function, callsite, frame, caller, module, mark\n");
	says("load -h", 0, "Usage: l1analyze load [OPTION...] TRACE... -o DATABASE\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_op_or_failure_that_is_not_there_is_refused_with_what_there_is),
		cmocka_unit_test(times_without_an_open_device_are_named_as_typed),
		cmocka_unit_test(a_file_in_the_place_of_a_word_is_answered_with_the_right_order),
		cmocka_unit_test(a_name_that_nothing_has_brings_those_that_are_near),
		cmocka_unit_test(values_are_said_as_they_were_typed),
		cmocka_unit_test(an_unknown_kind_is_refused_with_all_there_are),
		cmocka_unit_test(tables_end_with_a_command_that_works),
		cmocka_unit_test(machine_formats_end_with_their_rows),
		cmocka_unit_test(the_worst_moment_of_the_run_is_that_of_its_largest_peak),
		cmocka_unit_test(help_says_what_a_verb_answers_and_how_it_is_called),
	};

	return cmocka_run_group_tests_name("words", tests, told_setup, told_teardown);
}
