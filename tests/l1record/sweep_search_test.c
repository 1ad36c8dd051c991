/* The search for the largest value that fits, against what looking at every value finds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "splitmix.h"
#include "sweep_search.h"

enum { MOST = 300 };

struct found {
	int64_t edge;           /* the largest that fits, below the first tried that does not */
	int tried;
	bool was_tried[MOST];
	bool given_up;
};

/* Answers a search; several at a time, in an order that `seed` decides. */
static struct found search(const enum sweep_verdict *is, size_t count, unsigned above, unsigned jobs,
	uint64_t seed)
{
	struct found f = {.edge = -1};
	struct sweep_search s;
	int64_t running[16], bad = (int64_t)count;
	unsigned n = 0;

	sweep_search_begin(&s, count, above);
	for (;;) {
		int64_t value;

		while (n < jobs && (value = sweep_search_next(&s)) >= 0) {
			assert_in_range(value, 0, count - 1);
			assert_false(f.was_tried[value]);
			f.was_tried[value] = true;
			f.tried++;
			running[n++] = value;
		}
		if (!n)
			break;
		unsigned which = (unsigned)(next_random(&seed) % n);

		value = running[which];
		running[which] = running[--n];
		sweep_search_result(&s, value, is[value]);
	}
	f.given_up = s.given_up;
	sweep_search_free(&s);
	for (size_t i = count; i-- > 0;)
		if (f.was_tried[i] && is[i] == SWEEP_FITS_NOT)
			bad = (int64_t)i;
	for (int64_t i = 0; i < bad; i++)
		if (f.was_tried[i] && is[i] == SWEEP_FITS)
			f.edge = i;
	return f;
}

static int doublings(size_t count)
{
	int n = 0;

	for (; count; count /= 2)
		n++;
	return n;
}

static void test_of_monotonic_values_the_edge_is_found_in_few_runs(void **state)
{
	enum sweep_verdict is[MOST];

	(void)state;
	for (size_t count = 1; count < MOST; count += count < 20 ? 1 : 37)
		for (size_t edge = 0; edge <= count; edge++) {
			struct found f;

			for (size_t i = 0; i < count; i++)
				is[i] = i < edge ? SWEEP_FITS : SWEEP_FITS_NOT;
			f = search(is, count, 0, 1, edge);
			assert_int_equal(f.edge, (int64_t)edge - 1);
			assert_true(edge == count || f.was_tried[edge]);
			assert_in_range(f.tried, 1, 2 * doublings(count) + 1);
		}
}

static enum sweep_verdict random_verdict(uint64_t *seed, size_t i, size_t edge, bool neither)
{
	uint64_t r = next_random(seed) % 16;

	return neither && r < 3 ? SWEEP_NEITHER : (r == 15) != (i < edge) ? SWEEP_FITS : SWEEP_FITS_NOT;
}

static void test_whatever_the_values_do_the_edge_has_a_fitting_and_an_unfitting_side(void **state)
{
	enum sweep_verdict is[MOST];
	uint64_t seed = 7;

	(void)state;
	for (int turn = 0; turn < 3000; turn++) {
		size_t count = 1 + next_random(&seed) % (MOST - 1), edge = next_random(&seed) % (count + 1);
		unsigned above = (unsigned)(next_random(&seed) % 6);
		struct found f;
		int beyond = 0;

		for (size_t i = 0; i < count; i++)
			is[i] = random_verdict(&seed, i, edge, turn % 2);
		f = search(is, count, above, 1, 1);
		if (f.given_up)
			continue;
		/* next to the edge, everything else was tried and said neither */
		for (int64_t i = f.edge + 1; i < (int64_t)count; i++) {
			if (is[i] == SWEEP_FITS_NOT && f.was_tried[i])
				break;
			assert_true(f.was_tried[i] && is[i] == SWEEP_NEITHER);
		}
		for (size_t i = (size_t)(f.edge + 1); i < count; i++)
			beyond += f.was_tried[i];
		assert_true(beyond >= (int)above || f.edge + 1 + beyond >= (int64_t)count ||
			f.edge == (int64_t)count - 1);
	}
}

static void test_the_same_values_are_tried_however_many_run_at_a_time(void **state)
{
	enum sweep_verdict is[MOST];
	uint64_t seed = 11;

	(void)state;
	for (int turn = 0; turn < 1000; turn++) {
		size_t count = 1 + next_random(&seed) % (MOST - 1), edge = next_random(&seed) % (count + 1);
		struct found one, many;

		for (size_t i = 0; i < count; i++)
			is[i] = random_verdict(&seed, i, edge, turn % 2);
		one = search(is, count, 4, 1, 1);
		many = search(is, count, 4, 1 + (unsigned)(seed % 15), seed);
		assert_memory_equal(one.was_tried, many.was_tried, sizeof(one.was_tried));
	}
}

static void test_a_search_that_learns_nothing_ends_after_a_few_runs(void **state)
{
	enum sweep_verdict is[MOST];

	(void)state;
	for (size_t i = 0; i < MOST; i++)
		is[i] = i < 4 ? SWEEP_FITS : SWEEP_NEITHER;
	assert_int_equal(search(is + 4, MOST - 4, 4, 1, 1).tried, SWEEP_NEITHER_MOST);
	assert_true(search(is, MOST, 4, 1, 1).given_up);
	assert_int_equal(search(is, MOST, 4, 1, 1).edge, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_of_monotonic_values_the_edge_is_found_in_few_runs),
		cmocka_unit_test(
			test_whatever_the_values_do_the_edge_has_a_fitting_and_an_unfitting_side),
		cmocka_unit_test(test_the_same_values_are_tried_however_many_run_at_a_time),
		cmocka_unit_test(test_a_search_that_learns_nothing_ends_after_a_few_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
