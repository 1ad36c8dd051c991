/*
 * What the preload library records of devices: their sizes, their chips, when they are opened and
 * closed.
 *
 * Must not know: how it does it.
 */
#include <string.h>
#include "played.h"

static void what_a_runtime_does_not_tell_is_unknown_and_said(void **state)
{
	struct played p = play_with(STANDIN_BARE_, "buffers", NULL, NULL);
	const struct l1t_device *d = &nth(&p, L1T_DEVICE, 0)->device;
	const struct l1t_alloc *a = &nth(&p, L1T_ALLOC, 0)->alloc;

	(void)state;
	assert_int_equal(d->mesh, 1);
	assert_true(d->l1_bytes == L1T_UNKNOWN && d->grid_x == L1T_UNKNOWN);
	assert_true(d->unreserved_base == L1T_UNKNOWN && d->kernel_config_bytes == L1T_UNKNOWN);
	assert_true(d->dram_bank_count == L1T_UNKNOWN && d->dram_base == L1T_UNKNOWN);
	assert_int_equal(a->size_bytes, 32768);
	assert_true(a->bytes_per_core == L1T_UNKNOWN);
	assert_non_null(note(&p, L1T_NOTE_UNKNOWN, "a device could be described in part only"));
	played_free(&p);
}

static void check_dispatch(const char *library, const char *board, const char *expected)
{
	struct played p = play_with(library, "checks_grid", board, NULL);

	assert_string_equal(p.output, expected);
	played_free(&p);
}

/* Unlike the runtime, which uses 0 however the device was opened. */
static void in_mock_mode_programs_are_checked_for_the_devices_own_dispatch(void **state)
{
	static const char *const libraries[] = {STANDIN_NEW, STANDIN_OLD_};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		check_dispatch(libraries[i], NULL, "checked for dispatch on 0\n");
		check_dispatch(libraries[i], "L1TRACE_MOCK=n300", "checked for dispatch on 1\n");
	}
}

static void mock_mode_needs_no_trace(void **state)
{
	struct played p = play_with(STANDIN_NEW, "checks_grid", "L1TRACE_MOCK=n300",
		"L1TRACE=/nonexistent/run.l1t");

	(void)state;
	assert_non_null(strstr(p.output, "cannot create the trace"));
	assert_non_null(strstr(p.output, "checked for dispatch on 1\n"));
	played_free(&p);
	p = play_with(STANDIN_NEW, "traces_in_mock_mode", "L1TRACE_MOCK=n300",
		"L1TRACE=/nonexistent/run.l1t");
	played_free(&p);
}

static void what_sub_devices_leave_of_a_bank_is_noted(void **state)
{
	enum { BANK_BYTES = 1499136 - 105824 - 8192 };
	struct played p = play("sub_devices");
	const struct l1t_note *notes[3] = {NULL};
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < p.count && n < 3; i++)
		if (p.records[i].kind == L1T_NOTE && p.records[i].note.code == L1T_NOTE_BANK)
			notes[n++] = &p.records[i].note;
	assert_int_equal(n, 2);
	assert_int_equal(notes[0]->a, nth(&p, L1T_DEVICE, 0)->device.device);
	assert_int_equal(notes[0]->b, BANK_BYTES - 4096);
	assert_int_equal(notes[1]->b, BANK_BYTES);
	played_free(&p);
}

static void a_device_is_described_at_its_opening(void **state)
{
	struct played p = play("regions");
	const struct l1t_device *d = &nth(&p, L1T_DEVICE, 0)->device;

	(void)state;
	assert_int_equal(count_kind(&p, L1T_DEVICE), 1);
	assert_int_equal(d->mesh, 0);
	assert_int_equal(d->grid_x, 8);
	assert_int_equal(d->grid_y, 8);
	assert_int_equal(d->l1_bytes, 1499136);
	assert_int_equal(d->unreserved_base, 105824);
	assert_int_equal(d->l1_small_bytes, 8192);
	assert_int_equal(d->kernel_config_bytes, 70656);
	assert_int_equal(d->bank_count, 64);
	assert_int_equal(d->bank_bytes, 1499136 - 105824 - 8192);
	assert_int_equal(d->dram_bank_count, 12);
	assert_int_equal(d->dram_bank_bytes, 1072603072);
	assert_int_equal(d->dram_base, 1048640);
	assert_string_equal(string_of(&p, d->arch), "wormhole_b0");
	assert_int_equal(nth(&p, L1T_CHIPS, 0)->define.id, d->chips);
	assert_int_equal(nth(&p, L1T_CHIPS, 0)->blob_bytes, 8);
	assert_int_equal(nth(&p, L1T_DEVICE_CLOSE, 0)->device_close.device, d->device);
	played_free(&p);
}

static void a_reopened_device_is_another_and_late_frees_are_silent(void **state)
{
	struct played p = play("reopened");

	(void)state;
	assert_int_equal(count_kind(&p, L1T_DEVICE), 2);
	assert_int_equal(nth(&p, L1T_DEVICE, 1)->device.mesh, 3);
	assert_int_equal(count_kind(&p, L1T_DEVICE_CLOSE), 2);
	assert_int_equal(count_kind(&p, L1T_FREE), 1);
	assert_int_equal(nth(&p, L1T_FREE, 0)->free.device, nth(&p, L1T_DEVICE, 1)->device.device);
	played_free(&p);
}

static void a_device_at_an_old_ones_address_is_another(void **state)
{
	static const char *const scenarios[] = {"reopened_in_place", "reopened_as_before"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct played p = play(scenarios[i]);

		assert_int_equal(count_kind(&p, L1T_DEVICE), 2);
		assert_int_equal(nth(&p, L1T_ALLOC, 1)->alloc.device,
			nth(&p, L1T_DEVICE, 1)->device.device);
		assert_int_equal(count_kind(&p, L1T_FREE), 1);
		assert_int_equal(count_kind(&p, L1T_DEVICE_CLOSE), 2);
		played_free(&p);
	}
}

static void a_close_that_throws_closes_nothing(void **state)
{
	struct played p = play("refused_close");

	(void)state;
	assert_int_equal(count_kind(&p, L1T_DEVICE), 1);
	assert_int_equal(count_kind(&p, L1T_DEVICE_CLOSE), 1);
	assert_int_equal(count_kind(&p, L1T_FREE), 1);
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

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_runtime_does_not_tell_is_unknown_and_said),
		cmocka_unit_test(in_mock_mode_programs_are_checked_for_the_devices_own_dispatch),
		cmocka_unit_test(mock_mode_needs_no_trace),
		cmocka_unit_test(what_sub_devices_leave_of_a_bank_is_noted),
		cmocka_unit_test(a_device_is_described_at_its_opening),
		cmocka_unit_test(a_reopened_device_is_another_and_late_frees_are_silent),
		cmocka_unit_test(a_device_at_an_old_ones_address_is_another),
		cmocka_unit_test(a_close_that_throws_closes_nothing),
		cmocka_unit_test(a_reshaped_mesh_launches_where_its_chips_are_now),
		cmocka_unit_test(persistent_space_is_the_outermost_meshs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
