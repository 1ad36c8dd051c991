/*
 * Call sites of a program without Python: the places in its modules, if they are asked for.
 *
 * Must not know: how they are found.
 */
#include <stdio.h>
#include <string.h>
#include "played.h"

enum { FRAME_WORDS = 3 };

static struct played play_native(const char *scenario, const char *more)
{
	return play_with(STANDIN_NEW, scenario, "L1TRACE_NATIVE=1", more);
}

static const struct l1t_record *site_of(const struct played *p, uint64_t id)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->records[i].kind == L1T_CALLSITE && p->records[i].define.id == id)
			return &p->records[i];
	fail_msg("no call site %u", (unsigned)id);
	return NULL;
}

static size_t frames_of(const struct played *p, uint64_t id)
{
	return site_of(p, id)->blob_bytes / (FRAME_WORDS * sizeof(uint32_t));
}

/* "libfoo.so" of the nth frame's place; its other words are checked. */
static const char *module_of(const struct played *p, uint64_t id, size_t n)
{
	static char name[100];
	const struct l1t_record *site = site_of(p, id);
	uint32_t frame[FRAME_WORDS];
	const char *place, *path, *slash, *build_id;

	assert_true(n < frames_of(p, id));
	memcpy(frame, site->blob + n * sizeof(frame), sizeof(frame));
	path = string_of(p, frame[0]);
	place = string_of(p, frame[2]);
	assert_int_equal(frame[1], 0);
	slash = strrchr(path, '/');
	assert_non_null(slash);
	assert_non_null(strstr(place, "+0x"));
	snprintf(name, sizeof(name), "%.*s", (int)(strstr(place, "+0x") - place), place);
	assert_string_equal(name, slash + 1);
	build_id = path + strlen(path) + 1;
	assert_int_equal(strlen(build_id), 40);
	assert_int_equal(strspn(build_id, "0123456789abcdef"), 40);
	return name;
}

static void without_being_asked_for_there_are_none(void **state)
{
	struct played p = play("layers"), off = play_with(STANDIN_NEW, "layers", "L1TRACE_NATIVE=0", NULL);

	(void)state;
	assert_int_equal(count_kind(&p, L1T_ALLOC), 11);
	assert_int_equal(count_kind(&p, L1T_CALLSITE) + count_kind(&off, L1T_CALLSITE), 0);
	assert_int_equal(nth(&p, L1T_ALLOC, 0)->alloc.callsite, 0);
	played_free(&p);
	played_free(&off);
}

static void the_runtime_and_the_program_are_in_it_but_not_the_recorder(void **state)
{
	struct played p = play_native("layers", NULL);
	uint64_t id = nth(&p, L1T_ALLOC, 0)->alloc.callsite;

	(void)state;
	assert_string_equal(module_of(&p, id, 0), "libstandin_new.so");
	assert_string_equal(module_of(&p, id, 1), "standin_driver");
	for (size_t i = 0; i < p.count; i++)
		if (p.records[i].kind == L1T_CALLSITE)
			for (size_t k = 0; k < frames_of(&p, p.records[i].define.id); k++)
				assert_null(strstr(module_of(&p, p.records[i].define.id, k), "l1trace"));
	/* allocate, allocate_and_free, layers, play_one, play_native, main */
	assert_true(frames_of(&p, id) > 6);
	assert_true(nth(&p, L1T_FREE, 0)->free.callsite != 0);
	played_free(&p);
}

static void the_same_frames_are_one_call_site(void **state)
{
	struct played p = play_native("layers", NULL);
	uint64_t id = nth(&p, L1T_ALLOC, 0)->alloc.callsite;

	(void)state;
	for (size_t i = 0; i < 10; i++)
		assert_int_equal(nth(&p, L1T_ALLOC, i)->alloc.callsite, id);
	assert_int_not_equal(nth(&p, L1T_ALLOC, 10)->alloc.callsite, id);
	assert_int_not_equal(nth(&p, L1T_FREE, 0)->free.callsite, id);
	assert_int_equal(count_kind(&p, L1T_CALLSITE), 4);
	played_free(&p);
}

static void as_many_frames_as_asked_for(void **state)
{
	struct played p = play_native("layers", "L1TRACE_FRAMES=2");

	(void)state;
	assert_int_equal(frames_of(&p, nth(&p, L1T_ALLOC, 0)->alloc.callsite), 2);
	played_free(&p);
	p = play_native("layers", "L1TRACE_FRAMES=0");
	assert_int_equal(count_kind(&p, L1T_CALLSITE), 0);
	played_free(&p);
	p = play_native("odd_stacks", NULL);
	/* that from a thousand calls within each other */
	assert_int_equal(frames_of(&p, nth(&p, L1T_ALLOC, 1)->alloc.callsite), 64);
	played_free(&p);
}

static void a_thread_may_be_small(void **state)
{
	struct played p = play_native("small_thread", NULL);

	(void)state;
	assert_string_equal(module_of(&p, nth(&p, L1T_ALLOC, 0)->alloc.callsite, 1), "standin_driver");
	played_free(&p);
}

static void stacks_of_all_kinds_are_survived(void **state)
{
	struct played p = play_native("odd_stacks", NULL);

	(void)state;
	assert_int_equal(count_kind(&p, L1T_ALLOC), 9);
	for (size_t i = 0; i < 9; i++)
		assert_string_equal(module_of(&p, nth(&p, L1T_ALLOC, i)->alloc.callsite, 1), "standin_driver");
	played_free(&p);
}

/* What is freed by static destructors, of another library, or while an exception passes. */
static void other_scenarios_are_recorded_as_ever(void **state)
{
	static const char *const names[] = {"out_of_memory", "static_destructors", "loaded_again", "threads",
		"forked", "getters_that_throw"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct played p = play(names[i]), native = play_native(names[i], NULL);

		for (enum l1t_kind kind = L1T_DEVICE; kind <= L1T_FAILURE; kind++)
			assert_int_equal(count_kind(&p, kind), count_kind(&native, kind));
		assert_true(count_kind(&native, L1T_CALLSITE) > 0);
		played_free(&p);
		played_free(&native);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_being_asked_for_there_are_none),
		cmocka_unit_test(the_runtime_and_the_program_are_in_it_but_not_the_recorder),
		cmocka_unit_test(the_same_frames_are_one_call_site),
		cmocka_unit_test(as_many_frames_as_asked_for),
		cmocka_unit_test(a_thread_may_be_small),
		cmocka_unit_test(stacks_of_all_kinds_are_survived),
		cmocka_unit_test(other_scenarios_are_recorded_as_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
