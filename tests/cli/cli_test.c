/*
 * The programs on bad input: one clear line that names the subject, the documented exit code, and
 * nothing lost that could be kept.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "run_command.h"

static char trace[64];          /* a whole small trace */

static int exit_of(struct outcome o)
{
	assert_true(WIFEXITED(o.status));
	return WEXITSTATUS(o.status);
}

static size_t lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

/* Runs; expects the exit code, and `words` (NULL: none) in one single line of output. */
static void refuses(const char *command, int code, const char *words)
{
	struct outcome o = run_command("A=1", command);

	if (exit_of(o) != code)
		fail_msg("%s: exit %d: %s", command, WEXITSTATUS(o.status), o.output);
	if (words && !strstr(o.output, words))
		fail_msg("%s: '%s' is not in: %s", command, words, o.output);
	if (words && lines(o.output) != 1)
		fail_msg("%s: not one line: %s", command, o.output);
	outcome_free(&o);
}

static int make_trace(void **unused)
{
	char command[300];
	struct outcome o;

	(void)unused;
	snprintf(trace, sizeof(trace), "/tmp/l1trace-cli-%d.l1t", (int)getpid());
	snprintf(command, sizeof(command), "L1TRACE=%s " SAMPLE " 16", trace);
	o = run_command("A=1", command);
	if (o.status)
		fprintf(stderr, "%s", o.output);
	outcome_free(&o);
	return access(trace, R_OK);
}

static int remove_trace(void **unused)
{
	(void)unused;
	return unlink(trace);
}

static void unknown_words_are_usage_errors(void **unused)
{
	(void)unused;
	refuses(L1ANALYZE " paek x.l1t", 2, "paek");
	refuses(L1ANALYZE " peak --no-such-option x.l1t", 2, "no-such-option");
	refuses(L1ANALYZE " peak", 2, "peak");
	refuses(L1ANALYZE " peak --format xml x.l1t", 2, "xml");
	refuses(L1RECORD " --no-such-option -- true", 2, "no-such-option");
	refuses(L1RECORD " -o", 2, "-o");
	refuses(L1RECORD " --mock n999 -- true", 2, "n999");
}

static void bad_filters_are_usage_errors(void **unused)
{
	static const char *const filters[] = {"--core 1", "--core x,y", "--core 3,3-1,1",
		"--device one", "--from yesterday", "--to 5parsecs", "--kind nonsense"};
	char command[400];

	(void)unused;
	for (size_t i = 0; i < sizeof(filters) / sizeof(*filters); i++) {
		snprintf(command, sizeof(command), L1ANALYZE " peak %s %s", filters[i], trace);
		refuses(command, 2, strchr(filters[i], ' ') + 1);
	}
}

static void unreadable_inputs_are_named(void **unused)
{
	(void)unused;
	refuses(L1ANALYZE " peak /no/such/file.l1t", 3, "/no/such/file.l1t");
	refuses(L1ANALYZE " peak /etc", 3, "/etc");
	refuses(L1ANALYZE " peak /etc/passwd", 3, "/etc/passwd");
	refuses(": >empty.l1t; " L1ANALYZE " peak empty.l1t; s=$?; rm empty.l1t; exit $s", 3,
		"empty.l1t");
}

static void a_newer_format_is_refused_with_both_versions(void **unused)
{
	char command[700];

	(void)unused;
	/* version 2 with its check made right again: FNV-1a over 60 bytes, done by the shell's printf */
	snprintf(command, sizeof(command),
		"python3 -c \"import struct; d = bytearray(open(\\\"%s\\\", \\\"rb\\\").read()); "
		"d[8] = 2; h = 2166136261\n"
		"for b in d[:60]: h = (h ^ b) * 16777619 & 0xffffffff\n"
		"d[60:64] = struct.pack(\\\"<I\\\", h); open(\\\"new.l1t\\\", \\\"wb\\\").write(d)\"; "
		L1ANALYZE " peak new.l1t; s=$?; rm new.l1t; exit $s", trace);
	refuses(command, 3, "version 2");
}

static void a_cut_trace_is_answered_with_exit_4_and_its_name(void **unused)
{
	struct stat st;

	(void)unused;
	assert_int_equal(stat(trace, &st), 0);
	for (off_t cut = 64; cut < st.st_size; cut += st.st_size / 23 + 1) {
		char command[400];
		struct outcome o;

		snprintf(command, sizeof(command), "head -c %ld %s >cut.l1t; " L1ANALYZE
			" peak --format csv cut.l1t; s=$?; rm cut.l1t; exit $s", (long)cut, trace);
		o = run_command("A=1", command);
		assert_int_equal(exit_of(o), 4);
		assert_non_null(strstr(o.output, "cut.l1t"));
		assert_non_null(strstr(o.output, "run,device,core_x,core_y,peak_bytes"));
		outcome_free(&o);
	}
}

static void a_flipped_bit_is_never_a_crash(void **unused)
{
	struct stat st;

	(void)unused;
	assert_int_equal(stat(trace, &st), 0);
	for (off_t at = 0; at < st.st_size; at += st.st_size / 97 + 1) {
		char command[500];
		struct outcome o;
		int code;

		snprintf(command, sizeof(command),
			"cp %s flip.l1t; printf \"\\\\%03o\" | dd of=flip.l1t bs=1 seek=%ld "
			"conv=notrunc 2>/dev/null; " L1ANALYZE
			" leaks --format csv flip.l1t; s=$?; rm flip.l1t; exit $s",
			trace, (unsigned)(at * 37 % 256), (long)at);
		o = run_command("A=1", command);
		code = exit_of(o);
		if (code != 0 && code != 4 && code != 3)
			fail_msg("byte %ld: exit %d: %s", (long)at, code, o.output);
		outcome_free(&o);
	}
}

static void existing_outputs_are_kept(void **unused)
{
	char command[400];

	(void)unused;
	snprintf(command, sizeof(command), "echo precious >out.db; " L1ANALYZE
		" load %s -o out.db; s=$?; grep -q precious out.db || s=99; rm out.db; exit $s", trace);
	refuses(command, 2, "out.db");
	refuses("echo precious >run.l1t; " L1RECORD " -o run.l1t -- true; s=$?; "
		"grep -q precious run.l1t || s=99; rm run.l1t; exit $s", 2, "run.l1t");
}

static void a_full_disk_is_told(void **unused)
{
	char command[400];
	struct outcome o;

	(void)unused;
	snprintf(command, sizeof(command), L1ANALYZE " peak --format csv %s >/dev/full", trace);
	o = run_command("A=1", command);
	assert_int_not_equal(exit_of(o), 0);
	assert_int_equal(lines(o.output), 1);
	outcome_free(&o);
}

static void a_closed_pipe_is_quiet(void **unused)
{
	char command[400];
	struct outcome o;

	(void)unused;
	snprintf(command, sizeof(command), L1ANALYZE " timeline --format csv %s | head -1", trace);
	o = run_command("A=1", command);
	assert_int_equal(lines(o.output), 1);
	outcome_free(&o);
}

static void commands_that_cannot_run_have_the_shells_status(void **unused)
{
	(void)unused;
	refuses(L1RECORD " -- /no/such/program", 127, "/no/such/program");
	refuses(L1RECORD " -- /etc/passwd", 126, "/etc/passwd");
	refuses(L1RECORD, 2, "no command");
	refuses(L1RECORD " -o /no/such/folder/x.l1t -- true", 2, "/no/such/folder");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unknown_words_are_usage_errors),
		cmocka_unit_test(bad_filters_are_usage_errors),
		cmocka_unit_test(unreadable_inputs_are_named),
		cmocka_unit_test(a_newer_format_is_refused_with_both_versions),
		cmocka_unit_test(a_cut_trace_is_answered_with_exit_4_and_its_name),
		cmocka_unit_test(a_flipped_bit_is_never_a_crash),
		cmocka_unit_test(existing_outputs_are_kept),
		cmocka_unit_test(a_full_disk_is_told),
		cmocka_unit_test(a_closed_pipe_is_quiet),
		cmocka_unit_test(commands_that_cannot_run_have_the_shells_status),
	};

	return cmocka_run_group_tests_name("cli", tests, make_trace, remove_trace);
}
