/*
 * What the preload library does to its host: nothing it would notice. And what it records when
 * the runtime throws, in threads, in children, at the end.
 *
 * Must not know: how it does it.
 */
#include <stdio.h>
#include <string.h>
#include "played.h"

static const struct l1t_failure *only_failure(const struct played *p)
{
	assert_int_equal(count_kind(p, L1T_FAILURE), 1);
	return &nth(p, L1T_FAILURE, 0)->failure;
}

static void out_of_memory_is_one_record_with_the_runtimes_numbers(void **state)
{
	struct played p = play("out_of_memory");
	const struct l1t_record *r = nth(&p, L1T_FAILURE, 0);

	(void)state;
	/* Seen by two hooks, thrown twice at one place. */
	assert_int_equal(count_kind(&p, L1T_FAILURE), 2);
	assert_int_equal(r->failure.type, L1T_FAIL_OOM);
	assert_int_equal(r->failure.buffer_type, L1T_L1);
	assert_int_equal(r->failure.device, nth(&p, L1T_DEVICE, 0)->device.device);
	assert_int_equal(r->failure.size_bytes, 64 * 400000);
	assert_int_equal(r->failure.bytes_per_bank, 400000);
	assert_int_equal(r->failure.bank_count, 64);
	assert_int_equal(r->failure.bank_bytes, 1385120);
	assert_int_equal(r->failure.allocated_bytes, 1200000);
	assert_int_equal(r->failure.free_bytes, 185120);
	assert_int_equal(r->failure.largest_free_bytes, 185120);
	assert_memory_equal(r->blob, "Out of Memory: Not", 18);
	assert_null(strstr((const char *)r->blob, "backtrace"));
	played_free(&p);
}

static void a_clash_has_the_two_addresses_and_the_program(void **state)
{
	struct played p = play("clash");
	const struct l1t_failure *f = only_failure(&p);

	(void)state;
	assert_int_equal(f->type, L1T_FAIL_CLASH);
	assert_int_equal(f->lowest_buffer, 264192);
	assert_int_equal(f->region_end, 672960);
	assert_int_equal(f->program, nth(&p, L1T_PROGRAM, 0)->program.program);
	assert_string_equal(cores_of(&p, f->cores), "0,0-7,3");
	assert_int_equal(count_kind(&p, L1T_LAUNCH), 0);
	played_free(&p);
}

static void what_an_operation_allocates_for_its_program_is_marked(void **state)
{
	/* a result; a table; behind the enqueue; after it; of one that threw; after that */
	static const uint64_t flags[] = {0, L1T_ALLOC_MADE, 0, 0, L1T_ALLOC_MADE, 0};
	struct played p = play("operations_make_programs");

	(void)state;
	assert_int_equal(count_kind(&p, L1T_ALLOC), 6);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(nth(&p, L1T_ALLOC, i)->alloc.flags, flags[i]);
	played_free(&p);
}

static void a_launch_that_throws_never_ran_and_has_one_failure(void **state)
{
	struct played p = play("clash_in_launch");

	(void)state;
	assert_int_equal(only_failure(&p)->type, L1T_FAIL_CLASH);
	assert_string_equal(cores_of(&p, only_failure(&p)->cores), "0,0-7,3");
	assert_int_equal(count_kind(&p, L1T_LAUNCH), 1);
	assert_int_equal(nth(&p, L1T_LAUNCH, 0)->launch.flags, L1T_LAUNCH_FAILED);
	played_free(&p);
	p = play("launch_threw");
	assert_int_equal(only_failure(&p)->type, L1T_FAIL_LAUNCH);
	assert_string_equal((const char *)nth(&p, L1T_FAILURE, 0)->blob, "something else");
	assert_int_equal(nth(&p, L1T_LAUNCH, 0)->launch.flags, L1T_LAUNCH_FAILED);
	played_free(&p);
}

static void what_is_too_big_has_its_size_and_the_limit(void **state)
{
	struct played p = play("too_big");

	(void)state;
	assert_int_equal(only_failure(&p)->type, L1T_FAIL_TOO_BIG);
	assert_int_equal(only_failure(&p)->size_bytes, 42048864);
	assert_int_equal(only_failure(&p)->limit_bytes, 1499136);
	played_free(&p);
	p = play("config_too_big");
	assert_int_equal(only_failure(&p)->type, L1T_FAIL_CONFIG_TOO_BIG);
	assert_int_equal(only_failure(&p)->size_bytes, 90000);
	assert_int_equal(only_failure(&p)->limit_bytes, 70656);
	played_free(&p);
}

static void an_exception_passed_between_threads_is_recorded_once(void **state)
{
	struct played p = play("passed_on");

	(void)state;
	assert_int_equal(only_failure(&p)->type, L1T_FAIL_CLASH);
	played_free(&p);
}

static void a_cancelled_thread_ends_in_the_middle_of_a_launch(void **state)
{
	struct played p = play("cancelled");

	(void)state;
	assert_int_equal(only_failure(&p)->type, L1T_FAIL_LAUNCH);
	assert_int_equal(nth(&p, L1T_FAILURE, 0)->blob_bytes, 0);
	assert_int_equal(count_kind(&p, L1T_LAUNCH), 1);
	assert_int_equal(nth(&p, L1T_LAUNCH, 0)->launch.flags, 0);
	played_free(&p);
}

static void a_cancelled_thread_ends_in_the_middle_of_ours(void **state)
{
	struct played p = play("cancelled_in_getter");

	(void)state;
	assert_int_equal(count_kind(&p, L1T_ALLOC), 0);
	assert_int_equal(count_kind(&p, L1T_FAILURE), 0);
	assert_int_equal(count_kind(&p, L1T_DEVICE_CLOSE), 1);
	played_free(&p);
}

static void a_getter_that_throws_ends_with_us(void **state)
{
	struct played p = play("getters_that_throw");

	(void)state;
	assert_int_equal(nth(&p, L1T_ALLOC, 0)->alloc.type, L1T_DRAM);
	assert_int_equal(count_kind(&p, L1T_FREE), 1);
	assert_int_equal(count_kind(&p, L1T_FAILURE), 0);
	played_free(&p);
}

static void a_program_without_the_runtime_sees_nothing(void **state)
{
	struct played p = play("nothing");

	(void)state;
	assert_int_equal(p.files, 0);
	assert_string_equal(p.output, "");
	played_free(&p);
}

static void l1trace_0_only_forwards(void **state)
{
	struct played p = play_with(STANDIN_NEW, "launches", "L1TRACE=0", NULL);

	(void)state;
	assert_int_equal(p.files, 0);
	assert_string_equal(p.output, "");
	played_free(&p);
}

static void without_l1trace_the_file_is_named_after_the_process(void **state)
{
	struct played p = play_with(STANDIN_NEW, "buffers", "L1TRACE=", NULL);

	(void)state;
	assert_int_equal(p.files, 1);
	assert_int_equal(p.count, 0);   /* not run.l1t */
	played_free(&p);
}

static void threads_lose_nothing(void **state)
{
	struct played p = play("threads");

	(void)state;
	assert_int_equal(count_kind(&p, L1T_LAUNCH), 4000);
	assert_int_equal(count_kind(&p, L1T_PROGRAM), 4000);
	assert_int_equal(count_kind(&p, L1T_PROGRAM_GONE), 4000);
	assert_int_equal(count_kind(&p, L1T_REGION), 4000);
	assert_int_equal(count_kind(&p, L1T_REGIONS_FREED), 4000);
	assert_int_equal(count_kind(&p, L1T_LOST), 0);
	played_free(&p);
}

static void frees_of_static_destructors_are_recorded(void **state)
{
	struct played p = play("static_destructors");

	(void)state;
	assert_int_equal(count_kind(&p, L1T_FREE), 1);
	assert_int_equal(count_kind(&p, L1T_DEVICE_CLOSE), 0);
	played_free(&p);
}

static void a_forked_child_records_for_itself_or_not_at_all(void **state)
{
	struct played p = play("forked");

	(void)state;
	assert_int_equal(count_kind(&p, L1T_ALLOC), 1);
	assert_int_equal(count_kind(&p, L1T_FREE), 0);  /* the child's, in its own file */
	assert_int_equal(count_kind(&p, L1T_BEGIN), 1);
	/* run.l1t; the first child ended with _exit: its trace and live file. */
	assert_int_equal(p.files, 3);
	played_free(&p);
}

static void hooks_tell_at_the_end_whether_they_fired(void **state)
{
	struct played p = play("buffers");

	(void)state;
	assert_int_equal(note(&p, L1T_NOTE_HOOK, "track_allocate")->note.a, 1);
	assert_int_equal(note(&p, L1T_NOTE_HOOK, "track_allocate")->note.b, 2);
	assert_int_equal(note(&p, L1T_NOTE_HOOK, "mesh_device_close")->note.b, 1);
	assert_int_equal(note(&p, L1T_NOTE_HOOK, "track_allocate_cb")->note.b, 0);
	assert_int_equal(note(&p, L1T_NOTE_HOOK, "old_allocate_impl")->note.a, 0);
	assert_non_null(strstr((const char *)note(&p, L1T_NOTE_RUNTIME, NULL)->blob,
		"libstandin_new.so"));
	played_free(&p);
}

static void another_ttnn_than_the_prepared_one_is_noted(void **state)
{
	struct played p = play_with(STANDIN_NEW, "buffers", "L1TRACE_MOCK=n150",
		"L1TRACE_MOCK_TTNN=/usr/lib");

	(void)state;
	assert_non_null(strstr((const char *)note(&p, L1T_NOTE_MISMATCH, NULL)->blob,
		"prepared=/usr/lib"));
	played_free(&p);
	p = play_with(STANDIN_NEW, "buffers", "L1TRACE_MOCK=n150",
		"L1TRACE_MOCK_TTNN=" STANDIN_FOLDER);
	assert_null(note(&p, L1T_NOTE_MISMATCH, NULL));
	played_free(&p);
}

static void a_library_loaded_after_the_first_hook_is_seen(void **state)
{
	struct played p = play_with(STANDIN_NEW, "loaded_again", NULL, NULL);

	(void)state;
	assert_int_equal(nth(&p, L1T_ALLOC, 0)->alloc.bytes_per_core, 2048);
	assert_int_equal(count_kind(&p, L1T_FREE), 1);
	assert_int_equal(note(&p, L1T_NOTE_HOOK, "old_allocate_impl")->note.a, 1);
	played_free(&p);
}

static void a_buffer_that_the_runtime_numbers_0_is_no_other(void **state)
{
	struct played p = play("ids_from_zero");
	uint64_t first = nth(&p, L1T_ALLOC, 0)->alloc.id;

	(void)state;
	assert_int_equal(nth(&p, L1T_ALLOC, 1)->alloc.id, 1);
	assert_true(first > 1);
	assert_int_equal(nth(&p, L1T_FREE, 0)->free.id, first);
	assert_int_equal(nth(&p, L1T_FREE, 1)->free.id, 1);
	played_free(&p);
}

static void a_reshaped_mesh_launches_where_its_chips_are_now(void **state)
{
	static const uint64_t chips[] = {0, 1, 1, 0, L1T_CHIPS_FIRST};
	struct played p = play("reshaped");

	(void)state;
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(nth(&p, L1T_LAUNCH, i)->launch.chips, chips[i]);
	played_free(&p);
}

static void persistent_space_is_the_outermost_meshs(void **state)
{
	struct played p = play("persistent_and_submeshes");

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		uint64_t device = nth(&p, L1T_DEVICE, i ? 3 : 0)->device.device;

		assert_int_equal(nth(&p, L1T_ALLOC, i)->alloc.device, device);
		assert_int_equal(nth(&p, L1T_FREE, i)->free.device, device);
	}
	played_free(&p);
}

static void what_the_runtime_only_pretends_to_place_is_no_buffer(void **state)
{
	static const char *const libraries[] = {STANDIN_NEW, STANDIN_OLD_};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct played p = play_with(libraries[i], "pretended", NULL, NULL);

		assert_int_equal(count_kind(&p, L1T_ALLOC), 1);
		assert_int_equal(count_kind(&p, L1T_FREE), 1);
		assert_int_equal(nth(&p, L1T_FREE, 0)->free.id, nth(&p, L1T_ALLOC, 0)->alloc.id);
		played_free(&p);
	}
}

static void another_hooking_library_sees_all_and_we_do_once(void **state)
{
	static const char *const orders[] = {"LD_PRELOAD=" PRELOAD_LIBRARY ":" OTHER_LIBRARY,
		"LD_PRELOAD=" OTHER_LIBRARY ":" PRELOAD_LIBRARY};
	static const char *const scenarios[] = {"buffers", "launches", "clash_in_launch", "threads"};
	static const enum l1t_kind kinds[] = {L1T_ALLOC, L1T_FREE, L1T_LAUNCH, L1T_FAILURE};

	(void)state;
	for (unsigned i = 0; i < sizeof(scenarios) / sizeof(scenarios[0]); i++) {
		struct played alone = play(scenarios[i]);

		for (int order = 0; order < 2; order++) {
			struct played p = play_with(STANDIN_NEW, scenarios[i], orders[order], NULL);
			unsigned allocs = 0, frees = 0, launches = 0;
			const char *said = strstr(p.output, "other saw ");

			assert_non_null(said);
			assert_int_equal(sscanf(said, "other saw %u %u %u", &allocs, &frees,
				&launches), 3);
			assert_true(allocs >= count_kind(&p, L1T_ALLOC));
			assert_true((launches > 0) == (count_kind(&p, L1T_LAUNCH) > 0));
			for (unsigned k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
				assert_int_equal(count_kind(&p, kinds[k]),
					count_kind(&alone, kinds[k]));
			played_free(&p);
		}
		played_free(&alone);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(out_of_memory_is_one_record_with_the_runtimes_numbers),
		cmocka_unit_test(a_clash_has_the_two_addresses_and_the_program),
		cmocka_unit_test(what_an_operation_allocates_for_its_program_is_marked),
		cmocka_unit_test(a_launch_that_throws_never_ran_and_has_one_failure),
		cmocka_unit_test(what_is_too_big_has_its_size_and_the_limit),
		cmocka_unit_test(an_exception_passed_between_threads_is_recorded_once),
		cmocka_unit_test(a_cancelled_thread_ends_in_the_middle_of_a_launch),
		cmocka_unit_test(a_cancelled_thread_ends_in_the_middle_of_ours),
		cmocka_unit_test(a_getter_that_throws_ends_with_us),
		cmocka_unit_test(a_program_without_the_runtime_sees_nothing),
		cmocka_unit_test(l1trace_0_only_forwards),
		cmocka_unit_test(without_l1trace_the_file_is_named_after_the_process),
		cmocka_unit_test(threads_lose_nothing),
		cmocka_unit_test(frees_of_static_destructors_are_recorded),
		cmocka_unit_test(a_forked_child_records_for_itself_or_not_at_all),
		cmocka_unit_test(hooks_tell_at_the_end_whether_they_fired),
		cmocka_unit_test(another_ttnn_than_the_prepared_one_is_noted),
		cmocka_unit_test(a_library_loaded_after_the_first_hook_is_seen),
		cmocka_unit_test(a_buffer_that_the_runtime_numbers_0_is_no_other),
		cmocka_unit_test(a_reshaped_mesh_launches_where_its_chips_are_now),
		cmocka_unit_test(persistent_space_is_the_outermost_meshs),
		cmocka_unit_test(what_the_runtime_only_pretends_to_place_is_no_buffer),
		cmocka_unit_test(another_hooking_library_sees_all_and_we_do_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
