/*
 * What the preload library records of what programs work on, and of what the host reads and writes.
 *
 * Must not know: how it does it.
 */
#include <stdio.h>
#include <string.h>
#include "played.h"

enum { WORDS_MAX = 64 };

static size_t words_of(const struct l1t_record *r, uint32_t *words)
{
	assert_true(r->blob_bytes % 4 == 0 && r->blob_bytes <= WORDS_MAX * 4);
	memcpy(words, r->blob, r->blob_bytes);
	return r->blob_bytes / 4;
}

/* The nth record of uses has exactly these words, in any order. */
static void assert_words(const struct played *p, size_t n, uint64_t flags, const uint32_t *expected,
	size_t count)
{
	const struct l1t_record *r = nth(p, L1T_USES, n);
	uint32_t words[WORDS_MAX];
	size_t found = words_of(r, words);

	assert_int_equal(r->uses.flags, flags);
	assert_int_equal(found, count);
	for (size_t i = 0; i < count; i++) {
		bool is_there = false;

		for (size_t k = 0; k < found; k++)
			is_there |= words[k] == expected[i];
		if (!is_there)
			fail_msg("record %zu of uses has no %u", n, expected[i]);
	}
}

#define ASSERT_WORDS(p, n, flags, ...) \
	assert_words(p, n, flags, (const uint32_t[]){__VA_ARGS__}, \
		sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

/* Each record of a program's uses is right before its launch, on the same device. */
static void assert_each_before_its_launch(const struct played *p)
{
	const struct l1t_record *uses = NULL;

	for (size_t i = 0; i < p->count; i++) {
		const struct l1t_record *r = &p->records[i];

		if (r->kind == L1T_USES)
			uses = r;
		if (r->kind != L1T_LAUNCH || r->launch.flags & L1T_LAUNCH_FAILED)
			continue;
		assert_non_null(uses);
		assert_int_equal(uses->uses.program, r->launch.program);
		assert_int_equal(uses->uses.device, r->launch.device);
		uses = NULL;
	}
	assert_null(uses);
}

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

static void a_program_without_kernels_or_cores_uses_nothing(void **state)
{
	struct played p = play("nothing_to_work_on");

	(void)state;
	assert_int_equal(count_kind(&p, L1T_USES), 2);
	assert_words(&p, 0, 0, NULL, 0);
	assert_words(&p, 1, 0, NULL, 0);
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

static void a_launch_that_throws_has_no_uses(void **state)
{
	struct played p = play("launch_that_throws");

	(void)state;
	assert_int_equal(count_kind(&p, L1T_USES), 1);
	ASSERT_WORDS(&p, 0, 0, 300000);
	assert_each_before_its_launch(&p);
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
		cmocka_unit_test(what_a_launch_works_on_is_recorded_before_it),
		cmocka_unit_test(an_argument_of_another_core_is_found_at_each_launch),
		cmocka_unit_test(where_more_cores_differ_than_can_be_kept_there_may_be_more),
		cmocka_unit_test(arguments_that_all_cores_share_are_recorded),
		cmocka_unit_test(numbers_that_are_no_addresses_are_left_out),
		cmocka_unit_test(of_more_than_64_words_64_are_recorded),
		cmocka_unit_test(of_very_many_arguments_cores_or_kernels_there_may_be_more),
		cmocka_unit_test(a_program_without_kernels_or_cores_uses_nothing),
		cmocka_unit_test(regions_that_borrow_memory_are_recorded_as_in_l1),
		cmocka_unit_test(releases_without_borrowed_dataflow_buffers_miss_nothing),
		cmocka_unit_test(releases_that_cannot_be_asked_have_launches_alone),
		cmocka_unit_test(a_vector_instead_of_a_span_is_noticed_and_not_followed),
		cmocka_unit_test(other_ways_to_keep_cores_and_bindings_are_not_followed),
		cmocka_unit_test(another_way_to_give_a_kernel_is_noticed_and_not_used_again),
		cmocka_unit_test(kernels_that_throw_are_asked_once),
		cmocka_unit_test(where_many_programs_throw_none_is_asked),
		cmocka_unit_test(a_launch_that_throws_has_no_uses),
		cmocka_unit_test(a_program_at_the_address_of_another_has_its_own_cores),
		cmocka_unit_test(a_core_that_is_no_longer_the_kernels_is_not_asked_about),
		cmocka_unit_test(two_threads_may_launch_a_program_at_once),
		cmocka_unit_test(the_cores_of_very_many_programs_are_not_all_kept),
		cmocka_unit_test(what_the_host_reads_and_writes_is_recorded_with_its_memory),
		cmocka_unit_test(a_paused_recorder_asks_for_nothing),
		cmocka_unit_test(uses_can_be_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
