/*
 * The verb explain: a buffer that needs the same hole in every bank, while other tensors have
 * addresses of their own on some cores. The bank goes from 1000 to 3000.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "calls.h"

enum { OTHER = 2 };     /* the device of those tensors: of the same chip */

static void alloc_own(struct story *t, uint64_t id, uint64_t part, uint64_t address, uint64_t bytes,
	uint64_t flags)
{
	tell_buffer(t, (struct l1t_alloc){.id = id | part << L1T_PART_SHIFT, .device = OTHER,
		.type = L1T_L1, .address = address, .bytes_per_core = bytes, .size_bytes = bytes,
		.cores = 1, .callsite = EMPTY,
		.flags = flags | L1T_ALLOC_PER_CORE | (part ? L1T_ALLOC_PART : 0)});
}

/* 3 is the oldest, 1 the lowest: free are 400, 500, 340 and 400 bytes. */
static void three_tensors(struct story *t, uint64_t flags_of_the_lowest)
{
	call_begin(t);
	tell_open(t, OTHER, 0);
	alloc_own(t, 3, 0, 2500, 100, 0);
	alloc_own(t, 2, 0, 2000, 160, 0);
	alloc_own(t, 1, 0, 1400, 100, flags_of_the_lowest);
}

static void expect_after(uint64_t flags_of_the_lowest, uint64_t need, const char *rows)
{
	struct story t;

	three_tensors(&t, flags_of_the_lowest);
	call_oom(&t, L1T_L1, need, L1T_UNKNOWN, ADD);
	write_file(&t);
	expect(&t, rows);
	drop_file(&t);
}

static void the_fewest_bytes_that_make_a_hole_are_named(void **unused)
{
	(void)unused;
	expect_after(0, 900, "free\tcure\t1\t1\n"
		"buffer\tin the way\t1\t1\nbuffer\tlives\t2\t1\nbuffer\tlives\t3\t0\n");
}

static void what_ends_where_the_hole_begins_is_not_in_it(void **unused)
{
	(void)unused;
	expect_after(0, 1000, "free\tcure\t1\t1\n"
		"buffer\tin the way\t1\t1\nbuffer\tlives\t2\t1\nbuffer\tlives\t3\t0\n");
}

static void of_equal_sets_the_oldest_is_named(void **unused)
{
	(void)unused;
	expect_after(0, 840, "free\tcure\t3\t1\n"
		"buffer\tin the way\t3\t1\nbuffer\tlives\t1\t1\nbuffer\tlives\t2\t1\n");
}

static void what_the_program_cache_keeps_is_not_released(void **unused)
{
	(void)unused;
	expect_after(L1T_ALLOC_ENQUEUED, 900, "free\tcure\t2\t1\n"
		"buffer\tin the way\t2\t1\nbuffer\tcache\t1\t\nbuffer\tlives\t3\t0\n");
}

static void beside_what_the_call_took_itself_nothing_is_claimed(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	tell_open(&t, OTHER, 0);
	alloc_own(&t, 3, 0, 2500, 100, 0);
	alloc_own(&t, 1, 0, 1400, 100, 0);
	call_alloc(&t, 2, 2000, 160, ADD);
	call_oom(&t, L1T_L1, 900, L1T_UNKNOWN, ADD);
	call_release(&t, 2);
	write_file(&t);
	expect(&t, "buffer\town\t2\t\nbuffer\tlives\t1\t\nbuffer\tlives\t3\t\n");
	drop_file(&t);
}

static void a_tensor_in_two_places_is_one(void **unused)
{
	struct story t;

	(void)unused;
	call_begin(&t);
	tell_open(&t, OTHER, 0);
	alloc_own(&t, 1, 0, 1400, 100, 0);
	alloc_own(&t, 1, 1, 2500, 100, 0);
	alloc_own(&t, 2, 0, 2000, 160, 0);
	call_oom(&t, L1T_L1, 1700, L1T_UNKNOWN, ADD);
	write_file(&t);
	expect_words(&t, "free the 2 buffers marked -> before the call (260 bytes a core)", true);
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fewest_bytes_that_make_a_hole_are_named),
		cmocka_unit_test(what_ends_where_the_hole_begins_is_not_in_it),
		cmocka_unit_test(of_equal_sets_the_oldest_is_named),
		cmocka_unit_test(what_the_program_cache_keeps_is_not_released),
		cmocka_unit_test(beside_what_the_call_took_itself_nothing_is_claimed),
		cmocka_unit_test(a_tensor_in_two_places_is_one),
	};

	return cmocka_run_group_tests_name("explain, a hole of all banks", tests, NULL, NULL);
}
