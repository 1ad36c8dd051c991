/*
 * check's verdict, and what check, info, ops and kernels say about the run that was recorded.
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
#include "two_sites.h"

static void what_is_sound_has_one_line_and_a_next_step(void **unused)
{
	static const char hook[] = "track_allocate";
	struct outcome o;
	struct story t;
	char command[200], wanted[300];

	(void)unused;
	sites_begin(&t);
	tell_note(&t, L1T_NOTE_HOOK, 1, 0, hook);
	write_file(&t);
	snprintf(command, sizeof(command), L1ANALYZE " check %s", t.name);
	o = run_command("A=1", command);
	snprintf(wanted, sizeof(wanted), "sound: the trace is whole, nothing was lost, and every number in it "
		"agrees\n\nnext: l1analyze peak %s\n", t.name);
	assert_string_equal(o.output, wanted);
	outcome_free(&o);
	sites_check(&t, "--hooks --format csv", 0, "run,hook,found,fired,note\n1,track_allocate,1,0,\"never ");
	sites_check(&t, "--fail-on hook-never-fired", 1, "1 finding: hook never fired 1\n");
	sites_check(&t, "--fail-on any", 0, "nothing of --fail-on any was found\n");
	drop_file(&t);
}

/* One failure of each kind that a program has, the last one not by memory. */
static void tell_failures(struct story *t, uint64_t exit_status)
{
	sites_begin(t);
	tell_oom(t, 5000);
	tell_clash(t, 1500, 1200);
	for (uint64_t type = L1T_FAIL_TOO_BIG; type <= L1T_FAIL_LAUNCH; type++)
		tell_failure(t, (struct l1t_failure){.type = type, .device = 1}, NULL);
	sites_alloc(t, 1, 2000, MATMUL);
	tell_exit(t, exit_status);
	write_file(t);
}

static void failures_of_the_program_are_no_fault_of_the_trace(void **unused)
{
	static const char *const words[] = {"failures", "out-of-memory", "clash", "too-big", "too_big",
		"config-too-big", "launch-failed", "any", "leaks"};
	struct story t;

	(void)unused;
	tell_failures(&t, 1);
	sites_check(&t, "", 0, "sound: the trace is whole, nothing was lost, and every number in it agrees\n"
		"the program exited with 1 and had 5 failures; next: l1analyze explain\n");
	sites_check(&t, "--format csv", 0, "1,\"out of memory\",0,1,");
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		char args[60];

		snprintf(args, sizeof(args), "--fail-on lost-events,%s", words[i]);
		sites_check(&t, args, 1, "finding");
	}
	sites_check(&t, "--fail-on failures", 1, "5 findings: clash 1, config too big 1, launch failed 1, "
		"out of memory 1, too big 1\n");
	sites_check(&t, "--fail-on leaks", 1, "1 finding: leak 1\n");
	sites_check(&t, "--fail-on leaks --format csv", 1, "1,leak,0,1,\"live at end\",0,");
	sites_check(&t, "--fail-on hazards,refused,lost-events,analyzer-out-of-memory", 0, "nothing of");
	drop_file(&t);
	tell_failures(&t, 0);
	sites_check(&t, "", 0, "\nthe program had 5 failures; next: l1analyze explain\n");
	drop_file(&t);
}

static void how_a_run_ended_is_said_where_its_ops_are(void **unused)
{
	static const char *const verbs[] = {"check", "ops", "info"};
	static const char *const words[] = {"the program exited with 3, and no failure of it was seen",
		"the program exited with 3, and no failure of it was seen",
		"exited with 3; no failure of it was seen"};
	struct story t;

	(void)unused;
	sites_begin(&t);
	tell_exit(&t, 3);
	write_file(&t);
	for (int i = 0; i < 3; i++) {
		char command[200];
		struct outcome o;

		snprintf(command, sizeof(command), L1ANALYZE " %s %s", verbs[i], t.name);
		o = run_command("A=1", command);
		if (!strstr(o.output, words[i]))
			fail_msg("%s says '%s'", verbs[i], o.output);
		outcome_free(&o);
	}
	drop_file(&t);
}

/* A note says that call sites are unknown, and later they are known. */
static void what_is_known_after_all_is_not_called_unknown(void **unused)
{
	static const char note[] = "call sites: this Python cannot be asked", other[] = "bank sizes";
	struct story t;

	(void)unused;
	for (int known = 0; known < 2; known++) {
		char command[200];
		struct outcome o;

		if (known)
			sites_begin(&t);
		else
			one_bank(&t);
		tell_note(&t, L1T_NOTE_UNKNOWN, 0, 0, note);
		tell_note(&t, L1T_NOTE_UNKNOWN, 0, 0, other);
		write_file(&t);
		snprintf(command, sizeof(command), L1ANALYZE " info %s; " L1ANALYZE
			" check --format csv %s", t.name, t.name);
		o = run_command("A=1", command);
		assert_int_equal(!strstr(o.output, "this Python"), known);
		assert_non_null(strstr(o.output, "bank sizes"));
		outcome_free(&o);
		drop_file(&t);
	}
}

/* Kernel sizes are marked as a stand-in's where there are any. */
static void a_stand_in_compiler_is_named_where_kernels_have_sizes(void **unused)
{
	static const char *const mocks[] = {"board=n150 compiler=stand-in",
		"board=n150 compiler=/opt/tenstorrent/sfpi", NULL, "board=n150 compiler=stand-in"};
	struct story t;

	(void)unused;
	for (int i = 0; i < 4; i++) {
		sites_begin(&t);
		if (i < 3)      /* where nothing is compiled nothing has a size */
			tell_kernel(&t, (struct l1t_kernel){.program = 1, .name = TEXT,
				.text_bytes = {500, L1T_UNKNOWN, L1T_UNKNOWN}});
		if (mocks[i])
			tell_note(&t, L1T_NOTE_MOCK, 0, 0, mocks[i]);
		write_file(&t);
		for (int verb = 0; verb < 4; verb++) {
			static const char *const verbs[] = {"kernels", "ops", "kernels --format csv",
				"ops --format json"};
			char command[200];
			struct outcome o;

			snprintf(command, sizeof(command), L1ANALYZE " %s %s", verbs[verb], t.name);
			o = run_command("A=1", command);
			assert_int_equal(strstr(o.output, "a stand-in compiler made them") != NULL,
				!i && verb < 2);
			outcome_free(&o);
		}
		drop_file(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_sound_has_one_line_and_a_next_step),
		cmocka_unit_test(failures_of_the_program_are_no_fault_of_the_trace),
		cmocka_unit_test(how_a_run_ended_is_said_where_its_ops_are),
		cmocka_unit_test(what_is_known_after_all_is_not_called_unknown),
		cmocka_unit_test(a_stand_in_compiler_is_named_where_kernels_have_sizes),
	};

	return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}
