/*
 * explain: what earlier passes say when their function was called from another line; and whether DRAM has
 * room for what found none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "advise_lines.h"

/* Lines of the function helper, which a line of main calls: it makes a tensor, uses it, and makes another. */
enum { MAKES = 30, USES_IT = 31, NEXT = 32, FREES = 33 };

static void begin_pass(struct story *t, uint32_t caller)
{
	make(t, 1, FIRST, within(t, MAKES, caller));
	WORK(t, within(t, USES_IT, caller), FIRST);
}

static void end_pass(struct story *t, uint32_t caller, uint64_t frees)
{
	make(t, 2, SECOND, within(t, NEXT, caller));
	WORK(t, within(t, NEXT, caller), SECOND);
	tell_free_at(t, 1, 1, L1T_L1, frees);
	call_release(t, 2);
}

static void run_out(struct story *t, uint32_t caller)
{
	begin_pass(t, caller);
	call_oom(t, L1T_L1, 1600, 1496, within(t, NEXT, caller));
	expect_rows(t, "SELECT id, needed FROM explain WHERE age_ns NOT NULL", caller == 20 ? "1\tdead\n"
		: "1\t\n");
}

static void a_warm_up_says_what_the_loop_needs_no_more(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	begin_pass(&t, 10);
	end_pass(&t, 10, within(&t, FREES, 10));
	run_out(&t, 20);
}

static void what_outlived_its_function_says_nothing_of_other_callers(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	begin_pass(&t, 10);
	end_pass(&t, 10, line(&t, 11));
	run_out(&t, 21);
}

/* ttnn.empty allocates, and ttnn.add runs a program after it; DRAM has so many bytes. */
static void out_of_memory(struct story *t, bool op, uint64_t dram_bytes)
{
	one_bank(t);
	for (uint32_t i = 0; i < 2; i++)
		tell_string(t, TEXT + 1 + i, i ? "ttnn.empty" : "ttnn.add");
	tell_string(t, FILE_NAME, "model.py");
	tell_string(t, FUNCTION, "main");
	for (uint32_t i = 0; i < 2; i++)
		tell_callsite(t, ADD + i, TEXT + 1 + i, FILE_NAME, 8 + i, FUNCTION);
	tell_device(t, (struct l1t_device){.device = 1, .dram_bank_count = 1, .dram_bank_bytes = dram_bytes});
	call_alloc(t, 1, 2000, 1000, EMPTY);
	call_region(t, PROGRAM, BASE, 8, L1T_REGION_FIRST);
	call_launch(t, PROGRAM, ADD, 0, 0);
	call_oom(t, L1T_L1, 1200, 1000, op ? ADD : EMPTY);
	write_file(t);
}

static void dram_is_tried_for_an_allocation_and_named_as_not_tried_for_an_op(void **unused)
{
	struct story t;

	(void)unused;
	out_of_memory(&t, false, 1 << 20);
	expect_words(&t, "takes no L1, and DRAM has room for it", true);
	expect_words(&t, "was not tried", false);
	expect_words(&t, "or put its output", false);
	drop_file(&t);
	out_of_memory(&t, true, 1 << 20);
	expect_words(&t, "if it is the output; whether the rest of the call fits then was not tried", true);
	expect_words(&t, "DRAM has room", false);
	expect_words(&t, "or put its output", true);    /* and not among what was tried */
	drop_file(&t);
}

static void dram_is_not_proposed_where_it_has_no_room(void **unused)
{
	struct story t;

	(void)unused;
	out_of_memory(&t, false, 1000);
	expect_words(&t, "takes no L1", false);
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_warm_up_says_what_the_loop_needs_no_more),
		cmocka_unit_test(what_outlived_its_function_says_nothing_of_other_callers),
		cmocka_unit_test(dram_is_tried_for_an_allocation_and_named_as_not_tried_for_an_op),
		cmocka_unit_test(dram_is_not_proposed_where_it_has_no_room),
	};

	return cmocka_run_group_tests_name("explain_callers", tests, NULL, NULL);
}
