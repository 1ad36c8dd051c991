/*
 * Sentences of the accounting rules that no other test holds.
 */
#include "three_judges.h"

enum { TRACE = 42 };

static void tell_typed(struct story *s, uint64_t type, uint64_t flags, uint64_t address,
	uint64_t bytes)
{
	tell(s, (struct l1t_record){.kind = L1T_REGION, .region = {.program = 1, .type = type,
		.flags = flags, .address = address, .size_bytes = bytes, .cores = ALL_CORES}});
}

static void dataflow_buffers_and_scratchpads_count_as_circular_buffers_do(void **unused)
{
	(void)unused;
	for (uint64_t type = L1T_CB; type <= L1T_SCRATCHPAD; type++) {
		struct story s;

		one_chip(&s);
		tell_typed(&s, type, L1T_REGION_FIRST, BASE, 3000);
		tell_typed(&s, type, 0, BASE + 3000, 500);
		tell_launch(&s, 1, DEVICE, 0, 0);
		/* placed again, smaller */
		tell_typed(&s, type, L1T_REGION_FIRST, BASE, 20);
		tell_launch(&s, 1, DEVICE, 0, 0);
		story_end(&s);
		for (uint64_t x = 0; x < GRID_X; x++)
			assert_peak(&s, 1, x, 0, 0, 0, 3500, 0);
		assert_int_equal(change_of(&s, 1, 3, 2, "launch")->program_bytes, 20);
		story_free(&s);
	}
}

static void a_region_of_any_type_that_borrows_memory_adds_nothing(void **unused)
{
	(void)unused;
	for (uint64_t type = L1T_CB; type <= L1T_SCRATCHPAD; type++) {
		struct story s;

		one_chip(&s);
		tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 4096);
		tell_typed(&s, type, L1T_REGION_ALIAS, 800000, 4096);
		tell_typed(&s, type, L1T_REGION_FIRST, BASE, 100);
		tell_launch(&s, 1, DEVICE, 0, 0);
		story_end(&s);
		assert_peak(&s, 1, 0, 0, 4096, 0, 100, 0);
		assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, 800000 - BASE - 100);
		story_free(&s);
	}
}

static void regions_of_two_programs_overlap_by_design(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, L1T_REGION_FIRST, BASE, 3000, ALL_CORES);
	tell_region(&s, 2, 0, L1T_REGION_FIRST, BASE, 5000, ALL_CORES);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_launch(&s, 2, DEVICE, 0, 0);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 5000, 0);
	assert_int_equal(s.finding_count, 0);
	story_free(&s);
}

static void no_size_of_a_core_is_built_in(void **unused)
{
	/* Wormhole, Blackhole, Quasar, and a chip that does not exist yet */
	static const uint64_t l1[] = {1499136, 1572864, 4194304, 64ull << 30};

	(void)unused;
	for (size_t i = 0; i < sizeof(l1) / sizeof(*l1); i++) {
		struct story s;

		story_begin(&s);
		tell(&s, (struct l1t_record){.kind = L1T_DEVICE, .device = {.device = DEVICE,
			.grid_x = GRID_X, .grid_y = GRID_Y, .l1_bytes = l1[i],
			.unreserved_base = 105824, .l1_small_bytes = 24576,
			.kernel_config_bytes = 70656, .bank_count = GRID_CORES,
			.bank_bytes = l1[i] - 105824 - 24576}});
		tell_region(&s, 1, 0, L1T_REGION_FIRST, 105824, 1000, ALL_CORES);
		tell_launch(&s, 1, DEVICE, 0, 0);
		tell_alloc(&s, 1, DEVICE, L1T_L1, 105824, l1[i] - 105824 - 24576);
		tell_alloc(&s, 2, DEVICE, L1T_L1_SMALL, l1[i] - 24576, 24576);
		story_end(&s);
		assert_peak(&s, 1, 0, 0, l1[i] - 105824 - 24576, 24576, 0, 0);
		/* to the end of the allocatable area */
		assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes,
			l1[i] - 24576 - 105824 - 1000);
		assert_int_equal(findings_of(&s, FINDING_OVER_CAPACITY), 0);
		story_free(&s);
	}
}

static void what_is_reserved_is_in_no_peak(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell(&s, (struct l1t_record){.kind = L1T_PROGRAM_CONFIG, .program_config = {1, 60000, 9000}});
	tell_region(&s, 1, 0, L1T_REGION_FIRST, BASE, 10, ONE_CORE);
	tell_launch(&s, 1, DEVICE, 0, 0);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 0, 0, 10, 0);
	assert_peak(&s, 1, 1, 0, 0, 0, 0, 0);
	assert_int_equal(op_of(&s, 1, 0)->kernel_text_bytes, 60000);
	story_free(&s);
}

static void buffers_in_dram_at_an_address_of_l1_are_no_overlap(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 4096);
	tell_alloc(&s, 2, DEVICE, L1T_DRAM, 800000, 8192);
	tell_alloc(&s, 3, DEVICE, L1T_TRACE, 800000, 4096);
	tell_alloc(&s, 4, DEVICE, L1T_SYSTEM_MEMORY, 800000, 4096);
	tell_free(&s, 2, DEVICE, L1T_DRAM);
	story_end(&s);
	assert_peak(&s, 1, 0, 0, 4096, 0, 0, 0);
	assert_int_equal(s.finding_count, 0);
	story_free(&s);
}

static void headroom_is_of_launches_only_not_of_replays(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, L1T_REGION_FIRST, BASE, 1000, ALL_CORES);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 100);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, TRACE);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, TRACE);
	/* nearer to the regions than at any launch */
	tell_alloc(&s, 2, DEVICE, L1T_L1, BASE + 1010, 100);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_int_equal(peak_of(&s, 1, 0, 0)->headroom_bytes, 800000 - BASE - 1000);
	assert_int_equal(op_of(&s, 3, 0)->headroom_bytes, L1T_UNKNOWN);
	story_free(&s);
}

static void what_a_replay_overwrites_in_l1_small_is_a_hazard_too(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, L1T_REGION_FIRST, BASE, 1000, ALL_CORES);
	tell_alloc(&s, 1, DEVICE, L1T_L1_SMALL, TOP, 64);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, TRACE);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, TRACE);
	tell_free(&s, 1, DEVICE, L1T_L1_SMALL);
	tell_alloc(&s, 2, DEVICE, L1T_L1_SMALL, TOP + 32, 64);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_int_equal(findings_of(&s, FINDING_TRACE_HAZARD), 1);
	assert_int_equal(s.findings[0].id, 2);
	assert_peak(&s, 1, 0, 0, 0, 96, 1000, 0);
	story_free(&s);
}

static void a_replay_over_capacity_is_a_finding(void **unused)
{
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_region(&s, 1, 0, L1T_REGION_FIRST, BASE, TOP - BASE, ALL_CORES);
	tell_alloc(&s, 1, DEVICE, L1T_L1_SMALL, TOP, SMALL_BYTES);
	tell_trace(&s, L1T_CAPTURE_BEGIN, DEVICE, TRACE);
	tell_launch(&s, 1, DEVICE, 0, 0);
	tell_trace(&s, L1T_CAPTURE_END, DEVICE, TRACE);
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	assert_int_equal(findings_of(&s, FINDING_OVER_CAPACITY), 0);
	tell(&s, (struct l1t_record){.kind = L1T_ALLOC, .alloc = {.id = 7, .device = DEVICE,
		.type = L1T_PERSISTENT, .address = BASE, .size_bytes = 8, .bytes_per_core = 8,
		.flags = L1T_ALLOC_PER_CORE, .cores = ALL_CORES}});
	tell_trace(&s, L1T_REPLAY, DEVICE, TRACE);
	story_end(&s);
	assert_true(findings_of(&s, FINDING_OVER_CAPACITY) > 0);
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

static void a_launch_on_a_mesh_is_an_instant_of_each_of_its_chips(void **unused)
{
	struct story s;

	(void)unused;
	story_begin(&s);
	tell_open(&s, DEVICE, BOTH_CHIPS);
	tell_region(&s, 1, BOTH_CHIPS, L1T_REGION_FIRST, BASE, 2000, LEFT_CORES);
	tell_launch(&s, 1, DEVICE, 1, 0);
	story_end(&s);
	/* launched on chip 1 alone */
	assert_peak(&s, 1, 0, 0, 0, 0, 0, 0);
	assert_peak(&s, 2, 0, 0, 0, 0, 2000, 0);
	assert_peak(&s, 2, 3, 0, 0, 0, 0, 0);
	story_free(&s);
}

/* One op on both halves of a chip, whose cores hold the same: buffers, the rest its program. */
static void equals(struct story *s, bool left_first, uint64_t left_buffer, uint64_t right_buffer,
	uint64_t total)
{
	one_chip(s);
	if (left_buffer)
		tell_alloc_on(s, 1, DEVICE, L1T_L1, 800000, left_buffer, LEFT_CORES);
	if (right_buffer)
		tell_alloc_on(s, 2, DEVICE, L1T_L1, 700000, right_buffer, RIGHT_CORES);
	for (int i = 0; i < 2; i++) {
		bool left = left_first == !i;

		tell_region(s, 1, 0, i ? 0 : L1T_REGION_FIRST, BASE,
			total - (left ? left_buffer : right_buffer), left ? LEFT_CORES : RIGHT_CORES);
	}
	tell_launch(s, 1, DEVICE, 0, 0);
	story_end(s);
}

static void the_parts_of_an_op_are_those_of_the_first_of_equally_full_cores(void **unused)
{
	static const uint64_t buffers[][2] = {{0, 2000}, {2000, 0}, {500, 2500}};

	(void)unused;
	for (size_t i = 0; i < 2 * sizeof(buffers) / sizeof(*buffers); i++) {
		const uint64_t *b = buffers[i / 2];
		struct story s;

		equals(&s, i % 2, b[0], b[1], 3000);
		assert_int_equal(op_of(&s, 1, 0)->peak_bytes, 3000);
		assert_int_equal(op_of(&s, 1, 0)->buffer_bytes, b[0]);
		assert_int_equal(op_of(&s, 1, 0)->program_bytes, 3000 - b[0]);
		story_free(&s);
	}
}

static void a_chip_that_a_list_names_twice_is_one_chip(void **unused)
{
	static const uint32_t chips[] = {1, 0, 1, 1, 0};
	struct story s;

	(void)unused;
	story_begin(&s);
	tell(&s, (struct l1t_record){.kind = L1T_CHIPS, .define = {BOTH_CHIPS + 1},
		.blob = (const uint8_t *)chips, .blob_bytes = sizeof(chips)});
	tell_open(&s, DEVICE, BOTH_CHIPS + 1);
	tell_alloc(&s, 1, DEVICE, L1T_L1, 800000, 100);
	tell_region(&s, 1, BOTH_CHIPS + 1, L1T_REGION_FIRST, BASE, 10, ALL_CORES);
	tell_launch(&s, 1, DEVICE, BOTH_CHIPS + 1, 0);
	story_end(&s);
	assert_int_equal(s.opening_count, 2);
	assert_int_equal(s.op_count, 2);
	for (uint64_t opening = 1; opening <= 2; opening++) {
		assert_peak(&s, opening, 0, 0, 100, 0, 10, 0);
		assert_int_equal(changes_of(&s, opening, 0, 0), changes_of(&s, 3 - opening, 0, 0));
	}
	assert_int_equal(s.finding_count, 0);
	story_free(&s);
}

static void a_range_that_is_too_wide_takes_nothing_of_the_next_row(void **unused)
{
	enum { TOO_WIDE = 50, BESIDE = 51 };
	struct story s;

	(void)unused;
	one_chip(&s);
	tell_cores(&s, TOO_WIDE, 2, 0, GRID_X + 1, 0);
	tell_cores(&s, BESIDE, GRID_X, 1, GRID_X, 1);
	tell_alloc_on(&s, 1, DEVICE, L1T_L1, 800000, 100, TOO_WIDE);
	tell_alloc_on(&s, 2, DEVICE, L1T_L1, 700000, 10, BESIDE);
	story_end(&s);
	for (uint64_t y = 0; y < GRID_Y; y++)
		for (uint64_t x = 0; x < GRID_X; x++)
			assert_peak(&s, 1, x, y, y == 0 && x >= 2 ? 100 : 0, 0, 0, 0);
	assert_int_equal(findings_of(&s, FINDING_OUTSIDE), 2);
	story_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dataflow_buffers_and_scratchpads_count_as_circular_buffers_do),
		cmocka_unit_test(a_region_of_any_type_that_borrows_memory_adds_nothing),
		cmocka_unit_test(regions_of_two_programs_overlap_by_design),
		cmocka_unit_test(no_size_of_a_core_is_built_in),
		cmocka_unit_test(what_is_reserved_is_in_no_peak),
		cmocka_unit_test(buffers_in_dram_at_an_address_of_l1_are_no_overlap),
		cmocka_unit_test(headroom_is_of_launches_only_not_of_replays),
		cmocka_unit_test(what_a_replay_overwrites_in_l1_small_is_a_hazard_too),
		cmocka_unit_test(a_replay_over_capacity_is_a_finding),
		cmocka_unit_test(a_free_of_what_never_took_l1_gives_none_back),
		cmocka_unit_test(a_launch_on_a_mesh_is_an_instant_of_each_of_its_chips),
		cmocka_unit_test(the_parts_of_an_op_are_those_of_the_first_of_equally_full_cores),
		cmocka_unit_test(a_chip_that_a_list_names_twice_is_one_chip),
		cmocka_unit_test(a_range_that_is_too_wide_takes_nothing_of_the_next_row),
	};

	return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
