/*
 * What the preload library records when the runtime throws: why, with the runtime's numbers.
 *
 * Must not know: how it does it.
 */
#include <string.h>
#include "played.h"

static const struct l1t_failure *only_failure(const struct played *p)
{
	assert_int_equal(count_kind(p, L1T_FAILURE), 1);
	return &nth(p, L1T_FAILURE, 0)->failure;
}

static void out_of_memory_is_one_record_with_the_runtimes_numbers(void **state)
{
	struct played p = play("out_of_memory");
	const struct l1t_record *r = nth(&p, L1T_FAILURE, 0);

	(void)state;
	/* Two hooks see it; it is thrown twice at one place. */
	assert_int_equal(count_kind(&p, L1T_FAILURE), 2);
	assert_int_equal(r->failure.type, L1T_FAIL_OOM);
	assert_int_equal(r->failure.buffer_type, L1T_L1);
	assert_int_equal(r->failure.device, nth(&p, L1T_DEVICE, 0)->device.device);
	assert_int_equal(r->failure.size_bytes, 64 * 400000);
	assert_int_equal(r->failure.bytes_per_bank, 400000);
	assert_int_equal(r->failure.bank_count, 64);
	assert_int_equal(r->failure.bank_bytes, 1385120);
	assert_int_equal(r->failure.allocated_bytes, 1200000);
	assert_int_equal(r->failure.free_bytes, 185120);
	assert_int_equal(r->failure.largest_free_bytes, 185120);
	assert_memory_equal(r->blob, "Out of Memory: Not", 18);
	assert_null(strstr((const char *)r->blob, "backtrace"));
	played_free(&p);
}

static void a_clash_has_the_two_addresses_and_the_program(void **state)
{
	struct played p = play("clash");
	const struct l1t_failure *f = only_failure(&p);

	(void)state;
	assert_int_equal(f->type, L1T_FAIL_CLASH);
	assert_int_equal(f->lowest_buffer, 264192);
	assert_int_equal(f->region_end, 672960);
	assert_int_equal(f->program, nth(&p, L1T_PROGRAM, 0)->program.program);
	assert_string_equal(cores_of(&p, f->cores), "0,0-7,3");
	assert_int_equal(count_kind(&p, L1T_LAUNCH), 0);
	played_free(&p);
}

static void what_an_operation_allocates_for_its_program_is_marked(void **state)
{
	/* a result; a table; after the enqueue; after it; of one that threw; after that */
	static const uint64_t flags[] = {0, L1T_ALLOC_MADE, 0, 0, L1T_ALLOC_MADE, 0};
	struct played p = play("operations_make_programs");

	(void)state;
	assert_int_equal(count_kind(&p, L1T_ALLOC), 6);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(nth(&p, L1T_ALLOC, i)->alloc.flags, flags[i]);
	played_free(&p);
}

static void what_comes_after_an_operation_that_clashed_is_its_callers(void **state)
{
	struct played p = play("operation_clashes");

	(void)state;
	assert_int_equal(only_failure(&p)->type, L1T_FAIL_CLASH);
	assert_int_equal(count_kind(&p, L1T_ALLOC), 1);
	assert_int_equal(nth(&p, L1T_ALLOC, 0)->alloc.flags, 0);
	played_free(&p);
}

static void a_launch_that_throws_never_ran_and_has_one_failure(void **state)
{
	struct played p = play("clash_in_launch");

	(void)state;
	assert_int_equal(only_failure(&p)->type, L1T_FAIL_CLASH);
	assert_string_equal(cores_of(&p, only_failure(&p)->cores), "0,0-7,3");
	assert_int_equal(count_kind(&p, L1T_LAUNCH), 1);
	assert_int_equal(nth(&p, L1T_LAUNCH, 0)->launch.flags, L1T_LAUNCH_FAILED);
	played_free(&p);
	p = play("launch_threw");
	assert_int_equal(only_failure(&p)->type, L1T_FAIL_LAUNCH);
	assert_string_equal((const char *)nth(&p, L1T_FAILURE, 0)->blob, "something else");
	assert_int_equal(nth(&p, L1T_LAUNCH, 0)->launch.flags, L1T_LAUNCH_FAILED);
	played_free(&p);
}

static void what_is_too_big_has_its_size_and_the_limit(void **state)
{
	struct played p = play("too_big");

	(void)state;
	assert_int_equal(only_failure(&p)->type, L1T_FAIL_TOO_BIG);
	assert_int_equal(only_failure(&p)->size_bytes, 42048864);
	assert_int_equal(only_failure(&p)->limit_bytes, 1499136);
	played_free(&p);
	p = play("config_too_big");
	assert_int_equal(only_failure(&p)->type, L1T_FAIL_CONFIG_TOO_BIG);
	assert_int_equal(only_failure(&p)->size_bytes, 90000);
	assert_int_equal(only_failure(&p)->limit_bytes, 70656);
	assert_int_equal(nth(&p, L1T_PROGRAM_CONFIG, 0)->program_config.program,
		only_failure(&p)->program);
	assert_int_equal(nth(&p, L1T_PROGRAM_CONFIG, 0)->program_config.text_bytes, 89000);
	assert_int_equal(nth(&p, L1T_PROGRAM_CONFIG, 0)->program_config.config_bytes, 1000);
	played_free(&p);
}

static void an_exception_passed_between_threads_is_recorded_once(void **state)
{
	struct played p = play("passed_on");

	(void)state;
	assert_int_equal(only_failure(&p)->type, L1T_FAIL_CLASH);
	played_free(&p);
}

static void what_an_op_refuses_by_itself_is_recorded_once_and_counted(void **state)
{
	struct played p = play("refuses");
	const struct l1t_record *r = nth(&p, L1T_FAILURE, 0), *n;

	(void)state;
	assert_int_equal(count_kind(&p, L1T_FAILURE), 2);
	assert_int_equal(r->failure.type, L1T_FAIL_REFUSED);
	assert_string_equal((const char *)r->blob, "Too wide by 8");
	assert_int_equal(r->failure.device, nth(&p, L1T_DEVICE, 0)->device.device);
	assert_string_equal((const char *)nth(&p, L1T_FAILURE, 1)->blob, "Not today");
	n = note(&p, L1T_NOTE_REFUSED, NULL);
	assert_non_null(n);
	assert_string_equal((const char *)n->blob, "Too wide by 8");
	assert_int_equal(n->note.b, 4);
	played_free(&p);
}

static void there_is_an_end_to_how_many_refusals_are_recorded(void **state)
{
	struct played p = play("refuses_much");

	(void)state;
	assert_int_equal(count_kind(&p, L1T_FAILURE), 64);
	assert_int_equal(note(&p, L1T_NOTE_REFUSED, "")->note.b, 36);
	played_free(&p);
}

static void what_the_recorder_asks_in_vain_is_no_failure(void **state)
{
	struct played p = play("getter_refuses");

	(void)state;
	assert_int_equal(count_kind(&p, L1T_FAILURE), 0);
	assert_int_equal(count_kind(&p, L1T_ALLOC), 2);
	played_free(&p);
}

static void check_two_programs(const char *library)
{
	static const uint64_t flags[] = {L1T_LAUNCH_FAILED, L1T_LAUNCH_FAILED | L1T_LAUNCH_SAME_OP,
		0, L1T_LAUNCH_SAME_OP, 0, L1T_LAUNCH_SAME_OP};
	struct played p = play_with(library, "two_programs", NULL, NULL);
	uint64_t second = nth(&p, L1T_LAUNCH, 1)->launch.program;

	assert_int_equal(only_failure(&p)->type, L1T_FAIL_LAUNCH);
	assert_int_equal(count_kind(&p, L1T_LAUNCH), 6);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(nth(&p, L1T_LAUNCH, i)->launch.flags, flags[i]);
	/* the size of a program in the ring is known once it ran, and recorded once */
	assert_int_equal(count_kind(&p, L1T_PROGRAM_CONFIG), 2);
	assert_true(nth(&p, L1T_PROGRAM_CONFIG, 0) > nth(&p, L1T_LAUNCH, 1));
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(nth(&p, L1T_REGIONS_FREED, i)->regions_freed.program, second);
	assert_int_equal(nth(&p, L1T_PROGRAM_GONE, 0)->program_gone.program, second);
	assert_int_equal(nth(&p, L1T_PROGRAM_GONE, 1)->program_gone.program,
		nth(&p, L1T_LAUNCH, 0)->launch.program);
	/* dataflow buffers at one address: two, since each has cores of its own */
	assert_int_equal(nth(&p, L1T_REGION, 0)->region.size_bytes, 512);
	assert_string_equal(cores_of(&p, nth(&p, L1T_REGION, 0)->region.cores), "0,0-0,0");
	assert_int_equal(nth(&p, L1T_REGION, 1)->region.size_bytes, 256);
	assert_string_equal(cores_of(&p, nth(&p, L1T_REGION, 1)->region.cores), "1,1-1,1");
	played_free(&p);
}

static void of_two_programs_each_keeps_its_own(void **state)
{
	(void)state;
	check_two_programs(STANDIN_NEW);
	check_two_programs(STANDIN_OLD_);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(out_of_memory_is_one_record_with_the_runtimes_numbers),
		cmocka_unit_test(a_clash_has_the_two_addresses_and_the_program),
		cmocka_unit_test(what_an_operation_allocates_for_its_program_is_marked),
		cmocka_unit_test(what_comes_after_an_operation_that_clashed_is_its_callers),
		cmocka_unit_test(a_launch_that_throws_never_ran_and_has_one_failure),
		cmocka_unit_test(what_is_too_big_has_its_size_and_the_limit),
		cmocka_unit_test(an_exception_passed_between_threads_is_recorded_once),
		cmocka_unit_test(what_an_op_refuses_by_itself_is_recorded_once_and_counted),
		cmocka_unit_test(there_is_an_end_to_how_many_refusals_are_recorded),
		cmocka_unit_test(what_the_recorder_asks_in_vain_is_no_failure),
		cmocka_unit_test(of_two_programs_each_keeps_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
