/*
 * Whose a free is: ids and addresses, announced buffers, frees that fit nothing, other threads.
 */
#include "three_judges.h"

static void ids_are_unique_within_their_type_only(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 100);
	tell_alloc(&s, 1, DEVICE, L1T_L1_SMALL, TOP, 20);
	tell_free(&s, 1, DEVICE, L1T_TRACE);    /* another buffer, from before */
	tell_free(&s, 1, DEVICE, L1T_L1_SMALL);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 700000, 1000);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 1100, 0, 0, 0);
	assert_int_equal(findings_of(&s, FINDING_UNKNOWN_FREE), 1);
	story_free(&s);
}

static void of_per_core_buffers_the_freed_one_goes(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc_on(&s, 1, DEVICE, L1T_L1, 900000, 100, LEFT_CORES);
	tell_alloc_on(&s, 2, DEVICE, L1T_L1, 800000, 1000, LEFT_CORES);
	tell_free(&s, 1, DEVICE, L1T_L1);
	tell_alloc_on(&s, 3, DEVICE, L1T_L1, 700000, 500, LEFT_CORES);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 1500, 0, 0, 0);
	story_free(&s);
}

static void announcing_what_is_known_to_live_changes_nothing(void **unused)
{
	struct story s;
	struct l1t_alloc again = {.id = 1, .device = DEVICE, .type = L1T_L1, .address = 800000,
		.bytes_per_core = 100, .flags = L1T_ALLOC_ANNOUNCED};

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 100);
	tell_buffer(&s, again);
	again.id = 2;             /* not known: it lives from here on */
	again.address = 700000;
	tell_buffer(&s, again);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 200, 0, 0, 0);
	assert_int_equal(s.rows->buffer_count, 2);
	assert_int_equal(buffer_of(&s, 1)->alloc_ns, s.now_ns - 20);
	story_free(&s);
}

static void an_id_given_out_again_ends_the_buffer_whose_free_was_lost(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 100);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 700000, 30);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 100, 0, 0, 0);
	assert_int_equal(s.rows->buffer_count, 2);
	assert_null(s.rows->buffers[0].reason);
	assert_string_equal(s.rows->buffers[1].reason, "live at end");
	story_free(&s);
}

static void an_address_is_no_identity(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 100);
	tell_free(&s, 1, DEVICE, L1T_L1);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 800000, 300);
	tell_free(&s, 1, DEVICE, L1T_L1);       /* late, and twice: not of buffer 2 */
	tell_alloc(&s, 3, DEVICE, L1T_L1, 700000, 50);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 350, 0, 0, 0);
	assert_null(buffer_of(&s, 1)->reason);
	assert_string_equal(buffer_of(&s, 2)->reason, "live at end");
	assert_int_equal(findings_of(&s, FINDING_DOUBLE_FREE), 1);
	assert_int_equal(s.rows->findings[0].id, 1);
	story_free(&s);
}

static void a_free_from_another_thread_is_no_leak(void **unused)
{
	struct story s;

	(void)unused;
	one_core(&s);
	for (uint64_t id = 1; id <= 87; id++) {
		s.thread = 1;
		tell_alloc(&s, id, DEVICE, L1T_L1, 800000, 64);
		s.thread = 2;
		tell_free(&s, id, DEVICE, L1T_L1);
	}
	story_end(&s);
	assert_int_equal(s.rows->buffer_count, 87);
	for (size_t i = 0; i < s.rows->buffer_count; i++)
		assert_null(s.rows->buffers[i].reason);
	assert_int_equal(s.rows->finding_count, 0);
	story_free(&s);
}

static void a_free_of_a_buffer_from_before_the_recording_takes_nothing_away(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	for (uint64_t id = 1; id <= 50; id++)
		tell_free(&s, id, DEVICE, L1T_L1);
	tell_alloc(&s, 100, DEVICE, L1T_L1, 800000, 64);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 64, 0, 0, 0);
	assert_int_equal(findings_of(&s, FINDING_UNKNOWN_FREE), 50);
	assert_int_equal(findings_of(&s, FINDING_DOUBLE_FREE), 0);
	assert_int_equal(s.rows->buffer_count, 1);
	story_free(&s);
}

static void a_free_of_what_never_took_l1_gives_none_back(void **unused)
{
	static const uint64_t types[] = {L1T_DRAM, L1T_SYSTEM_MEMORY, L1T_TRACE, L1T_L1_SMALL, L1T_L1};

	(void)unused;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		struct story s;

		one_chip(&s);
		tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 100);
		/* the same number in another memory, never seen allocated */
		tell_free(&s, 2, DEVICE, types[i]);
		tell_alloc(&s, 3, DEVICE, L1T_L1, 700000, 10);
		story_end(&s);
		assert_peak(&s, 1, 0, 0, 110, 0, 0, 0);
		story_free(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_unique_within_their_type_only),
		cmocka_unit_test(of_per_core_buffers_the_freed_one_goes),
		cmocka_unit_test(announcing_what_is_known_to_live_changes_nothing),
		cmocka_unit_test(an_id_given_out_again_ends_the_buffer_whose_free_was_lost),
		cmocka_unit_test(an_address_is_no_identity),
		cmocka_unit_test(a_free_from_another_thread_is_no_leak),
		cmocka_unit_test(a_free_of_a_buffer_from_before_the_recording_takes_nothing_away),
		cmocka_unit_test(a_free_of_what_never_took_l1_gives_none_back),
	};

	return run_stories("frees", tests);
}
