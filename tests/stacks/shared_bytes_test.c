/*
 * Bytes that several holders have are counted once: no weight is negative, and they add up.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "shared_bytes.h"

static struct holding at(uint64_t group, uint64_t address, int64_t bytes)
{
	return (struct holding){.group = group, .has_address = true, .address = address, .bytes = bytes};
}

static struct holding correction(uint64_t group, int64_t bytes)
{
	return (struct holding){.group = group, .bytes = bytes};
}

static void the_second_of_two_at_one_address_has_what_is_left(void **state)
{
	struct holding h[] = {at(1, 100, 50), at(1, 120, 50), correction(1, -30)};

	(void)state;
	shared_bytes_once(h, 3);
	assert_int_equal(h[0].bytes, 50);
	assert_int_equal(h[1].bytes, 20);
	assert_int_equal(h[2].bytes, 0);
}

static void without_a_correction_nothing_changes(void **state)
{
	struct holding h[] = {at(1, 100, 50), at(1, 100, 50)};

	(void)state;
	shared_bytes_once(h, 2);
	assert_int_equal(h[0].bytes + h[1].bytes, 100);
}

static void groups_do_not_share(void **state)
{
	struct holding h[] = {at(1, 100, 50), correction(2, -10), at(2, 100, 50), at(2, 100, 50)};

	(void)state;
	shared_bytes_once(h, 4);
	assert_int_equal(h[0].bytes, 50);
	assert_int_equal(h[2].bytes + h[3].bytes, 90);
}

static void what_no_address_explains_comes_off_the_largest(void **state)
{
	struct holding h[] = {at(1, 0, 10), at(1, 100, 60), at(1, 200, 50), correction(1, -70)};

	(void)state;
	shared_bytes_once(h, 4);
	assert_int_equal(h[0].bytes, 10);
	assert_int_equal(h[1].bytes, 0);
	assert_int_equal(h[2].bytes, 40);
}

static void more_than_there_is_leaves_nothing(void **state)
{
	struct holding h[] = {at(1, UINT64_MAX - 5, INT64_MAX), at(1, 0, 7), correction(1, INT64_MIN),
		correction(1, INT64_MIN)};

	(void)state;
	shared_bytes_once(h, 4);
	for (int i = 0; i < 4; i++)
		assert_int_equal(h[i].bytes, 0);
	shared_bytes_once(NULL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_second_of_two_at_one_address_has_what_is_left),
		cmocka_unit_test(without_a_correction_nothing_changes),
		cmocka_unit_test(groups_do_not_share),
		cmocka_unit_test(what_no_address_explains_comes_off_the_largest),
		cmocka_unit_test(more_than_there_is_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
