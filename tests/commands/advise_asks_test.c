/*
 * advise: ops that asked how much L1 is free, and may size themselves by the answer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "advise_lines.h"

/* What the answer was is not looked at: a replay without changes gives it. */
static void tell_ask(struct story *t, uint64_t what, uint64_t site)
{
	tell(t, (struct l1t_record){.kind = L1T_ASKED, .asked = {.device = 1, .what = what, .type = L1T_L1,
		.answer = 2000, .free_bytes = what == L1T_ASKED_LOWEST ? L1T_UNKNOWN : 100, .callsite = site}});
}

/* ---- freed earlier ---- */

enum { ANOTHER = 21 };          /* program, which is as large */
enum when { BEFORE, WHILE_IT_IS_DEAD, AFTER };

static void launch_another(struct story *t, uint64_t site)
{
	use_tell(t, 1, ANOTHER, 0, NULL, 0);    /* it works on nothing */
	tell_launch_of(t, (struct l1t_launch){.program = ANOTHER, .device = 1, .name = TEXT + 1, .callsite = site});
}

/* The first of two is dead after line 20. The op that asks has another program than the peak. */
static void asked(struct story *t, uint64_t what, enum when when)
{
	use_begin(t);
	call_region(t, ANOTHER, BASE, 8, L1T_REGION_FIRST);
	make(t, 1, FIRST, line(t, 10));
	if (when == BEFORE)
		tell_ask(t, what, line(t, 19));
	launch_another(t, line(t, 19));
	WORK(t, line(t, 20), FIRST);
	make(t, 2, SECOND, line(t, 11));
	WORK(t, line(t, 21), SECOND);
	if (when == WHILE_IT_IS_DEAD)
		tell_ask(t, what, line(t, 23));
	launch_another(t, line(t, 23));
	call_release(t, 1);
	call_release(t, 2);
	if (when == AFTER)
		tell_ask(t, what, line(t, 22));
	launch_another(t, line(t, 22));
	write_file(t);
}

static void an_op_that_gets_another_answer_makes_the_peak_a_lower_bound_and_is_named(void **unused)
{
	(void)unused;
	for (uint64_t what = L1T_ASKED_LOWEST; what <= L1T_ASKED_STATISTICS; what++) {
		struct story t;

		asked(&t, what, WHILE_IT_IS_DEAD);
		expect_output(&t, L1ANALYZE " advise --format tsv %s | sed -n 2p | cut -f13,16,17",
			"520\tat least\tttnn.add asked how much L1 is free, and may take more\n");
		drop_file(&t);
	}
}

static void a_long_reason_is_shown_to_its_end(void **unused)
{
	enum { LONG_NAME = 900, LONG_SITE = 901, LETTERS = 500 };
	char name[LETTERS + 1] = "";
	struct story t;

	(void)unused;
	memset(name, 'x', LETTERS);
	use_begin(&t);
	tell_string(&t, LONG_NAME, name);
	tell_callsite(&t, LONG_SITE, LONG_NAME, TEXT + 1, 23, TEXT + 1);
	call_region(&t, ANOTHER, BASE, 8, L1T_REGION_FIRST);
	make(&t, 1, FIRST, line(&t, 10));
	WORK(&t, line(&t, 20), FIRST);
	make(&t, 2, SECOND, line(&t, 11));
	WORK(&t, line(&t, 21), SECOND);
	tell_ask(&t, L1T_ASKED_LOWEST, LONG_SITE);
	launch_another(&t, LONG_SITE);
	call_release(&t, 1);
	call_release(&t, 2);
	write_file(&t);
	assert_non_null(strstr(ask(L1ANALYZE " advise --width 0 %s", &t),
		"xx asked how much L1 is free, and may take more)"));
	drop_file(&t);
}

static void an_op_that_gets_the_same_answer_leaves_it_exact(void **unused)
{
	(void)unused;
	for (uint64_t what = L1T_ASKED_LOWEST; what <= L1T_ASKED_STATISTICS; what++)
		for (enum when when = BEFORE; when <= AFTER; when += AFTER - BEFORE) {
			struct story t;

			asked(&t, what, when);
			expect_output(&t, L1ANALYZE " advise --format tsv %s | sed -n 2p | cut -f13,16,17",
				"520\texact\t\n");
			drop_file(&t);
		}
}

/* What DRAM has is not replayed. */
static void an_answer_that_is_not_replayed_may_be_another_one(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	make(&t, 1, FIRST, line(&t, 10));
	WORK(&t, line(&t, 20), FIRST);
	make(&t, 2, SECOND, line(&t, 11));
	WORK(&t, line(&t, 21), SECOND);
	call_release(&t, 1);
	call_release(&t, 2);
	tell(&t, (struct l1t_record){.kind = L1T_ASKED, .asked = {.device = 1, .what = L1T_ASKED_STATISTICS,
		.type = L1T_DRAM, .answer = 2000, .free_bytes = 4000, .callsite = line(&t, 22)}});
	launch(&t, line(&t, 22));
	write_file(&t);
	expect_output(&t, L1ANALYZE " advise --format tsv %s | sed -n 2p | cut -f16", "at least\n");
	drop_file(&t);
}

/* ---- into DRAM ---- */

/* An op of a type that sizes its program by what is free: it chooses another one for an operand in DRAM. */
static void sized_work(struct story *t, uint32_t address)
{
	tell_ask(t, L1T_ASKED_LOWEST, line(t, 20));
	USES(t, PROGRAM, address);
	tell_launch_of(t, (struct l1t_launch){.program = PROGRAM, .device = 1, .name = TEXT + 1, .type = TEXT + 1,
		.callsite = line(t, 20)});
}

/* It takes the second of two buffers. */
static void sized_operand(struct story *t)
{
	use_begin(t);
	make(t, 1, FIRST, line(t, 10));
	make(t, 2, SECOND, line(t, 11));
	sized_work(t, SECOND);
}

static void an_operand_of_an_op_that_sizes_itself_is_not_put_into_dram(void **unused)
{
	struct story t;

	(void)unused;
	sized_operand(&t);
	expect_changes(&t, "");
}

/* Without the first the second lies higher, and the op is told that more is free. */
static void nor_what_leaves_more_room_to_an_op_that_asks(void **unused)
{
	struct story t;

	(void)unused;
	sized_operand(&t);
	make(&t, 3, THIRD, line(&t, 12));
	WORK(&t, line(&t, 22), FIRST, THIRD);
	expect_changes(&t, "to dram\t12\t12\t1\t512\t1536\t1024\t976\t0\t\n");
}

static void but_where_something_failed_then_fits(void **unused)
{
	struct story t;

	(void)unused;
	sized_operand(&t);
	call_release(&t, 1);
	call_oom(&t, L1T_L1, 1400, 984, line(&t, 12));
	call_release(&t, 2);
	write_file(&t);
	expect_output(&t, L1ANALYZE " advise --format tsv %s | cut -f4,5,15,16 | grep \"dram.*py:11\"",
		"to dram\tmodel.py:11 main\t1\t\n");
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_op_that_gets_another_answer_makes_the_peak_a_lower_bound_and_is_named),
		cmocka_unit_test(a_long_reason_is_shown_to_its_end),
		cmocka_unit_test(an_op_that_gets_the_same_answer_leaves_it_exact),
		cmocka_unit_test(an_answer_that_is_not_replayed_may_be_another_one),
		cmocka_unit_test(an_operand_of_an_op_that_sizes_itself_is_not_put_into_dram),
		cmocka_unit_test(nor_what_leaves_more_room_to_an_op_that_asks),
		cmocka_unit_test(but_where_something_failed_then_fits),
	};

	return cmocka_run_group_tests_name("advise_asks", tests, NULL, NULL);
}
