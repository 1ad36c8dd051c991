/*
 * Sequences of ops, matched. The oracle is the table of the longest common subsequence, which knows
 * nothing of how the alignment is found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "op_alignment.h"

enum { MOST = 60, ENOUGH = 1000000 };

static size_t longest(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
	static size_t table[MOST + 1][MOST + 1];

	for (size_t i = n + 1; i--;)
		for (size_t j = m + 1; j--;)
			table[i][j] = i == n || j == m ? 0 : a[i] == b[j] ? table[i + 1][j + 1] + 1
				: table[i + 1][j] > table[i][j + 1] ? table[i + 1][j] : table[i][j + 1];
	return table[0][0];
}

/* Both sides agree, names are equal, the order is kept. Returns the number of matches. */
static size_t matches(const struct op_sequence *a, const struct op_sequence *b)
{
	size_t count = 0, last = 0;

	for (size_t i = 0; i < a->count; i++) {
		const size_t j = a->partner[i];

		if (j == UNMATCHED)
			continue;
		assert_true(j < b->count);
		assert_int_equal(b->partner[j], i);
		assert_int_equal(a->names[i], b->names[j]);
		assert_true(!count || j > last);
		last = j;
		count++;
	}
	for (size_t j = 0; j < b->count; j++)
		assert_true(b->partner[j] == UNMATCHED || a->partner[b->partner[j]] == j);
	return count;
}

static int by_place(const void *data, size_t i, size_t j)
{
	const uint32_t *seed = data;

	return (int)((i * 7 + j * 13 + *seed) % 5);
}

static void random_sequences_are_matched_as_the_longest_common_subsequence(void **unused)
{
	uint32_t seed = 1;

	(void)unused;
	for (int round = 0; round < 20000; round++) {
		uint32_t names[2][MOST];
		size_t partner[2][MOST], count[2];
		uint32_t kinds;

		seed = seed * 1664525u + 1013904223u;
		kinds = 1 + (seed >> 16) % 9;
		for (int side = 0; side < 2; side++) {
			seed = seed * 1664525u + 1013904223u;
			count[side] = (seed >> 16) % (MOST + 1);
			for (size_t i = 0; i < count[side]; i++) {
				seed = seed * 1664525u + 1013904223u;
				/* half of the rounds: the second is the first with changes */
				names[side][i] = side && round % 2 && i < count[0] && (seed >> 28) > 1
					? names[0][i] : (seed >> 16) % kinds;
			}
		}
		const struct op_sequence a = {names[0], count[0], partner[0]}, b = {names[1], count[1], partner[1]};

		assert_true(op_align(&a, &b, ENOUGH));
		assert_int_equal(matches(&a, &b), longest(names[0], count[0], names[1], count[1]));
		op_align_move(&a, &b, by_place, &seed);
		assert_int_equal(matches(&a, &b), longest(names[0], count[0], names[1], count[1]));
	}
}

static int equal_values(const void *data, size_t i, size_t j)
{
	const uint32_t *const *values = data;

	return values[0][i] == values[1][j];
}

static void of_equal_layers_the_one_whose_values_are_new_is_the_inserted_one(void **unused)
{
	static const uint32_t first[] = {1, 2, 1, 2, 1, 2}, second[] = {1, 2, 1, 2, 1, 2, 1, 2};
	static const uint32_t old[] = {10, 11, 20, 21, 30, 31}, new[] = {10, 11, 90, 91, 20, 21, 30, 31};
	const uint32_t *values[2] = {old, new};
	size_t partner[2][8];
	const struct op_sequence a = {first, 6, partner[0]}, b = {second, 8, partner[1]};

	(void)unused;
	assert_true(op_align(&a, &b, ENOUGH));
	op_align_move(&a, &b, equal_values, values);
	for (size_t j = 0; j < 8; j++)
		assert_int_equal(b.partner[j], j < 2 ? j : j < 4 ? UNMATCHED : j - 2);
	/* and removed, where the sequences change places */
	values[0] = new;
	values[1] = old;
	assert_true(op_align(&b, &a, ENOUGH));
	op_align_move(&b, &a, equal_values, values);
	for (size_t j = 0; j < 8; j++)
		assert_int_equal(b.partner[j], j < 2 ? j : j < 4 ? UNMATCHED : j - 2);
}

static void sequences_that_differ_in_too_much_are_matched_by_name_and_number(void **unused)
{
	enum { LONG = 3000 };
	uint32_t *names[2];
	size_t *partner[2];
	struct op_sequence s[2];

	(void)unused;
	for (int side = 0; side < 2; side++) {
		names[side] = calloc(LONG, sizeof(uint32_t));
		partner[side] = calloc(LONG, sizeof(size_t));
		for (uint32_t i = 0; i < LONG; i++)
			names[side][i] = side ? LONG - 1 - i : i;
		s[side] = (struct op_sequence){names[side], LONG, partner[side]};
	}
	assert_false(op_align(&s[0], &s[1], 100000));
	for (size_t i = 0; i < LONG; i++)
		assert_int_equal(partner[0][i], LONG - 1 - i);
	for (int side = 0; side < 2; side++) {
		free(names[side]);
		free(partner[side]);
	}
}

static void a_long_sequence_with_one_op_more_at_its_front_costs_little(void **unused)
{
	enum { LONG = 200000 };
	uint32_t *names = calloc(LONG + 1, sizeof(uint32_t));
	size_t *first = calloc(LONG, sizeof(size_t)), *second = calloc(LONG + 1, sizeof(size_t));
	struct op_sequence a, b;

	(void)unused;
	for (uint32_t i = 0; i < LONG; i++)
		names[i + 1] = 1 + i % 17;
	names[0] = 99;
	a = (struct op_sequence){names + 1, LONG, first};
	b = (struct op_sequence){names, LONG + 1, second};
	assert_true(op_align(&a, &b, 2 * LONG));
	assert_int_equal(second[0], UNMATCHED);
	for (size_t i = 0; i < LONG; i++)
		assert_int_equal(first[i], i + 1);
	free(names);
	free(first);
	free(second);
}

/* Two phases of a program, each with a loop that ran twice and now runs once. */
static void ops_of_equal_finer_names_are_matched_first(void **unused)
{
	const uint32_t names[] = {1, 1, 5, 1, 1}, finer[] = {1, 1, 2, 3, 3};
	const uint32_t fewer[] = {1, 5, 1, 1}, fewer_finer[] = {1, 2, 3, 3};
	const uint32_t last[] = {1, 1}, last_finer[] = {3, 3};
	size_t first[5], second[5];
	struct op_sequence a = {names, 5, first}, b = {fewer, 4, second}, c = {last, 2, second};

	(void)unused;
	assert_true(op_align_finely(&a, &b, finer, fewer_finer, ENOUGH));
	assert_int_equal(matches(&a, &b), 4);
	assert_int_equal(second[0] > 1, 0);
	assert_true(op_align_finely(&a, &c, finer, last_finer, ENOUGH));
	assert_int_equal(matches(&a, &c), 2);
	assert_int_equal(second[0], 3);
	assert_int_equal(second[1], 4);
}

static void between_them_names_are_enough(void **unused)
{
	const uint32_t names[] = {1, 2, 3, 2, 4}, finer[] = {1, 2, 3, 2, 4};
	const uint32_t other[] = {9, 2, 3, 2, 4, 4}, other_finer[] = {9, 12, 3, 2, 14, 15};
	size_t first[5], second[6];
	struct op_sequence a = {names, 5, first}, b = {other, 6, second};

	(void)unused;
	assert_true(op_align_finely(&a, &b, finer, other_finer, ENOUGH));
	assert_int_equal(matches(&a, &b), 4);
	assert_int_equal(first[0], UNMATCHED);
	assert_int_equal(first[1], 1);
	assert_int_equal(first[2], 2);
	assert_int_equal(first[3], 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_sequences_are_matched_as_the_longest_common_subsequence),
		cmocka_unit_test(of_equal_layers_the_one_whose_values_are_new_is_the_inserted_one),
		cmocka_unit_test(sequences_that_differ_in_too_much_are_matched_by_name_and_number),
		cmocka_unit_test(a_long_sequence_with_one_op_more_at_its_front_costs_little),
		cmocka_unit_test(ops_of_equal_finer_names_are_matched_first),
		cmocka_unit_test(between_them_names_are_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
