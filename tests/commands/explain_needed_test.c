/*
 * The verb explain: who still needs what lies in the bank, by what is recorded of uses, on one bank from
 * 1000 to 3000. ttnn.add, in model.py:8, is what fails; ttnn.empty, in model.py:9, makes its inputs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "use_calls.h"

enum { D = 2496 };

/* id, needed and the op of its last use, of each buffer by address. */
static void expect_needed(struct story *t, const char *rows)
{
	expect_rows(t, "SELECT id, needed, last_use, last_use_op FROM explain WHERE age_ns NOT NULL "
		"ORDER BY address, id", rows);
}

static void make(struct story *t, uint64_t id, uint64_t address)
{
	call_alloc(t, id, address, BYTES - 64 * (id % 10), EMPTY);
}

/*
 * One pass: two buffers, told apart by their sizes. The first is used and then kept for nothing; the
 * second is the input of ttnn.add, or is used by `then`, after it.
 */
static void begin_pass(struct story *t, uint64_t first)
{
	make(t, first, C);
	make(t, first + 1, D);
	USES(t, PROGRAM, C);
	call_launch(t, PROGRAM, EMPTY, 0, 0);
}

static void end_pass(struct story *t, uint64_t first)
{
	call_release(t, first);
	call_release(t, first + 1);
}

static void run_out(struct story *t)
{
	call_oom(t, L1T_L1, 1200, 1000, ADD);
}

static void earlier_passes_say_what_is_dead_and_what_the_call_uses(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	for (uint64_t pass = 1; pass <= 2; pass++) {
		begin_pass(&t, 10 * pass + 1);
		RUN(&t, D);
		end_pass(&t, 10 * pass + 1);
	}
	begin_pass(&t, 31);
	run_out(&t);
	expect_needed(&t, "31\tdead\tttnn.empty\t5\n32\tcall\t\t\n");
}

static void passes_of_other_sizes_count_if_they_agree(void **unused)
{
	for (int agree = 0; agree < 2; agree++) {
		struct story t;

		(void)unused;
		use_begin(&t);
		for (uint64_t pass = 1; pass <= 2; pass++) {
			begin_pass(&t, 10 * pass + 1);
			RUN(&t, agree || pass == 1 ? D : A);
			end_pass(&t, 10 * pass + 1);
		}
		call_alloc(&t, 31, C, 32, EMPTY);
		run_out(&t);
		/* each earlier pass had two buffers of that line, one of them its input */
		expect_needed(&t, "31\t\t\t\n");
		use_begin(&t);
		for (uint64_t pass = 1; pass <= 2; pass++) {
			make(&t, 10 * pass, D);
			RUN(&t, agree || pass == 1 ? D : A);
			call_release(&t, 10 * pass);
		}
		call_alloc(&t, 31, C, 32, EMPTY);
		run_out(&t);
		expect_needed(&t, agree ? "31\tcall\t\t\n" : "31\t\t\t\n");
	}
}

static void what_is_used_after_the_call_in_an_earlier_pass_is_needed(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	for (uint64_t pass = 1; pass <= 2; pass++) {
		begin_pass(&t, 10 * pass + 1);
		RUN(&t, A);
		/* once is enough */
		USES(&t, PROGRAM, pass == 1 ? D : A);
		call_launch(&t, PROGRAM, CONV, 0, 0);
		end_pass(&t, 10 * pass + 1);
	}
	begin_pass(&t, 31);
	run_out(&t);
	expect_needed(&t, "31\tdead\tttnn.empty\t7\n32\tlater\t\t\n");
}

static void what_may_have_been_used_in_an_earlier_pass_is_not_called_dead(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	begin_pass(&t, 11);
	RUN(&t, D);
	use_tell(&t, 1, PROGRAM, L1T_USES_PARTIAL, NULL, 0);
	call_launch(&t, PROGRAM, CONV, 0, 0);
	end_pass(&t, 11);
	begin_pass(&t, 31);
	run_out(&t);
	expect_needed(&t, "31\t\tttnn.empty\t4\n32\tcall\t\t\n");
}

static void without_an_earlier_pass_nothing_is_called_dead(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	begin_pass(&t, 31);
	run_out(&t);
	/* all is freed unused: that the failure ended everything proves nothing */
	end_pass(&t, 31);
	expect_needed(&t, "31\t\tttnn.empty\t1\n32\t\t\t\n");
}

static void what_the_same_call_did_without_when_it_was_made_again_is_dead(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	begin_pass(&t, 31);
	run_out(&t);
	RUN(&t, D);
	end_pass(&t, 31);
	expect_needed(&t, "31\tdead\tttnn.empty\t1\n32\tlater\t\t\n");
}

static void the_launch_that_failed_names_its_inputs(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	begin_pass(&t, 31);
	call_region(&t, PROGRAM + 1, 1000, 1200, L1T_REGION_FIRST);
	USES(&t, PROGRAM + 1, D);
	call_clash(&t, PROGRAM + 1, 2200, C, ADD);
	call_launch(&t, PROGRAM + 1, ADD, 0, L1T_LAUNCH_FAILED);
	expect_needed(&t, "31\t\tttnn.empty\t1\n32\tcall\t\t\n");
}

static void inputs_in_the_way_are_put_into_dram_one_or_all(void **unused)
{
	const char *const cures[] = {"dram_input\t2\t448\n", "dram_input\t\t952\n"};

	(void)unused;
	for (uint64_t all = 0; all < 2; all++) {
		const uint64_t end = all ? 2600 : 2100;
		struct story t;

		use_begin(&t);
		call_alloc(&t, 1, D, 3000 - D, EMPTY);
		call_alloc(&t, 2, C, D - C, EMPTY);
		call_region(&t, PROGRAM + 1, 1000, end - 1000, L1T_REGION_FIRST);
		USES(&t, PROGRAM + 1, D, C);
		call_clash(&t, PROGRAM + 1, end, C, ADD);
		call_launch(&t, PROGRAM + 1, ADD, 0, L1T_LAUNCH_FAILED);
		expect_rows(&t, "SELECT owner_kind, id, bytes_per_core FROM explain WHERE fits AND owner_kind LIKE "
			"char(100,114,97,109,37)", cures[all]);
	}
}

static void a_trace_without_uses_says_nothing_of_them(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	make(&t, 1, C);
	run_out(&t);
	expect_rows(&t, "SELECT id, needed, last_use, use_note FROM explain WHERE id = 1",
		"1\t\t\t\n");
}

static void of_what_would_do_the_dead_is_released(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	make(&t, 1, C);         /* older, and it would do */
	for (uint64_t pass = 1; pass <= 2; pass++) {
		call_alloc(&t, 10 * pass, B, BYTES, CONV);
		USES(&t, PROGRAM, B);
		call_launch(&t, PROGRAM, CONV, 0, 0);
		if (pass == 1) {
			RUN(&t, A);
			call_release(&t, 10);
		}
	}
	call_oom(&t, L1T_L1, 600, 536, ADD);
	write_file(&t);
	expect_words(&t, "in 1 earlier pass nothing used it from here on; last used by ttnn.conv2d (model.py:7)",
		true);
	expect_words(&t, "free buffer 20 of ttnn.conv2d (512 bytes, model.py:7) before the call: in earlier "
		"passes nothing used it any more", true);
	drop_file(&t);
}

static void what_was_never_read_is_released_last(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	make(&t, 10, C);        /* older, and it would do */
	USES(&t, PROGRAM, C);
	call_launch(&t, PROGRAM, EMPTY, 0, 0);
	call_alloc(&t, 20, B, BYTES, CONV);
	USES(&t, PROGRAM, B);
	call_launch(&t, PROGRAM, CONV, 0, 0);
	USES(&t, PROGRAM, B);
	call_launch(&t, PROGRAM, EMPTY, 0, 0);
	call_oom(&t, L1T_L1, 600, 536, ADD);
	write_file(&t);
	expect_words(&t, "nothing has read it since it was made; whether anything uses it later is not known",
		true);
	expect_words(&t, "free buffer 20 of ttnn.conv2d (512 bytes, model.py:7) before the call, if neither the "
		"call nor anything later reads it; last used by ttnn.empty (model.py:9); one other would do, too",
		true);
	assert_non_null(strstr(ask(L1ANALYZE " explain --format csv %s", &t),
		"no set with fewer bytes of what an op has read since does"));
	drop_file(&t);
}

/* Two passes of a model: what the first one returns lies where the second one has no room. What the first one
 * made at the same line and used itself says nothing of it. */
static void what_a_module_returned_is_not_like_what_it_used_itself(void **unused)
{
	enum { MODEL = 90 };
	struct story t;

	(void)unused;
	use_begin(&t);
	tell_string(&t, MODEL, "Model");
	tell_mark(&t, L1T_MARK_BEGIN, MODEL);
	call_alloc(&t, 11, C, BYTES, EMPTY);
	RUN(&t, C);
	call_release(&t, 11);
	call_alloc(&t, 12, B, BYTES, EMPTY);
	tell_mark(&t, L1T_MARK_END, MODEL);
	tell_mark(&t, L1T_MARK_BEGIN, MODEL);
	call_oom(&t, L1T_L1, 1200, 952, ADD);
	tell_mark(&t, L1T_MARK_END, MODEL);
	write_file(&t);
	expect_words(&t, "free buffer 12 of ttnn.empty (512 bytes, model.py:9), made in an earlier pass of Model, "
		"before the call, if neither the call nor anything later reads it", true);
	expect_words(&t, "whether anything uses it later is not known; made in an earlier pass of Model", true);
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(earlier_passes_say_what_is_dead_and_what_the_call_uses),
		cmocka_unit_test(passes_of_other_sizes_count_if_they_agree),
		cmocka_unit_test(what_is_used_after_the_call_in_an_earlier_pass_is_needed),
		cmocka_unit_test(what_may_have_been_used_in_an_earlier_pass_is_not_called_dead),
		cmocka_unit_test(without_an_earlier_pass_nothing_is_called_dead),
		cmocka_unit_test(what_the_same_call_did_without_when_it_was_made_again_is_dead),
		cmocka_unit_test(the_launch_that_failed_names_its_inputs),
		cmocka_unit_test(inputs_in_the_way_are_put_into_dram_one_or_all),
		cmocka_unit_test(a_trace_without_uses_says_nothing_of_them),
		cmocka_unit_test(of_what_would_do_the_dead_is_released),
		cmocka_unit_test(what_was_never_read_is_released_last),
		cmocka_unit_test(what_a_module_returned_is_not_like_what_it_used_itself),
	};

	return cmocka_run_group_tests_name("explain_needed", tests, NULL, NULL);
}
