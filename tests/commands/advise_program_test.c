/*
 * advise says on what the program at the peak works: on what its own launch takes and makes, not on what
 * the host writes or reads after it; and by which lines, where several ops are called through one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <cmocka.h>
#include "advise_lines.h"

enum { LARGE = 21, LARGE_BYTES = 400 };

/* A buffer of a tensor of so many elements. */
static void make_of(struct story *t, uint64_t id, uint64_t address, uint32_t elements, uint64_t site)
{
	const uint32_t words[] = {L1T_FLOAT32, 0, 0, L1T_L1, L1T_TENSOR_UNKNOWN, 0, 1, elements, 1, elements,
		L1T_TENSOR_UNKNOWN};

	tell_definition(t, L1T_TENSOR, elements, words, sizeof(words));
	make(t, id, address, site);
	tell(t, (struct l1t_record){.kind = L1T_HOLDS, .holds = {id, L1T_L1, elements}});
}

static void host(struct story *t, uint64_t flag, uint32_t address)
{
	use_tell(t, 1, 0, flag, &address, 1);
}

static void begin(struct story *t)
{
	use_begin(t);
	call_region(t, LARGE, BASE, LARGE_BYTES, L1T_REGION_FIRST);
}

static void launch_large(struct story *t, uint64_t site)
{
	tell_launch_of(t, (struct l1t_launch){.program = LARGE, .device = 1, .name = TEXT + 1, .callsite = site});
}

/* A line makes [2] of what lies there, by the program that has the peak. */
static void run_large(struct story *t, uint32_t input)
{
	const uint64_t site = line(t, 20);

	make_of(t, 2, SECOND, 2, site);
	USES(t, LARGE, input, SECOND);
	launch_large(t, site);
}

static void expect_tensors(struct story *t, const char *row)
{
	write_file(t);
	expect_output(t, L1ANALYZE " advise --format tsv %s | grep \"look at\" | cut -f8", row);
	drop_file(t);
}

static void it_works_on_what_it_uses_first_and_others_later(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	make_of(&t, 1, FIRST, 1, line(&t, 10));
	run_large(&t, FIRST);
	WORK(&t, line(&t, 21), FIRST);
	expect_tensors(&t, "[1] f32 row major -> [2] f32 row major\n");
}

static void it_works_on_what_it_uses_last_before_a_host_does(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	make_of(&t, 1, FIRST, 1, line(&t, 10));
	WORK(&t, line(&t, 19), FIRST);
	run_large(&t, FIRST);
	host(&t, L1T_USES_READ, SECOND);
	expect_tensors(&t, "[1] f32 row major -> [2] f32 row major\n");
}

static void it_does_not_work_on_what_the_host_writes_after_it(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	make_of(&t, 1, FIRST, 1, line(&t, 10));
	run_large(&t, FIRST);
	call_release(&t, 1);
	make_of(&t, 3, THIRD, 3, line(&t, 11));
	host(&t, L1T_USES_WRITE, THIRD);
	WORK(&t, line(&t, 21), THIRD);
	expect_tensors(&t, "[1] f32 row major -> [2] f32 row major\n");
}

static void nor_on_what_was_there_and_the_host_writes_after_it(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	make_of(&t, 1, FIRST, 1, line(&t, 10));
	make_of(&t, 3, THIRD, 3, line(&t, 11));
	run_large(&t, FIRST);
	host(&t, L1T_USES_WRITE, THIRD);
	WORK(&t, line(&t, 21), THIRD);
	expect_tensors(&t, "[1] f32 row major -> [2] f32 row major\n");
}

static void nor_on_what_the_host_reads_after_it(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	make_of(&t, 1, FIRST, 1, line(&t, 10));
	make_of(&t, 3, THIRD, 3, line(&t, 11));
	WORK(&t, line(&t, 19), THIRD);
	run_large(&t, FIRST);
	host(&t, L1T_USES_READ, THIRD);
	expect_tensors(&t, "[1] f32 row major -> [2] f32 row major\n");
}

static void its_line_is_the_one_that_is_shown(void **unused)
{
	struct story t;

	(void)unused;
	begin(&t);
	make_of(&t, 1, FIRST, 1, line(&t, 10));
	USES(&t, LARGE, FIRST);
	launch_large(&t, within(&t, 20, 11));
	launch_large(&t, within(&t, 20, 12));
	write_file(&t);
	expect_output(&t, L1ANALYZE " advise %s | grep -A1 \"look at\" | cut -c-60",
		"look at ttnn.add (model.py:20): its program takes 400 bytes \n"
		"  without it the fullest moment has 504, in the same op: at \n");
	expect_output(&t, L1ANALYZE " advise --hide :20 %s | grep -A1 \"look at\" | cut -c-60",
		"look at ttnn.add (model.py:11): its program takes 400 bytes \n"
		"  without it the fullest moment has 904, in op 2, ttnn.add: \n");
	drop_file(&t);
}

static void the_bytes_of_regions_that_are_not_listed_are_in_a_row(void **unused)
{
	struct story t;

	(void)unused;
	use_begin(&t);
	for (uint64_t i = 0; i < 14; i++)
		call_region(&t, LARGE, BASE + 32 * i, 32, i ? 0 : L1T_REGION_FIRST);
	make_of(&t, 1, FIRST, 1, line(&t, 10));
	run_large(&t, FIRST);
	write_file(&t);
	expect_output(&t, L1ANALYZE " advise --format tsv %s | grep -w region | cut -f9,22 | uniq -c | tail -1",
		"      1 2 more regions\t64\n");
	drop_file(&t);
}

/* A line that runs an op of each name for another caller, or all for each. */
static void run_through_a_line(struct story *t, uint32_t first_caller, uint32_t callers)
{
	static const uint64_t names[] = {TEXT + 1, HALO, CONVOLUTION};

	begin(t);
	make(t, 1, FIRST, line(t, 10));
	USES(t, LARGE, FIRST);
	for (uint32_t i = 0; i < 3; i++)
		tell_launch_of(t, (struct l1t_launch){.program = LARGE, .device = 1, .name = names[i],
			.callsite = within(t, 20, first_caller + i % callers)});
	write_file(t);
}

static void a_line_that_runs_ops_for_its_callers_can_be_left_out(void **unused)
{
	struct story t;

	(void)unused;
	run_through_a_line(&t, 11, 3);
	expect_output(&t, L1ANALYZE " advise %s | grep -c \"or: l1analyze advise --hide .model.py:20 Halo. \"",
		"1\n");
	expect_output(&t, L1ANALYZE " advise --hide \"model.py:20 Halo\" %s | grep -c \"l1analyze advise\"",
		"0\n");
	drop_file(&t);
}

static void a_line_that_runs_all_its_ops_for_each_caller_is_the_one_to_change(void **unused)
{
	struct story t;

	(void)unused;
	run_through_a_line(&t, 11, 1);
	expect_output(&t, L1ANALYZE " advise %s | grep -c -e --hide", "0\n");
	drop_file(&t);
}

static void what_no_piece_saves_has_the_callers_of_its_line(void **unused)
{
	enum { OUTSIDE = 50 };
	struct story t;

	(void)unused;
	begin(&t);
	make(&t, 1, FIRST, within(&t, 20, 11));
	make(&t, 2, SECOND, within(&t, 20, 12));
	/* another thread's function: none of the program's lines is between */
	tell_callsite(&t, OUTSIDE, TEXT + 1, FILE_NAME, 30, CONVOLUTION);
	WORK(&t, OUTSIDE, FIRST, SECOND);
	make(&t, 3, THIRD, line(&t, 40));
	USES(&t, LARGE, THIRD);
	launch_large(&t, line(&t, 41));
	write_file(&t);
	expect_output(&t, L1ANALYZE " advise %s | grep -o \"made by .*;.*\"",
		"made by model.py:20 Halo, called at model.py:12 main; model.py:20 Halo, called at model.py:11 "
		"main)\n");
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_works_on_what_it_uses_first_and_others_later),
		cmocka_unit_test(it_works_on_what_it_uses_last_before_a_host_does),
		cmocka_unit_test(it_does_not_work_on_what_the_host_writes_after_it),
		cmocka_unit_test(nor_on_what_was_there_and_the_host_writes_after_it),
		cmocka_unit_test(nor_on_what_the_host_reads_after_it),
		cmocka_unit_test(its_line_is_the_one_that_is_shown),
		cmocka_unit_test(the_bytes_of_regions_that_are_not_listed_are_in_a_row),
		cmocka_unit_test(a_line_that_runs_ops_for_its_callers_can_be_left_out),
		cmocka_unit_test(a_line_that_runs_all_its_ops_for_each_caller_is_the_one_to_change),
		cmocka_unit_test(what_no_piece_saves_has_the_callers_of_its_line),
	};

	return cmocka_run_group_tests_name("advise_program", tests, NULL, NULL);
}
