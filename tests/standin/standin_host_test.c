/*
 * The preload library changes nothing that its host would notice. Also what it records in threads,
 * in children, and at the end.
 *
 * Must not know: how it does it.
 */
#include <stdio.h>
#include <string.h>
#include "played.h"

static void a_cancelled_thread_ends_in_the_middle_of_a_launch(void **state)
{
	struct played p = play("cancelled");

	(void)state;
	assert_int_equal(count_kind(&p, L1T_FAILURE), 1);
	assert_int_equal(nth(&p, L1T_FAILURE, 0)->failure.type, L1T_FAIL_LAUNCH);
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
	assert_int_equal(count_kind(&p, L1T_FREE), 0);  /* of the child, in its own file */
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
	assert_int_equal(first, 1);
	assert_int_equal(nth(&p, L1T_ALLOC, 1)->alloc.id, 2);
	assert_int_equal(nth(&p, L1T_FREE, 0)->free.id, first);
	assert_int_equal(nth(&p, L1T_FREE, 1)->free.id, 2);
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

/* The runtime's pointers are checked before they are followed. */
static void where_reading_by_call_is_forbidden_nothing_is_missing(void **state)
{
	struct played p = play_with(STANDIN_NEW, "borrowed",
		"LD_PRELOAD=" NO_READING_LIBRARY ":" PRELOAD_LIBRARY, NULL);

	(void)state;
	assert_int_equal(nth(&p, L1T_DEVICE, 0)->device.unreserved_base, 105824);
	assert_int_equal(nth(&p, L1T_LAUNCH, 0)->launch.chips, 0);
	assert_int_equal(nth(&p, L1T_USES, 0)->uses.flags, 0);
	assert_null(note(&p, L1T_NOTE_UNKNOWN, NULL));
	played_free(&p);
}

static unsigned asked_the_system(const char *trace)
{
	struct played p = play_with(STANDIN_NEW, "steady",
		"LD_PRELOAD=" COUNTED_LIBRARY ":" PRELOAD_LIBRARY, trace);
	const char *said = strstr(p.output, "asked the system ");
	unsigned times = 0;

	assert_non_null(said);
	assert_int_equal(sscanf(said, "asked the system %u times", &times), 1);
	assert_int_equal(count_kind(&p, L1T_LAUNCH), trace ? 0 : 1000);
	played_free(&p);
	return times;
}

/* What hooks find out is kept by the recording: without one they would ask again in each of 1000 ops. */
static void where_no_trace_can_be_written_operations_ask_the_system_nothing(void **state)
{
	(void)state;
	assert_in_range(asked_the_system("L1TRACE=/nonexistent/run.l1t"), 1, 100);
	assert_in_range(asked_the_system(NULL), 1, 400);
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
		cmocka_unit_test(what_the_runtime_only_pretends_to_place_is_no_buffer),
		cmocka_unit_test(where_reading_by_call_is_forbidden_nothing_is_missing),
		cmocka_unit_test(where_no_trace_can_be_written_operations_ask_the_system_nothing),
		cmocka_unit_test(another_hooking_library_sees_all_and_we_do_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
