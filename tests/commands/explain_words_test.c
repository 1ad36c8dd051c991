/*
 * The verb explain: other facts that people see: how the failure came about, what was after it,
 * equal failures, refusals, the runtime's own words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "calls.h"

static void a_cached_programs_past_is_told(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_alloc(&t, 1, 2900, 100, EMPTY);
	call_region(&t, PROGRAM, 1000, 1700, L1T_REGION_FIRST);
	call_launch(&t, PROGRAM, CONV, CONVOLUTION, 0);
	call_alloc(&t, 2, 2800, 100, ADD);
	call_launch(&t, PROGRAM, CONV, CONVOLUTION, L1T_LAUNCH_FAILED);
	call_launch(&t, PROGRAM, CONV, CONVOLUTION, 0);
	call_alloc(&t, 3, 2650, 150, ADD);
	call_clash(&t, PROGRAM, 2700, 2650, CONV);
	call_launch(&t, PROGRAM, CONV, CONVOLUTION, L1T_LAUNCH_FAILED);
	write_file(&t);
	expect_words(&t, "the same program ran 2 times before, first as op 1; its headroom went from 200 to "
		"100 bytes", true);
	expect_words(&t, "ttnn.add: 2 buffers, 250 bytes, allocated since its first run", true);
	expect_words(&t, "nothing was allocated or launched after it", true);
	drop_file(&t);
}

/* A program of two circular buffers, of which the second one has pages of this size, that ends at 5000. */
static void expect_how_to_shrink(uint64_t page_bytes, uint64_t pages, const char *words)
{
	struct story t;

	call_begin(&t);
	for (uint64_t i = 0; i < 2; i++) {
		tell_region_index(&t, (struct l1t_region_index){.program = PROGRAM, .cores = 1, .region = i,
			.index = i, .page_bytes = i ? page_bytes : 20, .pages = i ? pages : 10});
		tell_region_of(&t, (struct l1t_region){.program = PROGRAM, .flags = i ? 0 : L1T_REGION_FIRST,
			.index = i, .address = 1000 + 200 * i, .size_bytes = i ? page_bytes * pages : 200,
			.cores = 1});
	}
	tell_failure(&t, (struct l1t_failure){.type = L1T_FAIL_TOO_BIG, .device = 1, .program = PROGRAM,
		.cores = 1, .size_bytes = 1200 + page_bytes * pages, .limit_bytes = 3000,
		.region_end = L1T_UNKNOWN, .callsite = CONV}, "too big");
	write_file(&t);
	expect_words(&t, words, true);
	drop_file(&t);
}

static void a_program_that_is_too_big_has_a_largest_part(void **unused)
{
	(void)unused;
	expect_how_to_shrink(2048, 2, "make its circular buffers smaller, by 2,296 bytes a core or more in all (the "
		"largest is c_1 in1, 4,096 bytes; smaller blocks, more cores)");
	expect_how_to_shrink(4096, 2, "(the largest is c_1 in1, 8,192 bytes; smaller blocks, more cores)");
	expect_how_to_shrink(5000, 3, "(the largest is c_1 in1, 15,000 bytes; smaller blocks, more cores)");
	expect_how_to_shrink(5000, 2, "(the largest is c_1 in1, 10,000 bytes; a page of 5,000 bytes is larger "
		"than a tile: a row, if its tensor is in row-major layout; in TILE_LAYOUT pages are smaller)");
}

static void equal_failures_are_shown_once_with_their_places(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_alloc(&t, 1, 2500, 500, EMPTY);
	call_oom(&t, L1T_L1, 1600, 1500, ADD);
	call_oom(&t, L1T_L1, 1600, 1500, ADD);
	call_oom(&t, L1T_L1, 1700, 1500, ADD);
	write_file(&t);
	expect_words(&t, "the same: failure 2 at ", true);
	expect_words(&t, "from the same line", true);
	expect_words(&t, "failure 3: oom", true);
	expect_words(&t, "failure 2: oom", false);
	expect_words(&t, "the run went on, with 2 failures after it; it came to its normal end", true);
	assert_string_equal("3\n", ask(L1ANALYZE " explain --format tsv %s | cut -f2 | sort -u | "
		"grep -c [0-9]", &t));
	drop_file(&t);
}

static void ages_that_print_alike_are_one(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_alloc(&t, 3, 2500, 100, CONV);
	call_alloc(&t, 1, 2800, 100, EMPTY);
	t.now_ns += 790;
	call_alloc(&t, 2, 2900, 100, EMPTY);
	t.now_ns += 590;
	call_oom(&t, L1T_L1, 1600, 1500, ADD);          /* 1400 ns after one, 600 ns after the other */
	write_file(&t);
	expect_words(&t, "2 buffers of 100 bytes of ttnn.empty, 0.001 ms old", true);
	drop_file(&t);
}

static void of_many_that_are_equal_the_first_ones_are_explained(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_alloc(&t, 1, 2500, 500, EMPTY);
	for (int i = 0; i < 40; i++)
		call_oom(&t, L1T_L1, 1600, 1500, ADD);
	call_oom(&t, L1T_L1, 1600, 1500, CONV);
	write_file(&t);
	assert_string_equal("16\n17\n41\n", ask(L1ANALYZE " explain --format tsv %s | "
		"grep -E \"^1[[:space:]](16|17|41)[[:space:]]\" | "
		"grep -E \"[[:space:]]in the way[[:space:]]|explained with failure 1[[:space:]]\" | cut -f2", &t));
	expect_words(&t, "and 33 more that are the same", true);
	drop_file(&t);
}

static void the_runtimes_lines_end_where_it_ended_them(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_clash(&t, PROGRAM, 2000, 1900, CONV);
	write_file(&t);
	expect_words(&t, "the runtime: first line\n      second line\n", true);
	drop_file(&t);
}

static void what_an_op_refuses_by_itself_is_shown_if_it_is_about_memory(void **unused)
{
	static const char *const texts[] = {"TT_FATAL: too many HAL1 units",
		"TT_FATAL @ op.cpp:7: a.memory_config() == b\ninfo:\nno L1\nleft for it\nbacktrace:\n --- f",
		"TT_FATAL @ op.cpp:9: memory_config\ninfo:\nwrong dtype\nbacktrace:\n --- L1 memory",
		"TT_FATAL: streaming circular buffers require more"};
	char *got;
	struct story t;

	(void)unused;
	call_begin(&t);
	for (size_t i = 0; i < 4; i++)
		tell_failure(&t, (struct l1t_failure){.type = L1T_FAIL_LAUNCH,
			.callsite = ADD}, texts[i]);
	write_file(&t);
	got = ask(L1ANALYZE " load %s -o x.db && sqlite3 x.db \"UPDATE failure SET kind = char(114,101,102,"
		"117,115,101,100); UPDATE explanation SET kind = char(114,101,102,117,115,101,100)\" && "
		L1ANALYZE " explain x.db", &t);
	assert_non_null(strstr(got, "failure 2: refused in ttnn.add: no L1 left for it\n"));
	assert_non_null(strstr(got, "failure 4: refused in ttnn.add: TT_FATAL: streaming circular"));
	assert_non_null(strstr(got, "the runtime: no L1\n    left for it\n"));
	assert_null(strstr(got, "HAL1"));
	assert_null(strstr(got, "---"));
	assert_non_null(strstr(got, "and 2 calls that an op refused in its own words, not about memory: "
		"ttnn.add"));
	drop_file(&t);
}

static void what_ended_the_run_is_shown_whatever_it_is_about(void **unused)
{
	static const char text[] = "TT_FATAL: wrong dtype";
	char *got;
	struct story t;

	(void)unused;
	for (uint64_t status = 0; status < 2; status++) {
		call_begin(&t);
		tell_failure(&t, (struct l1t_failure){.type = L1T_FAIL_LAUNCH, .callsite = ADD},
			text);
		tell_exit(&t, status);
		write_file(&t);
		got = ask(L1ANALYZE " load %s -o x.db && sqlite3 x.db \"UPDATE failure SET kind = char(114,"
			"101,102,117,115,101,100); UPDATE explanation SET kind = char(114,101,102,117,115,101,"
			"100)\" && " L1ANALYZE " explain x.db", &t);
		assert_int_equal(status, strstr(got, "refused in ttnn.add: TT_FATAL: wrong dtype") != NULL);
		drop_file(&t);
	}
}

static void refuse(struct story *t, uint64_t callsite)
{
	static const char text[] = "TT_FATAL: wrong dtype";

	tell_failure(t, (struct l1t_failure){.type = L1T_FAIL_REFUSED, .callsite = callsite}, text);
}

static void equal_refusals_are_counted_where_they_were_called(void **unused)
{
	static const char text[] = "TT_FATAL: wrong dtype";
	struct story t;

	(void)unused;
	call_begin(&t);
	refuse(&t, ADD);
	refuse(&t, CONV);
	tell_note(&t, L1T_NOTE_REFUSED, CONV, 3, text);
	write_file(&t);
	assert_string_equal(ask(L1ANALYZE " query \"SELECT failure, times FROM failure ORDER BY failure\" "
		"--format csv %s", &t), "failure,times\n1,1\n2,4\n");
	drop_file(&t);
}

/* An op that found too little room by itself: who holds L1, by the allocator's own figures, and the
 * runtime's words once. */
static void a_refusal_for_lack_of_room_tells_what_l1_held(void **unused)
{
	static const char lacks[] = "TT_FATAL: the op requires 1900 bytes, and L1 has 700 available";
	static const char other[] = "TT_FATAL: the input must be in L1";
	struct story t;

	(void)unused;
	call_begin(&t);
	tell_failure(&t, (struct l1t_failure){.type = L1T_FAIL_REFUSED, .device = 1, .callsite = ADD}, lacks);
	call_alloc(&t, 1, 2500, 500, EMPTY);
	call_alloc(&t, 2, 1700, 300, CONV);
	tell_failure(&t, (struct l1t_failure){.type = L1T_FAIL_REFUSED, .device = 1, .callsite = ADD}, lacks);
	tell_failure(&t, (struct l1t_failure){.type = L1T_FAIL_REFUSED, .device = 1, .callsite = ADD}, other);
	write_file(&t);
	assert_string_equal(ask(L1ANALYZE " query \"SELECT failure, role, id, bytes_per_core, fits FROM explain "
		"WHERE role IN (char(98,97,110,107), char(108,105,118,101,115)) ORDER BY failure, id\" "
		"--format csv %s", &t), "failure,role,id,bytes_per_core,fits\n1,bank,,,\n2,bank,,,\n"
		"2,lives,1,500,\n2,lives,2,300,\n");
	expect_words(&t, "no buffer was in L1 then, and its 2,000 bytes a core were free", true);
	expect_words(&t, "2 buffers held 800 of the 2,000 bytes of each bank of L1 then, and the largest hole "
		"had 700; how much of it must go was not tried", true);
	expect_words(&t, "the runtime: ", false);
	drop_file(&t);
}

/* Two threads enqueue one program, and both fail: each launch has the time of its own. */
static void a_failed_launch_has_the_time_of_its_threads_failure(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	for (uint32_t thread = 1; thread <= 2; thread++) {
		trace_run(t.file, thread, 1000);
		tell_failure(&t, (struct l1t_failure){.type = L1T_FAIL_LAUNCH, .device = 1,
			.program = PROGRAM, .callsite = ADD}, NULL);
	}
	for (uint32_t thread = 1; thread <= 2; thread++) {
		trace_run(t.file, thread, 1001);
		tell_launch_of(&t, (struct l1t_launch){.program = PROGRAM, .device = 1,
			.callsite = ADD, .flags = L1T_LAUNCH_FAILED});
	}
	write_file(&t);
	assert_string_equal(ask(L1ANALYZE " query \"SELECT DISTINCT time_ns - (SELECT min(time_ns) FROM "
		"failure) AS since FROM op ORDER BY op\" --format csv %s", &t), "since\n0\n10\n");
	drop_file(&t);
}

static void a_run_that_ended_badly_is_not_one_without_failures(void **unused)
{
	struct story t;

	(void)unused;
	for (uint64_t status = 0; status < 2; status++) {
		call_begin(&t);
		tell_exit(&t, status);
		write_file(&t);
		expect_words(&t, "no failures", true);
		expect_words(&t, "run 1 exited with 1, and no failure was recorded", status);
		drop_file(&t);
	}
}

static void chips_of_a_mesh_are_told_together(void **unused)
{
	uint32_t chips[] = {8, 1, 0, 3, 2, 5, 7};
	struct story t;

	(void)unused;
	call_begin(&t);
	tell_definition(&t, L1T_CHIPS, L1T_CHIPS_FIRST, chips, sizeof(chips));
	tell_device(&t, (struct l1t_device){.device = 2, .mesh = 9, .chips = L1T_CHIPS_FIRST,
		.grid_x = 1, .grid_y = 1, .l1_bytes = L1_BYTES, .unreserved_base = BASE,
		.l1_small_bytes = L1_BYTES - TOP, .bank_count = 1, .bank_bytes = TOP - BASE});
	tell_failure(&t, (struct l1t_failure){.type = L1T_FAIL_OOM, .device = 2,
		.buffer_type = L1T_L1, .size_bytes = 9000, .bytes_per_bank = 9000,
		.free_bytes = 2000, .largest_free_bytes = 2000, .callsite = ADD}, NULL);
	write_file(&t);
	expect_words(&t, "on chips 0-3,5,7,8", true);
	expect_words(&t, "nothing lives there: it is larger than the whole bank", true);
	drop_file(&t);
}

static void a_failure_has_one_time_everywhere(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	call_alloc(&t, 1, 1500, 1500, ADD);
	call_clash(&t, PROGRAM, 1600, 1500, CONV);
	call_launch(&t, PROGRAM, CONV, CONVOLUTION, L1T_LAUNCH_FAILED);
	call_alloc(&t, 2, 1400, 100, ADD);
	call_clash(&t, PROGRAM, 1600, 1400, CONV);
	call_launch(&t, PROGRAM, CONV, CONVOLUTION, L1T_LAUNCH_FAILED);
	write_file(&t);
	assert_string_equal("1\n2\n", ask(L1ANALYZE " query --format tsv \"SELECT f.failure FROM failure f "
		"JOIN op o ON o.time_ns = f.time_ns AND o.op = f.failure ORDER BY 1\" %s | sed 1d", &t));
	drop_file(&t);
}

static uint64_t wild(uint32_t *seed)
{
	static const uint64_t numbers[] = {0, 1, 999, 1000, 1500, 2000, 2999, 3000, 3400, 1u << 31,
		INT64_MAX, INT64_MAX + 1ull, UINT64_MAX - 1, UINT64_MAX};

	*seed = *seed * 1664525u + 1013904223u;
	return numbers[(*seed >> 8) % (sizeof(numbers) / sizeof(*numbers))];
}

/*
 * Addresses, bytes, programs and ends that no runtime would report: any answer is right, but in
 * time.
 */
static void a_trace_may_hold_any_numbers(void **unused)
{
	uint32_t seed = 1;

	(void)unused;
	for (int round = 0; round < 12; round++) {
		struct story t;

		call_begin(&t);
		for (uint64_t i = 0; i < 60; i++) {
			uint64_t type = wild(&seed) % 5, site = 1 + wild(&seed) % 3;

			call_alloc_of(&t, i + 1, type, wild(&seed), wild(&seed), site,
				wild(&seed) % 16);
			if (i % 3 == 0)
				tell_free(&t, wild(&seed) % (i + 1), 1, type);
			if (i % 5 == 0)
				call_region(&t, PROGRAM, wild(&seed), wild(&seed), wild(&seed) % 4);
			if (i % 7 == 0)
				call_launch(&t, PROGRAM, site, HALO + wild(&seed) % 2, wild(&seed) % 2);
			if (i % 4 == 0)
				call_clash(&t, PROGRAM, wild(&seed), wild(&seed), site);
			if (i % 4 == 2)
				call_oom(&t, wild(&seed) % 5, wild(&seed), wild(&seed), site);
		}
		write_file(&t);
		expect_words(&t, "failure 1: ", true);
		assert_string_equal("30\n", ask(L1ANALYZE " explain --format tsv %s | cut -f2 | sort -u | "
			"grep -c [0-9]", &t));
		drop_file(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cached_programs_past_is_told),
		cmocka_unit_test(a_program_that_is_too_big_has_a_largest_part),
		cmocka_unit_test(equal_failures_are_shown_once_with_their_places),
		cmocka_unit_test(ages_that_print_alike_are_one),
		cmocka_unit_test(of_many_that_are_equal_the_first_ones_are_explained),
		cmocka_unit_test(the_runtimes_lines_end_where_it_ended_them),
		cmocka_unit_test(what_an_op_refuses_by_itself_is_shown_if_it_is_about_memory),
		cmocka_unit_test(what_ended_the_run_is_shown_whatever_it_is_about),
		cmocka_unit_test(equal_refusals_are_counted_where_they_were_called),
		cmocka_unit_test(a_refusal_for_lack_of_room_tells_what_l1_held),
		cmocka_unit_test(a_failed_launch_has_the_time_of_its_threads_failure),
		cmocka_unit_test(a_run_that_ended_badly_is_not_one_without_failures),
		cmocka_unit_test(a_trace_may_hold_any_numbers),
		cmocka_unit_test(a_failure_has_one_time_everywhere),
		cmocka_unit_test(chips_of_a_mesh_are_told_together),
	};

	return cmocka_run_group_tests_name("explain words", tests, NULL, NULL);
}
