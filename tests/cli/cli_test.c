/*
 * The programs with bad input: one clear line that names the subject, the documented exit code, and
 * nothing is lost that could be kept.
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

static char trace[64];          /* a small complete trace */

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

/*
 * Runs the command; expects the exit code, and `words` (NULL: none) in one single line of output.
 */
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
	/* version 9 with a correct check: FNV-1a over 60 bytes, computed by the shell */
	snprintf(command, sizeof(command),
		"python3 -c \"import struct; d = bytearray(open(\\\"%s\\\", \\\"rb\\\").read()); "
		"d[8] = 9; h = 2166136261\n"
		"for b in d[:60]: h = (h ^ b) * 16777619 & 0xffffffff\n"
		"d[60:64] = struct.pack(\\\"<I\\\", h); open(\\\"new.l1t\\\", \\\"wb\\\").write(d)\"; "
		L1ANALYZE " peak new.l1t; s=$?; rm new.l1t; exit $s", trace);
	refuses(command, 3, "version 9; this program reads up to 2");
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

static void the_verb_that_was_meant_is_named(void **unused)
{
	char command[300];

	(void)unused;
	refuses(L1ANALYZE " leak x.l1t", 2, "'leaks'");
	refuses(L1ANALYZE " timelime x.l1t", 2, "'timeline'");
	refuses(L1ANALYZE " \"\" x.l1t", 2, "unknown verb ''; l1analyze -h");
	refuses(L1ANALYZE " help peek", 2, "'peak'");
	snprintf(command, sizeof(command), L1ANALYZE " %s", trace);
	refuses(command, 2, "is a file, not a verb; l1analyze info");
}

static void times_are_decimal_and_in_order(void **unused)
{
	static const char *const words[] = {"0x10", "nan", "inf", "infs", "1e400", "-5ms", "", "5 ms",
		"99999999999999999999s"};
	char command[400];

	(void)unused;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		snprintf(command, sizeof(command), L1ANALYZE " ops --from \"%s\" %s", words[i], trace);
		refuses(command, 2, "bad time");
	}
	snprintf(command, sizeof(command), L1ANALYZE " ops --from 90%% --to 10%% %s", trace);
	refuses(command, 2, "--from is later than --to");
}

static void a_pipe_is_read_as_its_file_is(void **unused)
{
	static const char *const inputs[] = {"- <", "/dev/stdin <", "- < /dev/null | cat",
		"pipe.fifo & cat >pipe.fifo <"};
	char command[700];

	(void)unused;
	for (size_t i = 0; i < sizeof(inputs) / sizeof(*inputs); i++) {
		if (strstr(inputs[i], "null"))
			snprintf(command, sizeof(command), "cat %s | " L1ANALYZE
				" timeline --format csv - >pipe.csv", trace);
		else
			snprintf(command, sizeof(command), "mkfifo pipe.fifo; " L1ANALYZE
				" timeline --format csv -f -o pipe.csv %s %s; wait", inputs[i], trace);
		snprintf(command + strlen(command), sizeof(command) - strlen(command), "; " L1ANALYZE
			" timeline --format csv %s | cmp - pipe.csv && echo same; rm -f pipe.*", trace);
		refuses(command, 0, "same");
	}
	snprintf(command, sizeof(command), "cat %s | " L1ANALYZE " load - -o pipe.db && " L1ANALYZE
		" info pipe.db | grep -c \"^run 1: -\"; rm -f pipe.db", trace);
	refuses(command, 0, "1");
}

static void what_a_pipe_brings_that_is_no_trace_is_refused_at_once(void **unused)
{
	char command[700];

	(void)unused;
	refuses("timeout 20 sh -c \"yes | " L1ANALYZE " peak -\"", 3, "what comes through it is "
		"no trace");
	refuses(": | " L1ANALYZE " peak -", 3, "nothing comes through it");
	snprintf(command, sizeof(command), "gzip -c %s | " L1ANALYZE " info -", trace);
	refuses(command, 3, "it is compressed; zcat makes a trace of it");
	snprintf(command, sizeof(command), L1ANALYZE " load %s -f -o pipe.db && cat pipe.db | " L1ANALYZE
		" peak -; s=$?; rm pipe.db; exit $s", trace);
	refuses(command, 3, "a database cannot come through a pipe");
	snprintf(command, sizeof(command), "cat %s | TMPDIR=/no/such/folder " L1ANALYZE " peak -", trace);
	refuses(command, 3, "No such file");
	/* a file may not grow beyond 512 bytes: like a full disk */
	snprintf(command, sizeof(command), "cat %s | (trap \"\" XFSZ; ulimit -f 1; " L1ANALYZE
		" peak -)", trace);
	refuses(command, 3, "cannot keep what comes through");
}

static void what_is_neither_file_nor_pipe_is_not_read(void **unused)
{
	(void)unused;
	refuses(L1ANALYZE " peak /dev/zero", 3, "neither a regular file nor a pipe");
	refuses(L1ANALYZE " load /dev/zero -o pipe.db", 3, "neither a regular file nor a pipe");
	refuses(L1ANALYZE " info - </dev/null", 3, "neither a regular file nor a pipe");
}

static void an_input_is_never_written_over(void **unused)
{
	static const char *const verbs[] = {"load", "peak", "explain", "query \"SELECT 1\""};

	(void)unused;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		char command[700];

		snprintf(command, sizeof(command), "cp %s in.l1t; ln -f in.l1t same.l1t; " L1ANALYZE
			" %s in.l1t -f -o same.l1t; s=$?; cmp in.l1t %s || s=99; rm in.l1t same.l1t; "
			"exit $s", trace, verbs[i], trace);
		refuses(command, 2, "it is an input");
	}
}

static void a_database_never_takes_the_place_of_what_is_no_file(void **unused)
{
	char command[500];

	(void)unused;
	snprintf(command, sizeof(command), "mkfifo out.fifo; " L1ANALYZE " load -f -o out.fifo %s; "
		"s=$?; [ -p out.fifo ] || s=99; rm out.fifo; exit $s", trace);
	refuses(command, 2, "not a regular file");
	snprintf(command, sizeof(command), "mkdir out.dir; " L1ANALYZE " load -f -o out.dir %s; "
		"s=$?; rmdir out.dir || s=99; exit $s", trace);
	refuses(command, 2, "not a regular file");
}

static void rows_can_be_written_to_a_pipe_without_force(void **unused)
{
	char command[400];
	struct outcome o;

	(void)unused;
	snprintf(command, sizeof(command), L1ANALYZE " peak --format csv %s -o /dev/stdout | head -1",
		trace);
	o = run_command("A=1", command);
	assert_non_null(strstr(o.output, "run,device,core_x"));
	outcome_free(&o);
}

static void filters_that_leave_no_row_are_named(void **unused)
{
	static const char *const asked[] = {"peak --device 7", "leaks --kind dram --device 7",
		"ops --op nosuch", "kernels --op nosuch", "timeline --core 99,99", "ops --to 1ns"};

	(void)unused;
	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++) {
		char command[400];

		snprintf(command, sizeof(command), L1ANALYZE " %s --format json %s 2>&1 >/dev/null",
			asked[i], trace);
		refuses(command, 0, "no row is left by --");
	}
}

static void help_and_versions_say_when_they_cannot_be_written(void **unused)
{
	(void)unused;
	refuses(L1ANALYZE " -h >/dev/full", 3, "No space left");
	refuses(L1ANALYZE " peak -h >/dev/full", 3, "No space left");
	refuses(L1ANALYZE " --version >/dev/full", 3, "No space left");
}

static void a_database_of_another_schema_is_refused_with_both_versions(void **unused)
{
	char command[500];

	(void)unused;
	snprintf(command, sizeof(command), L1ANALYZE " load %s -f -o v.db && "
		"sqlite3 v.db \"PRAGMA user_version = 99\"; " L1ANALYZE " peak v.db; s=$?; rm v.db; "
		"exit $s", trace);
	refuses(command, 3, "its schema is 99, this l1analyze knows");
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
		cmocka_unit_test(the_verb_that_was_meant_is_named),
		cmocka_unit_test(times_are_decimal_and_in_order),
		cmocka_unit_test(a_pipe_is_read_as_its_file_is),
		cmocka_unit_test(what_a_pipe_brings_that_is_no_trace_is_refused_at_once),
		cmocka_unit_test(what_is_neither_file_nor_pipe_is_not_read),
		cmocka_unit_test(an_input_is_never_written_over),
		cmocka_unit_test(a_database_never_takes_the_place_of_what_is_no_file),
		cmocka_unit_test(rows_can_be_written_to_a_pipe_without_force),
		cmocka_unit_test(filters_that_leave_no_row_are_named),
		cmocka_unit_test(help_and_versions_say_when_they_cannot_be_written),
		cmocka_unit_test(a_database_of_another_schema_is_refused_with_both_versions),
		cmocka_unit_test(commands_that_cannot_run_have_the_shells_status),
	};

	return cmocka_run_group_tests_name("cli", tests, make_trace, remove_trace);
}
