/*
 * The smallest set of buffers to release, against a search through all subsets.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>
#include "smallest_run.h"

enum { BANK = 64, BLOCKS_MAX = 9 };

static unsigned random_below(uint64_t *state, unsigned n)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(*state >> 33) % n;
}

/* Byte by byte: is there room for `need` without the blocks of `subset`? */
static bool fits_without(const struct block *b, size_t n, unsigned subset, unsigned need)
{
	bool taken[BANK] = {false};
	unsigned row = 0;

	for (size_t i = 0; i < n; i++)
		for (uint64_t at = b[i].address; !(subset >> i & 1) && at < b[i].address + b[i].bytes; at++)
			taken[at] = true;
	for (unsigned at = 0; at < BANK; at++) {
		row = taken[at] ? 0 : row + 1;
		if (row >= need)
			return true;
	}
	return false;
}

static size_t make_blocks(struct block *b, uint64_t *state)
{
	unsigned at = random_below(state, 6);
	size_t n = 0;

	while (n < BLOCKS_MAX) {
		unsigned bytes = 1 + random_below(state, 12);

		if (at + bytes > BANK)
			break;
		b[n++] = (struct block){at, bytes};
		at += bytes + random_below(state, 3) * random_below(state, 5);
	}
	return n;
}

static void no_subset_is_smaller_in_bytes_or_then_in_number(void **unused)
{
	uint64_t state = 1;

	(void)unused;
	for (unsigned round = 0; round < 4000; round++) {
		struct block b[BLOCKS_MAX];
		size_t n = make_blocks(b, &state);
		unsigned need = 1 + random_below(&state, BANK + 4);
		struct smallest_run got = smallest_run(b, n, 0, BANK, need);
		uint64_t best_bytes = UINT64_MAX;
		unsigned best_count = 0, chosen = 0;

		for (unsigned subset = 0; subset < 1u << n; subset++) {
			unsigned count = (unsigned)__builtin_popcount(subset);
			uint64_t bytes = 0;

			for (size_t i = 0; i < n; i++)
				bytes += subset >> i & 1 ? b[i].bytes : 0;
			if (fits_without(b, n, subset, need) && (bytes < best_bytes ||
				(bytes == best_bytes && count < best_count))) {
				best_bytes = bytes;
				best_count = count;
			}
		}
		assert_int_equal(best_bytes != UINT64_MAX, got.found);
		if (!got.found)
			continue;
		assert_int_equal(best_bytes, got.bytes);
		assert_int_equal(best_count, got.count);
		for (size_t i = 0; i < got.count; i++)
			chosen |= 1u << (got.first + i);
		assert_true(fits_without(b, n, chosen, need));
	}
}

static void the_largest_hole_is_the_longest_need_that_fits(void **unused)
{
	uint64_t state = 7;

	(void)unused;
	for (unsigned round = 0; round < 2000; round++) {
		struct block b[BLOCKS_MAX];
		bool gone[BLOCKS_MAX];
		size_t n = make_blocks(b, &state);
		unsigned subset = random_below(&state, 1u << n), hole;

		for (size_t i = 0; i < n; i++)
			gone[i] = subset >> i & 1;
		hole = (unsigned)largest_hole(b, n, 0, BANK, gone);
		assert_true(!hole || fits_without(b, n, subset, hole));
		assert_false(fits_without(b, n, subset, hole + 1));
	}
}

static void blocks_at_the_end_of_all_addresses_do_not_wrap(void **unused)
{
	const struct block b[] = {{10, UINT64_MAX}, {UINT64_MAX - 1, 8}};

	(void)unused;
	assert_int_equal(10, largest_hole(b, 2, 0, 100, NULL));
	assert_int_equal(1, smallest_run(b, 2, 0, 100, 50).count);
	assert_false(smallest_run(b, 2, 0, 100, 101).found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_subset_is_smaller_in_bytes_or_then_in_number),
		cmocka_unit_test(the_largest_hole_is_the_longest_need_that_fits),
		cmocka_unit_test(blocks_at_the_end_of_all_addresses_do_not_wrap),
	};

	return cmocka_run_group_tests_name("smallest run", tests, NULL, NULL);
}
