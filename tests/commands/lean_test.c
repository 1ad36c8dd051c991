/*
 * A long trace without trouble is read with less: check and explain answer as its database does, in
 * which everything is; and so they do where there is trouble.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <cmocka.h>
#include "judge_l1analyze.h"
#include "splitmix.h"

enum { PAIRS = 70000, LEAN_BYTES = 1 << 20, MODEL = 10, ADD, FORWARD };

/* Buffers that come and go, times and sizes of which do not compress; one stays. */
static void tell_long_run(struct story *t)
{
	uint64_t random = 1;

	one_bank(t);
	tell_open(t, 1, 0);
	tell_string(t, MODEL, "model.py");
	tell_string(t, ADD, "ttnn.add");
	tell_string(t, FORWARD, "forward");
	tell_callsite(t, 1, ADD, MODEL, 7, FORWARD);
	tell_buffer(t, (struct l1t_alloc){.id = 1, .device = 1, .type = L1T_L1, .address = 2900,
		.bytes_per_core = 64, .callsite = 1});
	for (uint64_t i = 2; i < PAIRS; i++) {
		uint64_t bytes = next_random(&random) % 1000 + 1;

		if (!(i % 2000)) {              /* a block has room for some thousand */
			trace_block(t->file, t->now_ns);
			trace_run(t->file, t->thread, 4 * i);
		}
		t->now_ns += (int64_t)(next_random(&random) >> 20);
		tell_alloc(t, i, 1, L1T_L1, BASE + next_random(&random) % 800, bytes);
		t->now_ns += (int64_t)(next_random(&random) >> 20);
		tell_free(t, i, 1, L1T_L1);
	}
}

static void answers_are_those_of_the_database(struct story *t, const char *check, const char *explain)
{
	static const char verbs[] = "\"check --format csv\" \"check --fail-on leaks,failures\" "
		"\"explain --format csv\" explain";
	struct outcome o;
	struct stat st;
	char command[600];

	write_file(t);
	assert_int_equal(0, stat(t->name, &st));
	assert_true(st.st_size > LEAN_BYTES);
	snprintf(command, sizeof(command), "%s load %s -o l.db && for v in %s; do for i in %s l.db; do "
		"%s $v $i >$i.rows 2>&1; echo $? >>$i.rows; sed -i /^next/d $i.rows; done; "
		"cmp %s.rows l.db.rows; done; rm -f l.db %s.rows l.db.rows", L1ANALYZE, t->name, verbs,
		t->name, L1ANALYZE, t->name, t->name);
	o = run_command("", command);
	if (o.status || *o.output)
		fail_msg("an answer differs: %s", o.output);
	outcome_free(&o);
	snprintf(command, sizeof(command), "%s check %s | head -1; %s explain %s | head -1", L1ANALYZE,
		t->name, L1ANALYZE, t->name);
	o = run_command("", command);
	if (!strstr(o.output, check) || !strstr(o.output, explain))
		fail_msg("neither '%s' nor '%s': %s", check, explain, o.output);
	outcome_free(&o);
	drop_file(t);
}

static void of_a_sound_run(void **unused)
{
	struct story t;

	(void)unused;
#ifdef __SANITIZE_ADDRESS__
	skip();                 /* ten times as slow: one of the three has to do */
#endif
	tell_long_run(&t);
	answers_are_those_of_the_database(&t, "nothing", "no failures");
}

static void of_a_run_with_a_finding(void **unused)
{
	struct story t;

	(void)unused;
	tell_long_run(&t);
	tell_free(&t, 2, 1, L1T_L1);
	answers_are_those_of_the_database(&t, "double free", "no failures");
}

static void of_a_run_with_a_failure(void **unused)
{
	struct story t;

	(void)unused;
#ifdef __SANITIZE_ADDRESS__
	skip();
#endif
	tell_long_run(&t);
	tell_oom(&t, 5000);
	answers_are_those_of_the_database(&t, "failure", "5,000");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_a_sound_run),
		cmocka_unit_test(of_a_run_with_a_finding),
		cmocka_unit_test(of_a_run_with_a_failure),
	};

	return cmocka_run_group_tests_name("lean", tests, NULL, NULL);
}
