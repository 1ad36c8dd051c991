/*
 * Accounting at its edges: late records, sizes that are not known, other cores, many chips.
 */
#include "three_judges.h"

static void a_late_allocation_on_a_closed_mesh_frees_nothing_of_another(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_close(&s, DEVICE);
	tell_open(&s, 2, 0);
	tell_alloc(&s, 1, 2, L1T_L1, 800000, 1000);
	tell_alloc(&s, 2, DEVICE, L1T_L1, 800000, 1000);        /* closed: not counted */
	tell_free(&s, 2, DEVICE, L1T_L1);
	tell_alloc(&s, 3, 2, L1T_L1, 700000, 10);
	story_end(&s);
	assert_peak(&s, 2, 0, 0, 1010, 0, 0, 0);
	story_free(&s);
}

static void a_buffer_of_a_device_never_described_has_a_row(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, 77, L1T_L1, 800000, 10);
	story_end(&s);
	assert_string_equal(buffer_of(&s, 1)->reason, "live at end");
	story_free(&s);
}

static void a_buffer_of_a_closed_device_has_a_row(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_close(&s, DEVICE);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 10);
	story_end(&s);
	assert_string_equal(buffer_of(&s, 1)->reason, "live at end");
	story_free(&s);
}

static void bytes_of_two_submeshes_are_a_finding_of_their_own(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_open(&s, 2, 0);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 1000);
	tell_alloc(&s, 2, 2, L1T_L1, 800400, 1000);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_SUBMESH_OVERLAP), 1);
	assert_int_equal(findings_of(&s, FINDING_OVERLAP), 0);
	story_free(&s);
}

static void headroom_is_unknown_where_the_sizes_of_l1_are(void **unused)
{
	struct story s;

	(void)unused;
	story_begin(&s);
	tell(&s, (struct l1t_record){.kind = L1T_DEVICE, .device = {.device = DEVICE,
		.grid_x = 2, .grid_y = 2, .l1_bytes = L1T_UNKNOWN, .unreserved_base = L1T_UNKNOWN,
		.l1_small_bytes = L1T_UNKNOWN}});
	tell_region(&s, 1, 0, 0, BASE, 10, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, L1T_UNKNOWN);
	story_free(&s);
}

static void an_l1_small_larger_than_l1_leaves_no_headroom(void **unused)
{
	struct story s;

	(void)unused;
	story_begin(&s);
	tell(&s, (struct l1t_record){.kind = L1T_DEVICE, .device = {.device = DEVICE,
		.grid_x = 2, .grid_y = 2, .l1_bytes = 1000, .unreserved_base = 100,
		.l1_small_bytes = 5000}});
	tell_region(&s, 1, 0, 0, 100, 10, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_true(peak_of(&s, 1, 0, 0)->headroom_bytes < L1_BYTES);
	story_free(&s);
}

static void a_kernel_on_ethernet_cores_runs_on_no_worker_core(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell(&s, (struct l1t_record){.kind = L1T_STRING, .define = {9},
		.blob = (const uint8_t *)"ethernet", .blob_bytes = 8});
	tell_region(&s, 1, 0, 0, BASE, 10, RIGHT_CORES);
	tell(&s, (struct l1t_record){.kind = L1T_KERNEL, .kernel = {.program = 1,
		.core_type = 9, .cores = ONE_CORE}});
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, L1T_UNKNOWN);
	story_free(&s);
}

static void every_core_range_set_of_a_programs_kernels_counts(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	for (int i = 0; i < 16; i++)
		tell(&s, (struct l1t_record){.kind = L1T_KERNEL, .kernel = {.program = 1,
			.cores = LEFT_CORES}});
	tell(&s, (struct l1t_record){.kind = L1T_KERNEL, .kernel = {.program = 1,
		.cores = RIGHT_CORES}});
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 3, 0)->headroom_bytes, TOP - BASE);
	story_free(&s);
}

static void a_buffer_before_the_captures_end_in_the_same_ns_is_no_hazard(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 1000, ALL_CORES);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, 4);
	tell_launch(&s, 1, DEVICE, 0, 5);
	tell_alloc(&s, 2, DEVICE, L1T_L1, BASE + 900, 500);
	s.now_ns -= 10;
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, 4);
	tell_trace(&s, L1T_REPLAY, DEVICE, 4);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 0);
	story_free(&s);
}

static void per_core_buffers_of_a_capture_are_hazards_on_their_cores(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc_on(&s, 1, DEVICE, L1T_L1, 800000, 64, LEFT_CORES);
	tell_region(&s, 1, 0, 0, BASE, 1000, LEFT_CORES);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, 4);
	tell_launch(&s, 1, DEVICE, 0, 5);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, 4);
	tell_free(&s, 1, DEVICE, L1T_L1);
	tell_alloc_on(&s, 2, DEVICE, L1T_L1, 800000, 64, RIGHT_CORES);  /* other cores */
	tell_trace(&s, L1T_REPLAY, DEVICE, 4);
	tell_alloc_on(&s, 4, DEVICE, L1T_L1, 800060, 64, ONE_CORE);
	tell_trace(&s, L1T_REPLAY, DEVICE, 4);
	tell_free(&s, 4, DEVICE, L1T_L1);
	tell_alloc(&s, 3, DEVICE, L1T_L1, 800032, 64);
	tell_trace(&s, L1T_REPLAY, DEVICE, 4);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 2);
	assert_int_equal(s.findings[0].id, 4);
	assert_int_equal(s.findings[1].id, 3);
	story_free(&s);
}

static void a_region_on_other_cores_is_no_hazard(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, 0, BASE, 1000, LEFT_CORES);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, 4);
	tell_launch(&s, 1, DEVICE, 0, 5);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, 4);
	tell_alloc_on(&s, 2, DEVICE, L1T_L1, BASE, 64, RIGHT_CORES);
	tell_trace(&s, L1T_REPLAY, DEVICE, 4);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 0);
	story_free(&s);
}

static void cores_outside_the_grid_are_ignored_and_counted(void **unused)
{
	static const struct { unsigned x0, y0, x1, y1, inside_x0, inside_y0, outside; } sets[] = {
		{2, 1, 9, 9, 2, 1, 1}, {1, 0, GRID_X, 2, 1, 0, 1}, {0, 2, 3, GRID_Y, 0, 2, 1},
		{GRID_X, 0, GRID_X, 2, GRID_X, 0, 1}, {0, GRID_Y, 3, GRID_Y, 0, GRID_Y, 1},
		{3, 2, 3, 2, 3, 2, 0},
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(sets) / sizeof(*sets); i++) {
		struct story s;

		one_chip(&s);
		tell_cores(&s, 50, sets[i].x0, sets[i].y0, sets[i].x1, sets[i].y1);
		tell_alloc_on(&s, 1, DEVICE, L1T_L1, 800000, 64, 50);
		story_end(&s);
		assert_int_equal(findings_of(&s, FINDING_OUTSIDE) > 0, sets[i].outside);
		for (unsigned core = 0; core < GRID_CORES; core++) {
			unsigned x = core % GRID_X, y = core / GRID_X;
			bool in = x >= sets[i].inside_x0 && y >= sets[i].inside_y0;

			assert_peak(&s, 1, x, y, in ? 64 : 0, 0, 0, 0);
		}
		story_free(&s);
	}
}

static void a_program_below_the_grid_runs_on_no_core(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_cores(&s, 50, 0, GRID_Y, 3, GRID_Y);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 64);
	tell_region(&s, 1, 0, 0, BASE, 10, 50);
	tell_launch(&s, 1, DEVICE, 0, 5);
	story_end(&s);
	assert_int_equal(op_of(&s, 1, 0)->peak_bytes, 64);
	assert_int_equal(op_of(&s, 1, 0)->program_bytes, 0);
	story_free(&s);
}

static void unknown_chips_are_counted(void **unused)
{
	struct story s;
	size_t before;

	(void)unused;
	one_chip(&s);
	before = s.finding_count;
	tell_region(&s, 1, 70000, 0, BASE, 10, ALL_CORES);
	assert_true(s.finding_count > before);
	before = s.finding_count;
	tell_open(&s, 5, 70001);
	assert_true(s.finding_count > before);
	before = s.finding_count;
	tell_launch(&s, 1, DEVICE, 70002, 0);
	assert_true(s.finding_count > before);
	story_end(&s);
	story_free(&s);
}

static void a_close_frees_in_order_of_allocation_within_one_ns(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 940, DEVICE, L1T_L1, 800000, 10);
	s.now_ns -= 10;
	tell_alloc(&s, 935, DEVICE, L1T_L1, 700000, 128);
	tell_close(&s, DEVICE);
	assert_int_equal(s.buffers[0].alloc.id, 940);
	story_end(&s);
	story_free(&s);
}

static void a_mesh_may_have_more_than_64_chips(void **unused)
{
	struct story s;
	uint32_t chips[128];

	(void)unused;
	story_begin(&s);
	for (uint32_t i = 0; i < 128; i++)
		chips[i] = i;
	tell(&s, (struct l1t_record){.kind = L1T_CHIPS, .define = {70000},
		.blob = (const uint8_t *)chips, .blob_bytes = sizeof(chips)});
	tell_open(&s, 9, 70000);
	story_end(&s);
	assert_int_equal(s.peak_count, 128 * GRID_CORES);
	story_free(&s);
}

static void a_per_core_buffer_in_a_lockstep_one_is_an_overlap(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 100);
	tell_alloc_on(&s, 2, DEVICE, L1T_L1, 800050, 100, LEFT_CORES);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_OVERLAP), 1);
	story_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_late_allocation_on_a_closed_mesh_frees_nothing_of_another),
		cmocka_unit_test(a_buffer_of_a_device_never_described_has_a_row),
		cmocka_unit_test(a_buffer_of_a_closed_device_has_a_row),
		cmocka_unit_test(bytes_of_two_submeshes_are_a_finding_of_their_own),
		cmocka_unit_test(headroom_is_unknown_where_the_sizes_of_l1_are),
		cmocka_unit_test(an_l1_small_larger_than_l1_leaves_no_headroom),
		cmocka_unit_test(a_kernel_on_ethernet_cores_runs_on_no_worker_core),
		cmocka_unit_test(every_core_range_set_of_a_programs_kernels_counts),
		cmocka_unit_test(a_buffer_before_the_captures_end_in_the_same_ns_is_no_hazard),
		cmocka_unit_test(per_core_buffers_of_a_capture_are_hazards_on_their_cores),
		cmocka_unit_test(a_region_on_other_cores_is_no_hazard),
		cmocka_unit_test(cores_outside_the_grid_are_ignored_and_counted),
		cmocka_unit_test(a_program_below_the_grid_runs_on_no_core),
		cmocka_unit_test(unknown_chips_are_counted),
		cmocka_unit_test(a_close_frees_in_order_of_allocation_within_one_ns),
		cmocka_unit_test(a_mesh_may_have_more_than_64_chips),
		cmocka_unit_test(a_per_core_buffer_in_a_lockstep_one_is_an_overlap),
	};

	return cmocka_run_group_tests_name("edges", tests, NULL, NULL);
}
