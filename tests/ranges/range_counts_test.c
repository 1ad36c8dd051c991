/* Counted address ranges and the hash table, compared with the simplest code that does the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "id_map.h"
#include "range_counts.h"

enum { BYTES = 200, STEPS = 20000, KEYS = 500 };

static uint64_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

static void check(const struct range_counts *s, const int *count)
{
	struct range *ranges = malloc(range_counts_ranges_max(s) * sizeof(*ranges));
	size_t n = range_counts_ranges(s, ranges);
	uint64_t covered = 0, lowest = UINT64_MAX;
	char in[BYTES] = "";

	for (size_t i = 0; i < n; i++) {
		assert_true(ranges[i].from < ranges[i].to && ranges[i].to <= BYTES);
		assert_true(!i || ranges[i - 1].to < ranges[i].from);
		memset(in + ranges[i].from, 1, ranges[i].to - ranges[i].from);
	}
	for (uint64_t i = BYTES; i-- > 0;) {
		covered += count[i] > 0;
		if (count[i])
			lowest = i;
		assert_int_equal(in[i], count[i] > 0);
	}
	assert_int_equal(s->covered, covered);
	assert_int_equal(range_counts_lowest(s), lowest);
	assert_int_equal(span_bytes(ranges, n), covered);
	free(ranges);
}

static void range_counts_agree_with_a_count_of_every_byte(void **unused)
{
	struct range_counts s = {0};
	struct { uint64_t from, to; } live[64];
	int count[BYTES] = {0}, n = 0;
	uint64_t state = 1, changed;

	(void)unused;
	for (int step = 0; step < STEPS; step++) {
		int add = n == 0 || (n < 64 && next_random(&state) % 2);
		int at = add ? n : (int)(next_random(&state) % (uint64_t)n);

		if (add) {
			live[n].from = next_random(&state) % BYTES;
			live[n].to = live[n].from + next_random(&state) % (BYTES - live[n].from + 1);
			n++;
		}
		changed = range_counts_change(&s, live[at].from, live[at].to, add ? 1 : -1);
		for (uint64_t i = live[at].from; i < live[at].to; i++) {
			changed -= count[i] == !add;
			count[i] += add ? 1 : -1;
		}
		assert_int_equal(changed, 0);
		if (!add)
			live[at] = live[--n];
		check(&s, count);
	}
	range_counts_free(&s);
}

static void range_counts_reach_the_end_of_the_address_space(void **unused)
{
	struct range_counts s = {0};

	(void)unused;
	range_counts_change(&s, 0, UINT64_MAX, 1);
	assert_int_equal(s.covered, UINT64_MAX);
	range_counts_change(&s, UINT64_MAX - 1, UINT64_MAX, 1);
	range_counts_change(&s, 0, UINT64_MAX, -1);
	assert_int_equal(s.covered, 1);
	assert_int_equal(range_counts_lowest(&s), UINT64_MAX - 1);
	range_counts_free(&s);
}

static void merging_joins_what_touches_and_drops_what_is_empty(void **unused)
{
	struct range r[] = {{50, 60}, {10, 20}, {30, 30}, {20, 25}, {55, 58}, {40, 35}};

	(void)unused;
	assert_int_equal(span_merge(r, 6), 2);
	assert_int_equal(r[0].from, 10);
	assert_int_equal(r[0].to, 25);
	assert_int_equal(r[1].from, 50);
	assert_int_equal(r[1].to, 60);
	assert_int_equal(span_bytes(r, 2), 25);
}

static void a_table_keeps_what_was_put_until_it_is_removed(void **unused)
{
	static char values[KEYS];
	char *have[KEYS] = {0};
	struct table t = {0};
	uint64_t state = 2;

	(void)unused;
	assert_null(table_get(&t, 1));
	assert_null(table_take(&t, 1));
	for (int step = 0; step < STEPS; step++) {
		/* multiples of a large power of two: keys that collide if their low bits count */
		uint64_t k = next_random(&state) % KEYS, key = k << 40;

		if (next_random(&state) % 3) {
			void **place = table_place(&t, key);

			assert_ptr_equal(*place, have[k]);
			*place = have[k] = &values[next_random(&state) % KEYS];
		} else {
			assert_ptr_equal(table_take(&t, key), have[k]);
			have[k] = NULL;
		}
		k = next_random(&state) % KEYS;
		assert_ptr_equal(table_get(&t, k << 40), have[k]);
	}
	for (uint64_t k = 0; k < KEYS; k++)
		assert_ptr_equal(table_get(&t, k << 40), have[k]);
	table_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(range_counts_agree_with_a_count_of_every_byte),
		cmocka_unit_test(range_counts_reach_the_end_of_the_address_space),
		cmocka_unit_test(merging_joins_what_touches_and_drops_what_is_empty),
		cmocka_unit_test(a_table_keeps_what_was_put_until_it_is_removed),
	};

	return cmocka_run_group_tests_name("spans", tests, NULL, NULL);
}
