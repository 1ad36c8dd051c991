/*
 * What the preload library records of uses when programs throw, change, are many or are launched at
 * once, when the host reads and writes, and when it is not to record uses.
 *
 * Must not know: how it does it.
 */
#include <stdio.h>
#include "played_uses.h"

/* What throws also prints, as in the runtime: the program is not read again. */
static void kernels_that_throw_are_asked_once(void **state)
{
	struct played p = play("kernels_throw");
	size_t last = count_kind(&p, L1T_LAUNCH) - 1;

	(void)state;
	assert_int_equal(count_kind(&p, L1T_USES), last + 1);
	assert_int_equal(nth(&p, L1T_USES, 0)->uses.flags, 0);
	for (size_t n = 1; n < last; n++)
		assert_words(&p, n, L1T_USES_PARTIAL, NULL, 0);
	assert_int_equal(nth(&p, L1T_USES, last)->uses.flags, 0);
	assert_string_equal(p.output, "TT_FATAL: no arguments\nTT_FATAL: no arguments\n");
	assert_int_equal(count_kind(&p, L1T_FAILURE), 0);
	played_free(&p);
}

static void where_many_programs_throw_none_is_asked(void **state)
{
	struct played p = play("many_throw");
	size_t lines = 0;

	(void)state;
	for (const char *c = p.output; *c; c++)
		lines += *c == '\n';
	assert_int_equal(lines, 16);
	assert_int_equal(count_kind(&p, L1T_USES), 40);
	for (size_t n = 0; n < 40; n++)
		assert_words(&p, n, L1T_USES_PARTIAL, NULL, 0);
	played_free(&p);
}

/* The program is read once it has thrown, and nothing of it is held. */
static void a_launch_that_throws_has_its_words_too(void **state)
{
	struct played p = play("launch_that_throws");

	(void)state;
	assert_int_equal(count_kind(&p, L1T_USES), 2);
	ASSERT_WORDS(&p, 0, 0, 200000, 0x90000 | L1T_USES_IN_L1);
	ASSERT_WORDS(&p, 1, 0, 300000);
	assert_each_before_its_launch(&p);
	played_free(&p);
}

static void what_throws_when_a_launch_that_threw_is_read_reaches_nobody(void **state)
{
	struct played p = play("throws_twice");

	(void)state;
	assert_int_equal(count_kind(&p, L1T_USES), 4);
	for (size_t n = 0; n < 3; n++)
		assert_words(&p, n, L1T_USES_PARTIAL, NULL, 0);
	ASSERT_WORDS(&p, 3, 0, 300000);
	played_free(&p);
}

static void a_program_at_the_address_of_another_has_its_own_cores(void **state)
{
	struct played p = play("same_address");

	(void)state;
	ASSERT_WORDS(&p, 0, 0, 200000, 300000);
	ASSERT_WORDS(&p, 1, 0, 400000);
	ASSERT_WORDS(&p, 2, 0, 200000, 500000);
	played_free(&p);
}

static void a_core_that_is_no_longer_the_kernels_is_not_asked_about(void **state)
{
	struct played p = play("fewer_cores");

	(void)state;
	ASSERT_WORDS(&p, 0, 0, 200000, 300000);
	ASSERT_WORDS(&p, 1, L1T_USES_PARTIAL, 200000);
	ASSERT_WORDS(&p, 2, 0, 200000, 300000);
	ASSERT_WORDS(&p, 3, L1T_USES_PARTIAL, 200000);
	assert_string_equal(p.output, "");
	played_free(&p);
}

static void check_launched(const char *scenario, size_t launches)
{
	struct played p = play(scenario);

	assert_int_equal(count_kind(&p, L1T_USES), launches);
	assert_int_equal(count_kind(&p, L1T_LOST), 0);
	for (size_t i = 0; i < p.count; i++)
		if (p.records[i].kind == L1T_USES) {
			assert_int_equal(p.records[i].uses.flags, 0);
			assert_int_equal(p.records[i].blob_bytes, 5 * 4);
		}
	played_free(&p);
}

static void two_threads_may_launch_a_program_at_once(void **state)
{
	(void)state;
	check_launched("launched_at_once", 2000);
	check_launched("launched_in_between", 1202);
}

/* The cores of 512 programs are kept; their places are reused. */
static void the_cores_of_very_many_programs_are_not_all_kept(void **state)
{
	struct played p = play("many_programs");
	size_t whole[2] = {0, 0}, n = 0;

	(void)state;
	assert_int_equal(count_kind(&p, L1T_USES), 1200);
	for (size_t i = 0; i < p.count; i++)
		if (p.records[i].kind == L1T_USES)
			whole[n++ / 600] += p.records[i].uses.flags == 0;
	assert_int_equal(whole[0], 512);
	assert_int_equal(whole[1], 512);
	played_free(&p);
}

static void check_maps(const char *library, const char *scenario, const char *asked)
{
	struct played p = play_with(library, scenario, NULL, NULL);

	assert_int_equal(count_kind(&p, L1T_USES), 80);
	for (size_t n = 0; n < 80; n++) {
		const struct l1t_record *uses = nth(&p, L1T_USES, n);

		assert_int_equal(uses->uses.flags, 0);
		assert_int_equal(uses->blob_bytes, 3 * 4);
	}
	assert_string_equal(p.output, asked);
	played_free(&p);
}

/* Its three kernels are asked for together, once a launch. */
static void kernels_are_asked_for_together_where_their_map_is_as_expected(void **state)
{
	(void)state;
	check_maps(STANDIN_NEW, "kernel_maps", "asked 10\n");
	check_maps(STANDIN_OLD_, "kernel_maps", "asked 30\n");
	check_maps(STANDIN_NEW, "kernel_maps_elsewhere", "asked 30\n");
	check_maps(STANDIN_NEW, "kernel_maps_round", "asked 30\n");
	check_maps(STANDIN_NEW, "kernel_maps_of_others", "asked 30\n");
	check_maps(STANDIN_NEW, "kernel_maps_of_one", "asked 30\n");
}

static void what_the_host_reads_and_writes_is_recorded_with_its_memory(void **state)
{
	struct played p = play("host");
	const struct l1t_alloc *l1 = &nth(&p, L1T_ALLOC, 0)->alloc,
		*dram = &nth(&p, L1T_ALLOC, 1)->alloc, *small = &nth(&p, L1T_ALLOC, 2)->alloc;

	(void)state;
	assert_int_equal(count_kind(&p, L1T_USES), 9);
	ASSERT_WORDS(&p, 6, L1T_USES_READ, (uint32_t)small->address | L1T_USES_IN_L1);
	for (size_t n = 0; n < 3; n++) {
		ASSERT_WORDS(&p, n, L1T_USES_READ, (uint32_t)l1->address | L1T_USES_IN_L1);
		ASSERT_WORDS(&p, n + 3, L1T_USES_WRITE, (uint32_t)dram->address | L1T_USES_IN_DRAM);
		assert_int_equal(nth(&p, L1T_USES, n)->uses.device, l1->device);
		assert_int_equal(nth(&p, L1T_USES, n)->uses.program, 0);
	}
	played_free(&p);
	p = play_with(STANDIN_OLD_, "host", NULL, NULL);
	assert_int_equal(count_kind(&p, L1T_USES), 9);
	played_free(&p);
}

static void a_paused_recorder_asks_for_nothing(void **state)
{
	struct played p = play("paused");
	unsigned before = 0, after = 1;

	(void)state;
	assert_int_equal(count_kind(&p, L1T_LAUNCH), 2);
	assert_int_equal(count_kind(&p, L1T_USES), 2);
	assert_each_before_its_launch(&p);
	assert_int_equal(sscanf(p.output, "asked %u asked %u", &before, &after), 2);
	assert_int_equal(before, after);
	assert_int_not_equal(before, 0);
	played_free(&p);
}

static void uses_can_be_left_out(void **state)
{
	struct played p = play_with(STANDIN_NEW, "asked", "L1TRACE_USES=0", NULL);

	(void)state;
	assert_int_equal(count_kind(&p, L1T_USES), 0);
	assert_int_equal(count_kind(&p, L1T_LAUNCH), 1);
	assert_string_equal(p.output, "asked 0\n");
	played_free(&p);
	p = play("asked");
	assert_int_equal(count_kind(&p, L1T_USES), 4);
	played_free(&p);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(kernels_that_throw_are_asked_once),
		cmocka_unit_test(where_many_programs_throw_none_is_asked),
		cmocka_unit_test(a_launch_that_throws_has_its_words_too),
		cmocka_unit_test(what_throws_when_a_launch_that_threw_is_read_reaches_nobody),
		cmocka_unit_test(a_program_at_the_address_of_another_has_its_own_cores),
		cmocka_unit_test(a_core_that_is_no_longer_the_kernels_is_not_asked_about),
		cmocka_unit_test(two_threads_may_launch_a_program_at_once),
		cmocka_unit_test(the_cores_of_very_many_programs_are_not_all_kept),
		cmocka_unit_test(kernels_are_asked_for_together_where_their_map_is_as_expected),
		cmocka_unit_test(what_the_host_reads_and_writes_is_recorded_with_its_memory),
		cmocka_unit_test(a_paused_recorder_asks_for_nothing),
		cmocka_unit_test(uses_can_be_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
