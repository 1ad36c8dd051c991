/* What l1analyze does not do silently: stop in the middle, ignore a word, leave files behind. */
#include <setjmp.h>
#include <stdarg.h>
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
	char environment[300];
	struct outcome o;

	snprintf(environment, sizeof(environment), "T=%s D=%s A=%s", told_trace, told_database,
		L1ANALYZE);
	o = run_command(environment, command);
	if (!WIFEXITED(o.status) || WEXITSTATUS(o.status) != code ||
		(words && !strstr(o.output, words)))
		fail_msg("%s: status %d instead of %d, or no '%s': %s", command,
			WEXITSTATUS(o.status), code, words ? words : "", o.output);
	outcome_free(&o);
}

static void a_query_that_stops_in_the_middle_is_no_success(void **unused)
{
	(void)unused;
	shell("$A query \"SELECT abs(-9223372036854775807 - 1) AS x\" $T", 2, "integer overflow");
	shell("$A query \"VACUUM INTO \\\"x.db\\\"\" $D", 2, "cannot run");
}

static void a_damaged_database_is_unreadable_not_shorter(void **unused)
{
	(void)unused;
	/* all pages but the first one and that of the run table */
	shell("cp $D x.db; chmod u+w x.db; p=$(sqlite3 x.db \"select rootpage from sqlite_master "
		"where name = \\\"peak_core\\\"\"); dd if=/dev/urandom of=x.db bs=4096 seek=$((p - 1)) "
		"count=1 conv=notrunc 2>/dev/null; $A peak --format csv x.db", 3, "malformed");
}

static void a_load_that_fails_leaves_nothing_behind(void **unused)
{
	(void)unused;
	shell("$A load $T /etc/passwd -o x.db; test $? = 3 && ls -A | wc -l", 0, "0\n");
	shell("$A load $T -o /no/such/x.db", 2, "cannot write '/no/such/x.db'");
}

static void an_option_that_a_verb_does_not_know_is_refused(void **unused)
{
	(void)unused;
	told_refuses("peak --fail-on leak %s", 2, "--fail-on");
	told_refuses("ops --by device %s", 2, "--by");
	told_refuses("peak --suppressions x %s", 2, "--suppressions");
	told_refuses("peak -zq %s", 2, "'-z'");
	told_refuses("selfcheck --device 0 %s", 2, "--device");
}

static void a_filter_that_cannot_apply_is_refused(void **unused)
{
	(void)unused;
	told_refuses("peak --by mark --core 0,0 %s", 2, "with --core");
	told_refuses("peak --by mark --from 3ms %s", 2, "with --from");
	told_refuses("peak --by op --kind l1 %s", 2, "with --kind");
	told_refuses("leaks --growth --by mark %s", 2, "--per-mark NAME");
	told_refuses("query \"SELECT 1 AS one\" --device 0 %s", 2, "--device does not apply");
}

static void a_timeline_can_be_asked_for_an_op(void **unused)
{
	struct outcome o;

	(void)unused;
	assert_int_equal(told_run("timeline --op matmul --format csv %s", &o), 0);
	assert_non_null(strstr(o.output, "\n1,0,0,0,400,launch,1000,0,2000,3000,2000,"));
	assert_null(strstr(o.output, ",alloc,"));
	outcome_free(&o);
	assert_int_equal(told_run("timeline --op 2 --format csv %s", &o), 0);
	assert_non_null(strstr(o.output, "\n1,1,0,0,700,launch,"));
	assert_null(strstr(o.output, ",400,launch,"));
	outcome_free(&o);
}

static void databases_and_traces_may_be_asked_together(void **unused)
{
	char args[300];

	(void)unused;
	snprintf(args, sizeof(args), "query \"SELECT run, count(*) AS n, min(name) AS first FROM "
		"peak GROUP BY run\" --format csv %s %s %s", told_database, told_trace,
		told_database);
	told_prints(args, "run,n,first\n1,8,matmul\n2,8,matmul\n3,8,matmul\n");
	shell("$A peak --format csv $T $D >a; $A peak --format csv $D $T >b; cmp a b && wc -l <a",
		0, "17");
	shell("head -c 500 $T >cut.l1t; $A load cut.l1t -o cut.db 2>/dev/null; "
		"$A leaks $T cut.db", 4, "cut.l1t");
}

static void json_is_json_whatever_the_bytes(void **unused)
{
	(void)unused;
	/* the shell would change quotes in SQL here: the bytes are in a database */
	shell("cp $D x.db; chmod u+w x.db; "
		"printf \"update string set text = cast(x\\\\0476180c3a9ff\\\\047 as text) where id = 1\" "
		"| sqlite3 x.db; $A ops --op 1 --format jsonl x.db", 0,
		"\"name\": \"a\\ufffd\xc3\xa9\\ufffd\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_query_that_stops_in_the_middle_is_no_success),
		cmocka_unit_test(a_damaged_database_is_unreadable_not_shorter),
		cmocka_unit_test(a_load_that_fails_leaves_nothing_behind),
		cmocka_unit_test(an_option_that_a_verb_does_not_know_is_refused),
		cmocka_unit_test(a_filter_that_cannot_apply_is_refused),
		cmocka_unit_test(a_timeline_can_be_asked_for_an_op),
		cmocka_unit_test(databases_and_traces_may_be_asked_together),
		cmocka_unit_test(json_is_json_whatever_the_bytes),
	};

	return cmocka_run_group_tests_name("refusals", tests, told_setup, told_teardown);
}
