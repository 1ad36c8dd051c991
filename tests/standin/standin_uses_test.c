/*
 * What the preload library records of what programs work on, however the runtime keeps it.
 *
 * Must not know: how it does it.
 */
#include "played_uses.h"

static void what_a_launch_works_on_is_recorded_before_it(void **state)
{
	struct played p = play("operands");

	(void)state;
	assert_int_equal(count_kind(&p, L1T_USES), 2);
	ASSERT_WORDS(&p, 0, 0, 1000032, 200000, 300000);
	ASSERT_WORDS(&p, 1, 0, 400000, 200000, 500000, 300000);
	assert_each_before_its_launch(&p);
	assert_string_equal(p.output, "");
	played_free(&p);
}

static void an_argument_of_another_core_is_found_at_each_launch(void **state)
{
	struct played p = play("other_core");

	(void)state;
	ASSERT_WORDS(&p, 0, 0, 200000, 300000);
	ASSERT_WORDS(&p, 1, 0, 200000, 320000);
	played_free(&p);
}

/* The core with the other address is found at the second launch, one that differs later at the 64th. */
static void operands_that_were_one_tensor_at_first_are_told_apart_later(void **state)
{
	struct played p = play("once_the_same");

	(void)state;
	ASSERT_WORDS(&p, 0, 0, 200000);
	for (uint32_t n = 1; n < 63; n++)
		ASSERT_WORDS(&p, n, 0, 200000, 300000 + n * 32);
	for (uint32_t n = 63; n <= 100; n++)
		ASSERT_WORDS(&p, n, 0, 200000, 300000 + n * 32, 640000);
	played_free(&p);
}

static void where_more_cores_differ_than_can_be_kept_there_may_be_more(void **state)
{
	struct played p = play("many_cores");
	uint32_t words[WORDS_MAX];

	(void)state;
	for (size_t n = 0; n < 2; n++) {
		assert_int_equal(nth(&p, L1T_USES, n)->uses.flags, 0);
		assert_int_equal(words_of(nth(&p, L1T_USES, n), words), 16);
	}
	for (size_t n = 2; n < 4; n++) {
		assert_int_equal(nth(&p, L1T_USES, n)->uses.flags, L1T_USES_PARTIAL);
		assert_int_equal(words_of(nth(&p, L1T_USES, n), words), 16);
	}
	played_free(&p);
}

static void arguments_that_all_cores_share_are_recorded(void **state)
{
	struct played p = play("common");

	(void)state;
	ASSERT_WORDS(&p, 0, 0, 200000, 640000);
	played_free(&p);
}

static void numbers_that_are_no_addresses_are_left_out(void **state)
{
	struct played p = play("no_addresses");

	(void)state;
	ASSERT_WORDS(&p, 0, 0, 100000, 0xffffffe0u);
	played_free(&p);
}

static void an_address_is_found_at_any_place_among_the_arguments(void **state)
{
	enum { LAUNCHES = 17 * 18 / 2 };
	struct played p = play("every_place");

	(void)state;
	assert_int_equal(count_kind(&p, L1T_USES), LAUNCHES);
	for (size_t n = 0; n < LAUNCHES; n++)
		ASSERT_WORDS(&p, n, 0, 320000);
	played_free(&p);
}

static void of_more_than_64_words_64_are_recorded(void **state)
{
	struct played p = play("many_words");
	uint32_t words[WORDS_MAX];

	(void)state;
	assert_int_equal(nth(&p, L1T_USES, 0)->uses.flags, 0);
	assert_int_equal(nth(&p, L1T_USES, 1)->uses.flags, L1T_USES_PARTIAL);
	for (size_t n = 0; n < 2; n++)
		assert_int_equal(words_of(nth(&p, L1T_USES, n), words), 64);
	played_free(&p);
}

static void of_very_many_arguments_cores_or_kernels_there_may_be_more(void **state)
{
	struct played p = play("very_many");

	(void)state;
	assert_words(&p, 0, L1T_USES_PARTIAL, NULL, 0);
	assert_words(&p, 1, L1T_USES_PARTIAL, NULL, 0);
	ASSERT_WORDS(&p, 2, L1T_USES_PARTIAL, 320000);
	assert_each_before_its_launch(&p);
	assert_string_equal(p.output, "");
	played_free(&p);
}

static void without_kernels_nothing_is_used_and_by_kernels_without_words_anything_may_be(void **state)
{
	struct played p = play("nothing_to_work_on");

	(void)state;
	assert_int_equal(count_kind(&p, L1T_USES), 2);
	assert_words(&p, 0, 0, NULL, 0);
	assert_words(&p, 1, L1T_USES_PARTIAL, NULL, 0);
	played_free(&p);
}

/* Also circular buffers with memory of their own: the runtime does not distinguish them. */
static void regions_that_borrow_memory_are_recorded_as_in_l1(void **state)
{
	struct played p = play("borrowed");

	(void)state;
	ASSERT_WORDS(&p, 0, 0, 200000, 0x90000 | L1T_USES_IN_L1, 105824 | L1T_USES_IN_L1,
		0x91000 | L1T_USES_IN_L1);
	played_free(&p);
	p = play("borrowed_in_shorter");        /* as in 0.80 */
	ASSERT_WORDS(&p, 0, 0, 200000, 0x90000 | L1T_USES_IN_L1, 105824 | L1T_USES_IN_L1,
		0x91000 | L1T_USES_IN_L1);
	played_free(&p);
	p = play("borrowed_elsewhere");
	ASSERT_WORDS(&p, 0, L1T_USES_PARTIAL, 200000);
	played_free(&p);
}

static void releases_without_borrowed_dataflow_buffers_miss_nothing(void **state)
{
	struct played p = play_with(STANDIN_OLD_, "borrowed", NULL, NULL);

	(void)state;
	ASSERT_WORDS(&p, 0, 0, 200000, 0x90000 | L1T_USES_IN_L1, 105824 | L1T_USES_IN_L1);
	played_free(&p);
}

static void releases_that_cannot_be_asked_have_launches_alone(void **state)
{
	struct played p = play_with(STANDIN_BARE_, "borrowed", NULL, NULL);

	(void)state;
	assert_int_equal(count_kind(&p, L1T_USES), 0);
	assert_int_equal(count_kind(&p, L1T_LAUNCH), 1);
	played_free(&p);
	p = play_with(STANDIN_BARE_, "host", NULL, NULL);
	assert_int_equal(count_kind(&p, L1T_USES), 0);
	played_free(&p);
}

#define CB_WORDS 0x90000 | L1T_USES_IN_L1, 105824 | L1T_USES_IN_L1
#define DFB_WORDS 0x91000 | L1T_USES_IN_L1

/* The scenario's two launches have these words, and the flag that there may be more. */
#define ASSERT_PARTIAL(scenario, printed, ...) \
	do { \
		struct played p = play(scenario); \
		ASSERT_WORDS(&p, 0, L1T_USES_PARTIAL, __VA_ARGS__); \
		ASSERT_WORDS(&p, 1, L1T_USES_PARTIAL, __VA_ARGS__); \
		assert_string_equal(p.output, printed); \
		played_free(&p); \
	} while (0)

static void a_vector_instead_of_a_span_is_noticed_and_not_followed(void **state)
{
	(void)state;
	ASSERT_PARTIAL("cbs_by_reference", "", 200000, DFB_WORDS);
	ASSERT_PARTIAL("cbs_by_reference_0", "", 200000, DFB_WORDS);
}

static void other_ways_to_keep_cores_and_bindings_are_not_followed(void **state)
{
	(void)state;
	ASSERT_PARTIAL("cores_in_vector", "", CB_WORDS, DFB_WORDS);
	ASSERT_PARTIAL("arguments_by_value", "", CB_WORDS, DFB_WORDS);
	ASSERT_PARTIAL("bindings_in_span", "", 200000, CB_WORDS);
}

/* It finds no kernel at the expected place, and reports that once. */
static void another_way_to_give_a_kernel_is_noticed_and_not_used_again(void **state)
{
	struct played p = play("kernels_by_reference");

	(void)state;
	assert_words(&p, 0, L1T_USES_PARTIAL, NULL, 0);
	assert_words(&p, 1, L1T_USES_PARTIAL, NULL, 0);
	assert_string_equal(p.output, "TT_FATAL: no such kernel\n");
	played_free(&p);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_launch_works_on_is_recorded_before_it),
		cmocka_unit_test(an_argument_of_another_core_is_found_at_each_launch),
		cmocka_unit_test(operands_that_were_one_tensor_at_first_are_told_apart_later),
		cmocka_unit_test(where_more_cores_differ_than_can_be_kept_there_may_be_more),
		cmocka_unit_test(arguments_that_all_cores_share_are_recorded),
		cmocka_unit_test(numbers_that_are_no_addresses_are_left_out),
		cmocka_unit_test(an_address_is_found_at_any_place_among_the_arguments),
		cmocka_unit_test(of_more_than_64_words_64_are_recorded),
		cmocka_unit_test(of_very_many_arguments_cores_or_kernels_there_may_be_more),
		cmocka_unit_test(without_kernels_nothing_is_used_and_by_kernels_without_words_anything_may_be),
		cmocka_unit_test(regions_that_borrow_memory_are_recorded_as_in_l1),
		cmocka_unit_test(releases_without_borrowed_dataflow_buffers_miss_nothing),
		cmocka_unit_test(releases_that_cannot_be_asked_have_launches_alone),
		cmocka_unit_test(a_vector_instead_of_a_span_is_noticed_and_not_followed),
		cmocka_unit_test(other_ways_to_keep_cores_and_bindings_are_not_followed),
		cmocka_unit_test(another_way_to_give_a_kernel_is_noticed_and_not_used_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
