/*
 * Records nobody would write: any sequence of them is accounted, none is believed. What this finds
 * is found under the sanitizers. No recorder writes them, so the naive replay, which believes all,
 * does not judge.
 */
#include "splitmix.h"
#include "three_judges.h"
#include "wild_record.h"

static void any_sequence_of_records_is_accounted(void **unused)
{
	(void)unused;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		uint64_t state = seed;
		struct story s;

		one_chip(&s);
		for (int i = 0; i < 300; i++) {
			s.thread = (uint32_t)(next_random(&state) % 3);
			tell(&s, wild_record(&state));
		}
		accounting_finish(s.rows->accounting);
		for (size_t i = 0; i < s.rows->peak_count; i++)
			assert_int_equal(s.rows->peaks[i].peak_bytes, s.rows->peaks[i].buffer_bytes +
				s.rows->peaks[i].l1_small_bytes + s.rows->peaks[i].program_bytes +
				s.rows->peaks[i].persistent_bytes);
		story_free(&s);
	}
}

static void a_trace_of_nothing_gives_nothing(void **unused)
{
	struct story s;

	(void)unused;
	story_begin(&s);
	story_end_for(&s, L1ANALYZE_TOO);
	assert_int_equal(s.rows->peak_count + s.rows->change_count + s.rows->op_count +
		s.rows->buffer_count, 0);
	story_free(&s);
}

static void an_accounting_that_is_not_finished_can_be_freed(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 10);
	tell_region(&s, 1, 0, 0, BASE, 10, ALL_CORES);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, 1);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_free(&s);
	accounting_free(NULL);
}

static void a_grid_of_any_size_is_refused_or_held(void **unused)
{
	static const uint64_t sizes[][2] = {{0, 5}, {1024, 1}, {1024, 2}, {1ull << 32, 1ull << 32},
		{L1T_UNKNOWN, L1T_UNKNOWN}, {L1T_UNKNOWN, 0}, {32, 32}};
	static const size_t rows[] = {0, 1024, 0, 0, 0, 0, 1024};

	(void)unused;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct story s;

		story_begin(&s);
		tell(&s, (struct l1t_record){.kind = L1T_DEVICE, .device = {.device = DEVICE,
			.grid_x = sizes[i][0], .grid_y = sizes[i][1], .l1_bytes = L1_BYTES}});
		tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 10);
		story_end_for(&s, NOBODY);      /* they are asked about 64x64 cores */
		assert_int_equal(s.rows->peak_count, rows[i]);
		story_free(&s);
	}
}

static void ranges_outside_the_grid_are_cut_and_counted(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_cores(&s, 10, 3, 2, 65535, 65535);
	tell_cores(&s, 11, 500, 500, 600, 600);
	tell_cores(&s, 12, 3, 2, 0, 0);         /* the wrong way round: no core */
	for (uint64_t program = 1; program <= 3; program++) {
		tell_region(&s, program, 0, 0, BASE, 10 * program, 9 + program);
		tell_launch(&s, program, DEVICE, 0, 0);
	}
	story_end_for(&s, L1ANALYZE_TOO);
	assert_peak(&s, 1, 3, 2, 0, 0, 10, 0);
	assert_peak(&s, 1, 0, 0, 0, 0, 0, 0);
	assert_int_equal(findings_of(&s, FINDING_OUTSIDE), 2);
	story_free(&s);
}

static void cores_never_defined_are_counted_and_cover_nothing(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 10, 555);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_alloc_on(&s, 1, DEVICE, L1T_L1, 800000, 10, 555);
	tell_free(&s, 1, DEVICE, L1T_L1);
	story_end_for(&s, L1ANALYZE_TOO);
	assert_peak(&s, 1, 0, 0, 0, 0, 0, 0);
	assert_int_equal(findings_of(&s, FINDING_UNKNOWN_CORES), 2);
	story_free(&s);
}

static void addresses_that_wrap_add_nothing(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, L1T_UNKNOWN - 5, 10);
	tell_alloc(&s, 2, DEVICE, L1T_L1, L1T_UNKNOWN, 10);
	tell_alloc(&s, 3, DEVICE, L1T_L1, 800000, L1T_UNKNOWN);
	tell_region(&s, 1, 0, 0, L1T_UNKNOWN - 5, 10, ALL_CORES);
	tell_region(&s, 1, 0, 0, BASE, L1T_UNKNOWN, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_free(&s, 1, DEVICE, L1T_L1);
	story_end_for(&s, NOBODY);      /* sizes of 64 bits are no numbers of SQL */
	assert_peak(&s, 1, 0, 0, 0, 0, 0, 0);
	assert_int_equal(findings_of(&s, FINDING_OUTSIDE), 3);
	story_free(&s);
}

static void captures_that_do_not_pair_are_survived(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, 1);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, 1);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, 1);
	tell_region(&s, 1, 0, 0, BASE, 10, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_trace(&s, L1T_REPLAY, DEVICE, 1);
	tell_trace(&s, L1T_RELEASE, DEVICE, 1);
	tell_trace(&s, L1T_RELEASE, DEVICE, 2);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, 2);
	tell_close(&s, DEVICE);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, 2);
	story_end_for(&s, L1ANALYZE_TOO);
	assert_int_equal(s.rows->opening_count, 1);
	story_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_sequence_of_records_is_accounted),
		cmocka_unit_test(a_trace_of_nothing_gives_nothing),
		cmocka_unit_test(an_accounting_that_is_not_finished_can_be_freed),
		cmocka_unit_test(a_grid_of_any_size_is_refused_or_held),
		cmocka_unit_test(ranges_outside_the_grid_are_cut_and_counted),
		cmocka_unit_test(cores_never_defined_are_counted_and_cover_nothing),
		cmocka_unit_test(addresses_that_wrap_add_nothing),
		cmocka_unit_test(captures_that_do_not_pair_are_survived),
	};

	return run_stories("hostile", tests);
}
