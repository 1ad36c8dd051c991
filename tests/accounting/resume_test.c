/*
 * Pause and resume: what is announced behind a resume lives, what is not went away unseen.
 */
#include "three_judges.h"

/* As the recorder announces: by its own thread, at the time of the resume. */
static void announce_device(struct story *s, uint64_t handle)
{
	tell_at_once(s);
	tell_open_again(s, handle, 0);
}

static void announce_buffer(struct story *s, uint64_t id, uint64_t address, uint64_t bytes)
{
	tell_at_once(s);
	tell_buffer(s, (struct l1t_alloc){.id = id, .device = DEVICE, .type = L1T_L1,
		.address = address, .bytes_per_core = bytes, .flags = L1T_ALLOC_ANNOUNCED});
}

static void what_is_announced_again_lives_on(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 1000);
	tell_pause(&s, 500);
	announce_device(&s, DEVICE);
	announce_buffer(&s, 1, 800000, 1000);
	s.thread = 1;
	tell_alloc(&s, 2, DEVICE, L1T_L1, 700000, 5);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 1005, 0, 0, 0);
	assert_int_equal(s.rows->opening_count, 1);
	assert_int_equal(s.rows->buffer_count, 2);
	assert_int_equal(s.rows->finding_count, 0);
	story_free(&s);
}

/* A thread of the program does not know of the pause: what it records at that time is new. */
static void only_the_recorders_own_thread_announces(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 1000);
	tell_pause(&s, 500);
	announce_device(&s, DEVICE);
	s.thread = 1;
	announce_buffer(&s, 1, 800000, 1000);
	story_end(&s);
	assert_int_equal(s.rows->buffer_count, 2);
	assert_int_equal(s.rows->buffers[0].free_ns, s.rows->buffers[1].alloc_ns);
	story_free(&s);
}

static void what_is_not_announced_ended_at_the_resume(void **unused)
{
	struct story s;
	int64_t resumed_ns;

	(void)unused;
	one_core(&s);
	for (uint64_t id = 1; id <= 300; id++)
		tell_alloc(&s, id, DEVICE, L1T_L1, 900000 - id * 64, 64);
	tell_pause(&s, 500);
	resumed_ns = s.now_ns;
	announce_device(&s, DEVICE);
	s.thread = 1;
	s.now_ns += 5000;
	tell_alloc(&s, 1000, DEVICE, L1T_L1, 700000, 5);
	story_end(&s);
	assert_int_equal(s.rows->buffer_count, 301);
	for (size_t i = 0; i < 300; i++) {
		assert_int_equal(s.rows->buffers[i].alloc.id, i + 1);
		assert_int_equal(s.rows->buffers[i].free_ns, resumed_ns);
		assert_null(s.rows->buffers[i].reason);
	}
	assert_int_equal(change_of(&s, 1, 0, 0, "alloc")->buffer_bytes, 5);
	story_free(&s);
}

static void what_went_and_what_came_are_never_held_together(void **unused)
{
	static const uint64_t addresses[] = {700000, 800000};

	(void)unused;
	for (int i = 0; i < 2; i++) {
		struct story s;

		one_chip(&s);
		tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 1000);
		tell_pause(&s, 500);
		announce_device(&s, DEVICE);
		announce_buffer(&s, 2, addresses[i], 1000);
		s.thread = 1;
		tell_alloc(&s, 3, DEVICE, L1T_L1, 300000, 8);
		story_end(&s);
		assert_peak(&s, 1, 0, 0, 1008, 0, 0, 0);
		assert_int_equal(s.rows->finding_count, 0);
		story_free(&s);
	}
}

static void a_device_that_was_closed_meanwhile_is_another_opening(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 1000);
	tell_pause(&s, 500);
	announce_device(&s, 2);
	s.thread = 1;
	tell_alloc(&s, 2, 2, L1T_L1, 800000, 30);
	story_end(&s);
	assert_int_equal(s.rows->opening_count, 2);
	assert_peak(&s, 1, 0, 0, 1000, 0, 0, 0);
	assert_peak(&s, 2, 0, 0, 30, 0, 0, 0);
	story_free(&s);
}

static void what_came_and_went_unseen_has_no_thread(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	s.thread = 3;
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 1000);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 700000, 1000);
	tell_pause(&s, 500);
	announce_device(&s, DEVICE);
	announce_buffer(&s, 2, 700000, 1000);
	announce_buffer(&s, 3, 600000, 1000);
	s.thread = 7;
	tell_alloc(&s, 4, DEVICE, L1T_L1, 500000, 8);
	story_end(&s);
	assert_int_equal(buffer_of(&s, 1)->free_thread, L1T_UNKNOWN);
	assert_int_equal(buffer_of(&s, 2)->alloc_thread, 3);
	assert_int_equal(buffer_of(&s, 3)->alloc_thread, L1T_UNKNOWN);
	assert_int_equal(buffer_of(&s, 4)->alloc_thread, 7);
	expect_rows(&s, VERB_LEAKS,
		"0|2|l1|700000|1000|12000|70|live at end|\n"
		"0|3|l1|600000|1000|12000|590|allocated before recording|\n"
		"0|4|l1|500000|8|96|600|live at end|\n");
	story_free(&s);
}

static void placements_are_those_announced(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, L1T_REGION_FIRST, BASE, 9000, ALL_CORES);
	tell_pause(&s, 500);
	announce_device(&s, DEVICE);
	tell_at_once(&s);
	tell_region(&s, 1, 0, L1T_REGION_ANNOUNCED, BASE, 70, ALL_CORES);
	s.thread = 1;
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 70, 0);
	story_free(&s);
}

static void a_trace_that_ends_behind_its_resume_is_settled(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 64);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 700000, 64);
	tell_pause(&s, 500);
	announce_device(&s, DEVICE);
	announce_buffer(&s, 2, 700000, 64);
	story_end(&s);
	assert_null(buffer_of(&s, 1)->reason);
	assert_string_equal(buffer_of(&s, 2)->reason, "live at end");
	story_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_announced_again_lives_on),
		cmocka_unit_test(only_the_recorders_own_thread_announces),
		cmocka_unit_test(what_is_not_announced_ended_at_the_resume),
		cmocka_unit_test(what_went_and_what_came_are_never_held_together),
		cmocka_unit_test(a_device_that_was_closed_meanwhile_is_another_opening),
		cmocka_unit_test(what_came_and_went_unseen_has_no_thread),
		cmocka_unit_test(placements_are_those_announced),
		cmocka_unit_test(a_trace_that_ends_behind_its_resume_is_settled),
	};

	return run_stories("resume", tests);
}
