/* Exit codes, and how a database may be changed. Bad input files are in tests/cli. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>
#include "small_trace.h"

/* Runs a shell command, with trace and database as $T and $D and the program as $A. */
static void shell(const char *command, int code, const char *words)
{
	char line[1500], environment[300];
	struct outcome o;

	snprintf(environment, sizeof(environment), "T=%s D=%s A=%s", told_trace, told_database,
		L1ANALYZE);
	snprintf(line, sizeof(line), "%s", command);
	o = run_command(environment, line);
	if (!WIFEXITED(o.status) || WEXITSTATUS(o.status) != code ||
		(words && !strstr(o.output, words)))
		fail_msg("%s: status %d instead of %d, or no '%s': %s", command,
			WEXITSTATUS(o.status), code, words ? words : "", o.output);
	outcome_free(&o);
}

static void every_verb_answers_with_0(void **unused)
{
	static const char *const verbs[] = {"info", "peak", "timeline", "ops", "leaks", "check",
		"frag", "query peak", "query leaks_groups"};
	char args[100];

	(void)unused;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		struct outcome o;

		snprintf(args, sizeof(args), "%s %%s", verbs[i]);
		assert_int_equal(told_run(args, &o), 0);
		outcome_free(&o);
	}
}

static void help_shows_examples_first(void **unused)
{
	static const char *const words[] = {"", "-h", "--help", "peak -h", "timeline --help",
		"load -h", "query -h", "schema -h", "info -h", "ops -h", "leaks -h", "check -h",
		"frag -h", "diff -h"};

	(void)unused;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct outcome o;

		assert_int_equal(told_run(words[i], &o), 0);
		assert_ptr_equal(strstr(o.output, "Examples:"), o.output);
		outcome_free(&o);
	}
}

static void version_tells_tool_format_and_schema(void **unused)
{
	struct outcome o;

	(void)unused;
	assert_int_equal(told_run("--version", &o), 0);
	assert_non_null(strstr(o.output, "format 2"));
	assert_non_null(strstr(o.output, "schema"));
	outcome_free(&o);
}

static void an_unknown_verb_is_told_with_the_nearest(void **unused)
{
	(void)unused;
	told_refuses("timline %s", 2, "did you mean 'timeline'");
	told_refuses("opps %s", 2, "did you mean 'ops'");
	told_refuses("supercalifragilistic %s", 2, "unknown verb 'supercalifragilistic'");
}

static void a_finding_that_was_asked_for_exits_with_1(void **unused)
{
	(void)unused;
	shell("$A leaks --fail-on leak $T", 1, "live at end");
	shell("$A leaks --fail-on leak --device 5 $T", 0, NULL);
	shell("$A leaks --fail-on nonsense $T", 2, "nonsense");
}

static void a_cut_trace_is_answered_with_4_also_from_its_database(void **unused)
{
	(void)unused;
	shell("head -c 500 $T >cut.l1t; $A peak --format csv cut.l1t", 4, "run,device,core_x");
	shell("head -c 500 $T >cut.l1t; $A load cut.l1t -o cut.db", 4, "cut.l1t");
	shell("head -c 500 $T >cut.l1t; $A load cut.l1t -o cut.db 2>/dev/null; "
		"$A leaks cut.db", 4, "cut.l1t");
	shell("head -c 500 $T >cut.l1t; $A check cut.l1t", 4, "damaged");
}

static void a_file_that_is_no_database_of_ours_is_unreadable(void **unused)
{
	(void)unused;
	shell("sqlite3 x.db \"create table t(a)\"; $A peak x.db", 3, "not one of l1analyze load");
	shell("cp $D x.db; sqlite3 x.db \"pragma user_version=99\"; $A peak x.db", 3,
		"this l1analyze knows");
}

/* As a copy that was interrupted, and a file in which something else wrote. */
static void a_damaged_database_is_named_with_what_to_do(void **unused)
{
	(void)unused;
	shell("head -c 100000 $D >x.db; $A peak x.db", 3, "x.db': the database is damaged, cut");
	shell("head -c 200 $D >x.db; $A peak x.db", 3, "load the trace again");
	shell("cp $D x.db; sqlite3 x.db \"pragma writable_schema=1; update sqlite_master set "
		"rootpage=99999 where rootpage > 1\"; $A peak x.db", 3, "x.db': the database is damaged");
	shell("cp $D x.db; sqlite3 x.db \"drop table device\"; $A diff $D x.db", 3,
		"x.db': the database is damaged");
}

static void load_keeps_what_exists_unless_forced(void **unused)
{
	(void)unused;
	shell("echo precious >x.db; $A load $T -o x.db; test $? = 2 && grep precious x.db", 0,
		"precious");
	shell("echo precious >x.db; $A load $T -o x.db -f && $A query \"SELECT count(*) FROM op\" "
		"--format csv x.db", 0, "2");
	shell("$A load -o x.db", 2, "nothing to load");
	shell("$A load $T", 2, "no database named");
	shell("$A load $D -o x.db", 2, "database already");
}

static void rows_in_a_file_keep_what_exists_unless_forced(void **unused)
{
	(void)unused;
	shell("echo precious >x.csv; $A ops --format csv -o x.csv $T; test $? = 2 && cat x.csv", 0,
		"precious");
	shell("echo precious >x.csv; $A ops --format csv -f -o x.csv $T && cat x.csv", 0,
		"run,op,device");
	shell("$A ops -o /no/such/folder/x $T", 2, "/no/such/folder/x");
}

static void the_output_named_minus_is_standard_output(void **unused)
{
	(void)unused;
	shell("rm -f -- -; $A ops --format csv -o - $T && ! ls -- - 2>/dev/null", 0, "run,op,device");
	shell("$A load -o - $T", 2, "no database named");
}

static void nothing_can_be_changed_by_a_query(void **unused)
{
	static const char *const attempts[] = {"DELETE FROM op", "UPDATE op SET name = 1",
		"CREATE TABLE t(a)", "DROP TABLE op", "INSERT INTO op(run) VALUES(1)",
		"ATTACH 0 AS x", "PRAGMA user_version = 7", "BEGIN",
		"CREATE TEMP TABLE t(a)", "SELECT 1; DELETE FROM op", "SELECT load_extension(0)"};
	char command[300];

	(void)unused;
	for (size_t i = 0; i < sizeof(attempts) / sizeof(*attempts); i++) {
		snprintf(command, sizeof(command), "$A query \"%s\" $T", attempts[i]);
		shell(command, 2, "cannot run");
		snprintf(command, sizeof(command), "cp $D x.db; chmod u+w x.db; "
			"$A query \"%s\" x.db; test $? = 2 && cmp x.db $D && echo same", attempts[i]);
		shell(command, 0, "same");
	}
}

static void a_query_writes_no_file(void **unused)
{
	(void)unused;
	shell("$A query \"VACUUM INTO \\\"x.db\\\"\" $T; $A query \"VACUUM INTO "
		"\\\"x.db\\\"\" $D; test -e x.db || echo none", 0, "none");
}

static void a_query_that_is_wrong_says_where(void **unused)
{
	(void)unused;
	told_refuses("query \"SELECT nonsense FROM ops\" %s", 2, "nonsense");
	told_refuses("query \"SELEC 1\" %s", 2, "SELEC");
	told_refuses("query", 2, "nothing to ask");
	told_refuses("query peak", 2, "nothing to read");
}

static void plain_sqlite3_prints_the_same_rows(void **unused)
{
	static const char *const verbs[] = {"peak", "timeline", "ops", "leaks"};
	char command[400];

	(void)unused;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		snprintf(command, sizeof(command), "sqlite3 -csv -header $D <" QUERIES "/%s.sql | "
			"tr -d \"\\r\" >a; $A %s --format csv $T >b; diff a b && wc -l <a",
			verbs[i], verbs[i]);
		shell(command, 0, NULL);
	}
}

static void a_database_is_marked_as_ours_and_every_table_has_its_run(void **unused)
{
	(void)unused;
	shell("sqlite3 $D \"pragma application_id; pragma user_version; pragma integrity_check\"",
		0, "1278301233\n11\nok\n");
	shell("sqlite3 $D \"select count(*) from sqlite_master m where type=\\\"table\\\" and name "
		"<> \\\"window\\\" and not "
		"exists (select 1 from pragma_table_info(m.name) where name=\\\"run\\\")\"", 0,
		"0\n");
}

static void schema_names_every_table_and_query(void **unused)
{
	struct outcome o;

	(void)unused;
	assert_int_equal(told_run("schema", &o), 0);
	assert_non_null(strstr(o.output, "CREATE TABLE buffer"));
	assert_non_null(strstr(o.output, "CREATE VIEW peak"));
	assert_non_null(strstr(o.output, "leaks_groups"));
	outcome_free(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_verb_answers_with_0),
		cmocka_unit_test(help_shows_examples_first),
		cmocka_unit_test(version_tells_tool_format_and_schema),
		cmocka_unit_test(an_unknown_verb_is_told_with_the_nearest),
		cmocka_unit_test(a_finding_that_was_asked_for_exits_with_1),
		cmocka_unit_test(a_cut_trace_is_answered_with_4_also_from_its_database),
		cmocka_unit_test(a_file_that_is_no_database_of_ours_is_unreadable),
		cmocka_unit_test(a_damaged_database_is_named_with_what_to_do),
		cmocka_unit_test(load_keeps_what_exists_unless_forced),
		cmocka_unit_test(rows_in_a_file_keep_what_exists_unless_forced),
		cmocka_unit_test(the_output_named_minus_is_standard_output),
		cmocka_unit_test(nothing_can_be_changed_by_a_query),
		cmocka_unit_test(a_query_writes_no_file),
		cmocka_unit_test(a_query_that_is_wrong_says_where),
		cmocka_unit_test(plain_sqlite3_prints_the_same_rows),
		cmocka_unit_test(a_database_is_marked_as_ours_and_every_table_has_its_run),
		cmocka_unit_test(schema_names_every_table_and_query),
	};

	return cmocka_run_group_tests_name("exits", tests, told_setup, told_teardown);
}
