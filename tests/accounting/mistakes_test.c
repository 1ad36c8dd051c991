/*
 * What older trackers got wrong, a test each: rows worked out by hand that the naive replay and
 * l1analyze must both print.
 *
 * Every device has 1000 bytes of L1, programs from 100, L1_SMALL from 900. Rows: see analyze.c.
 * Must not know: how anybody counts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "judge_naive.h"

/* SYSTEM_MEMORY counted as L1. */
static void memory_that_is_not_l1_takes_none(void **unused)
{
	struct hand_made h;

	(void)unused;
	hand_begin(&h);
	hand_device(&h, 1, 1, 1);
	hand_alloc(&h, 1, 1, L1T_DRAM, 0, 100);
	hand_alloc(&h, 2, 1, L1T_SYSTEM_MEMORY, 0, 200);
	hand_alloc(&h, 3, 1, L1T_TRACE, 0, 300);
	hand_expect(&h, VERB_PEAK, "0|0|0|0|1000|0|0|0||100|1000|||0\n");
	hand_expect(&h, VERB_LEAKS, "");
	hand_end(&h);
}

/* A CB's size multiplied by cores; CBs of several devices on one. */
static void a_region_is_bytes_on_each_core_of_each_chip_it_runs_on(void **unused)
{
	struct hand_made h;

	(void)unused;
	hand_begin(&h);
	hand_device(&h, 1, 3, 2);
	hand_region(&h, 1, 1, hand_cores(&h, 0, 1), 100, 50, L1T_REGION_FIRST);
	hand_region(&h, 1, 2, hand_cores(&h, 0, 0), 100, 50, L1T_REGION_FIRST);
	hand_launch(&h, 1, 1, 3, 0);
	hand_expect(&h, VERB_PEAK,
		"0|0|0|50|4000|0|0|50|750|100|1000|1||0\n"
		"0|1|0|50|4000|0|0|50|750|100|1000|1||0\n"
		"1|0|0|50|4000|0|0|50|750|100|1000|1||0\n"
		"1|1|0|0|1000|0|0|0||100|1000|||0\n");
	hand_end(&h);
}

/* Global CBs added to the buffers they alias. */
static void an_alias_adds_nothing(void **unused)
{
	struct hand_made h;

	(void)unused;
	hand_begin(&h);
	hand_device(&h, 1, 1, 1);
	hand_alloc(&h, 1, 1, L1T_L1, 800, 100);
	hand_region(&h, 1, 1, hand_cores(&h, 0, 0), 100, 20, L1T_REGION_FIRST);
	hand_region(&h, 1, 1, 1, 800, 100, L1T_REGION_ALIAS);
	hand_launch(&h, 1, 1, 1, 0);
	hand_expect(&h, VERB_PEAK, "0|0|0|120|5000|100|0|20|680|100|1000|1||0\n");
	hand_end(&h);
}

/* Sums over the program cache. */
static void programs_of_a_cache_are_not_added_up(void **unused)
{
	struct hand_made h;
	uint64_t cores;

	(void)unused;
	hand_begin(&h);
	hand_device(&h, 1, 1, 2);
	cores = hand_cores(&h, 0, 0);
	hand_region(&h, 1, 1, cores, 100, 50, L1T_REGION_FIRST);
	hand_region(&h, 2, 1, cores, 100, 40, L1T_REGION_FIRST);
	hand_region(&h, 2, 1, cores, 130, 20, 0);       /* shares ten bytes with the one before */
	hand_launch(&h, 1, 1, 1, 0);
	hand_launch(&h, 2, 1, 1, 0);
	hand_gone(&h, 2);
	hand_expect(&h, VERB_PEAK,
		"0|0|0|50|5000|0|0|50|750|100|1000|1||0\n"
		"0|1|0|0|1000|0|0|0||100|1000|||0\n");
	hand_expect(&h, VERB_TIMELINE,
		"0|0|0|5000|launch|0|0|50|50|50\n"
		"0|0|0|6000|launch|0|0|50|50|50\n"
		"0|0|0|7000|program gone|0|0|0|0|0\n");
	hand_end(&h);
}

/* Kernel sizes accumulated. */
static void kernels_take_no_l1_of_their_own(void **unused)
{
	struct hand_made h;
	uint64_t cores;

	(void)unused;
	hand_begin(&h);
	hand_device(&h, 1, 1, 1);
	cores = hand_cores(&h, 0, 0);
	hand_kernel(&h, 1, 1, cores, 700);
	hand_kernel(&h, 2, 1, cores, 600);
	hand_region(&h, 1, 1, cores, 100, 20, L1T_REGION_FIRST);
	hand_launch(&h, 1, 1, 1, 0);
	hand_launch(&h, 2, 1, 1, 0);    /* no regions, but it runs there */
	hand_expect(&h, VERB_TIMELINE,
		"0|0|0|5000|launch|0|0|20|20|20\n"
		"0|0|0|6000|launch|0|0|0|0|0\n");
	hand_expect(&h, VERB_PEAK, "0|0|0|20|5000|0|0|20|780|100|1000|1||0\n");
	hand_end(&h);
}

/* Counters underflowing on frees from before the capture; double frees. */
static void frees_of_what_is_not_live_take_nothing_away(void **unused)
{
	struct hand_made h;

	(void)unused;
	hand_begin(&h);
	hand_device(&h, 1, 1, 1);
	hand_free(&h, 77, 1, L1T_L1);
	hand_announce(&h, 78, 1, 850, 50);
	hand_alloc(&h, 1, 1, L1T_L1, 800, 50);
	hand_free(&h, 1, 1, L1T_L1);
	hand_free(&h, 1, 1, L1T_L1);
	hand_expect(&h, VERB_TIMELINE,
		"0|0|0|3000|alloc|50|0|0|50|0\n"
		"0|0|0|4000|alloc|100|0|0|100|0\n"
		"0|0|0|5000|free|50|0|0|50|0\n");
	hand_expect(&h, VERB_LEAKS, "0|78|l1|850|50|100|3000|allocated before recording|\n");
	hand_end(&h);
}

/* An address as identity. */
static void an_address_is_no_identity(void **unused)
{
	struct hand_made h;

	(void)unused;
	hand_begin(&h);
	hand_device(&h, 1, 1, 1);
	hand_alloc(&h, 1, 1, L1T_L1, 800, 100);
	hand_free(&h, 1, 1, L1T_L1);
	hand_alloc(&h, 2, 1, L1T_L1, 800, 100);
	hand_free(&h, 1, 1, L1T_L1);    /* again: must not take buffer 2 */
	hand_expect(&h, VERB_LEAKS, "0|2|l1|800|100|200|4000|live at end|\n");
	hand_end(&h);
}

/* Frees that come before their allocation from another thread. */
static void threads_free_each_others_buffers(void **unused)
{
	struct hand_made h;

	(void)unused;
	hand_begin(&h);
	hand_device(&h, 1, 1, 1);
	for (uint64_t i = 1; i <= 40; i++) {
		h.thread = 2;           /* whose ring may be drained before that of thread 1 */
		hand_alloc(&h, i, 1, L1T_L1, 800, 100);
		h.thread = 1;
		hand_free(&h, i, 1, L1T_L1);
	}
	hand_expect(&h, VERB_LEAKS, "");
	hand_expect(&h, VERB_PEAK, "0|0|0|100|2000|100|0|0||100|1000|||0\n");
	hand_end(&h);
}

/* Disjoint cores summed into one peak. */
static void disjoint_cores_are_never_summed(void **unused)
{
	struct hand_made h;

	(void)unused;
	hand_begin(&h);
	hand_device(&h, 1, 1, 2);
	hand_region(&h, 1, 1, hand_cores(&h, 0, 0), 100, 300, L1T_REGION_FIRST);
	hand_region(&h, 1, 1, hand_cores(&h, 1, 1), 100, 200, 0);
	hand_launch(&h, 1, 1, 1, 0);
	hand_expect(&h, VERB_PEAK,
		"0|0|0|300|4000|0|0|300|500|100|1000|1||0\n"
		"0|1|0|200|4000|0|0|200|600|100|1000|1||0\n");
	hand_expect(&h, VERB_OPS, "1|0|4000||1|0|300|300|500||\n");
	hand_end(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_that_is_not_l1_takes_none),
		cmocka_unit_test(a_region_is_bytes_on_each_core_of_each_chip_it_runs_on),
		cmocka_unit_test(an_alias_adds_nothing),
		cmocka_unit_test(programs_of_a_cache_are_not_added_up),
		cmocka_unit_test(kernels_take_no_l1_of_their_own),
		cmocka_unit_test(frees_of_what_is_not_live_take_nothing_away),
		cmocka_unit_test(an_address_is_no_identity),
		cmocka_unit_test(threads_free_each_others_buffers),
		cmocka_unit_test(disjoint_cores_are_never_summed),
	};

	return cmocka_run_group_tests_name("oracle mistakes", tests, NULL, NULL);
}
