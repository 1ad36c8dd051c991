/*
 * What the preload library records of frees: how each came about, which call freed nothing, and who asked
 * what is free.
 *
 * Must not know: how it does it.
 */
#include <string.h>
#include "played.h"

static void assert_manners(const char *library, const unsigned *manners, size_t count)
{
	struct played p = play_with(library, "frees", NULL, NULL);

	assert_int_equal(count_kind(&p, L1T_FREE), count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(nth(&p, L1T_FREE, i)->free.id, nth(&p, L1T_ALLOC, i)->alloc.id);
		if (nth(&p, L1T_FREE, i)->free.manner != manners[i])
			fail_msg("free %zu is by %d, not %u", i,
				(int)nth(&p, L1T_FREE, i)->free.manner, manners[i]);
	}
	played_free(&p);
}

static void a_program_frees_by_deallocate_and_an_operation_for_itself(void **state)
{
	static const unsigned manners[] = {0, L1T_BY_DEALLOCATE, L1T_BY_OP, L1T_BY_OP, L1T_BY_OP};

	(void)state;
	assert_manners(STANDIN_NEW, manners, 5);
	assert_manners(STANDIN_OLD_, manners, 5);
	assert_manners(STANDIN_BARE_, manners, 5);
}

static void a_deallocate_of_the_program_that_frees_nothing_is_an_event(void **state)
{
	struct played p = play("keeps");
	const struct l1t_alloc *a = &nth(&p, L1T_ALLOC, 0)->alloc;
	const struct l1t_kept *k = &nth(&p, L1T_KEPT, 0)->kept;

	(void)state;
	assert_int_equal(count_kind(&p, L1T_KEPT), 1);
	assert_int_equal(k->buffer, a->id);
	assert_int_equal(k->type, L1T_L1);
	assert_int_equal(k->address, a->address);
	assert_int_equal(k->device, a->device);
	assert_int_equal(k->flags, 0);
	assert_int_equal(count_kind(&p, L1T_FREE), 1);
	assert_true(nth(&p, L1T_KEPT, 0) < nth(&p, L1T_FREE, 0));
	assert_string_equal(p.output, "");
	played_free(&p);
}

static void where_no_tensor_can_be_asked_nothing_is_said_of_what_it_keeps(void **state)
{
	struct played p = play_with(STANDIN_BARE_, "keeps", NULL, NULL);

	(void)state;
	assert_int_equal(count_kind(&p, L1T_KEPT), 0);
	assert_int_equal(count_kind(&p, L1T_FREE), 1);
	played_free(&p);
}

static void who_asks_how_much_is_free_is_recorded_with_the_answer(void **state)
{
	struct played p = play("asks");

	(void)state;
	assert_int_equal(count_kind(&p, L1T_ASKED), 3);
	for (size_t i = 0; i < 3; i++) {
		const struct l1t_asked *a = &nth(&p, L1T_ASKED, i)->asked;

		assert_int_equal(a->flags, i ? 0 : L1T_ASKED_BY_PROGRAM);
		assert_int_equal(a->what, i < 2 ? L1T_ASKED_LOWEST : L1T_ASKED_STATISTICS);
		assert_int_equal(a->answer, i < 2 ? 1400000 : 900000);
		assert_int_equal(a->type, L1T_L1);
		assert_int_equal(a->device, 1);
	}
	assert_true(nth(&p, L1T_ASKED, 1)->asked.free_bytes == L1T_UNKNOWN);
	assert_int_equal(nth(&p, L1T_ASKED, 2)->asked.free_bytes, 1000000);
	played_free(&p);
}

static void a_report_of_the_allocator_is_noted_when_it_is_written(void **state)
{
	struct played p = play("dumps");
	const struct l1t_record *note = NULL;

	(void)state;
	for (size_t i = 0; i < p.count; i++)
		if (p.records[i].kind == L1T_NOTE && p.records[i].note.code == L1T_NOTE_REPORT) {
			assert_null(note);      /* the one that threw has written nothing */
			note = &p.records[i];
		}
	assert_non_null(note);
	assert_int_equal(note->note.a, 1);
	assert_int_not_equal(note->note.b, L1T_UNKNOWN);
	assert_int_equal(note->blob_bytes, strlen("after_"));
	assert_memory_equal(note->blob, "after_", note->blob_bytes);
	assert_true(note->time_ns > nth(&p, L1T_ALLOC, 0)->time_ns);
	played_free(&p);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_program_frees_by_deallocate_and_an_operation_for_itself),
		cmocka_unit_test(a_deallocate_of_the_program_that_frees_nothing_is_an_event),
		cmocka_unit_test(where_no_tensor_can_be_asked_nothing_is_said_of_what_it_keeps),
		cmocka_unit_test(who_asks_how_much_is_free_is_recorded_with_the_answer),
		cmocka_unit_test(a_report_of_the_allocator_is_noted_when_it_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
