/*
 * The map of addresses, compared with a plain list, while ranges are added and removed at random.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "address_ranges.h"

enum { RANGES = 60, ADDRESSES = 200, STEPS = 4000, MANY = 20000, DEEP = 64 };

static uint64_t next(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

static void see_all(struct address_ranges *m, const struct address_range *r,
	const bool *is_in,
	unsigned room)
{
	for (uint64_t address = 0; address <= ADDRESSES; address++) {
		struct address_range *out[RANGES + 1] = {NULL};
		unsigned n = address_ranges_find(m, address, out, room), there = 0;

		for (unsigned i = 0; i < RANGES; i++)
			there += is_in[i] && r[i].from <= address && address < r[i].to;
		assert_int_equal(n, there < room ? there : room);
		for (unsigned i = 0; i < n; i++) {
			assert_true(is_in[out[i] - r]);
			assert_true(out[i]->from <= address && address < out[i]->to);
			assert_true(!i || out[i - 1]->from <= out[i]->from);
			for (unsigned j = 0; j < i; j++)
				assert_ptr_not_equal(out[i], out[j]);
		}
		assert_null(out[n]);
	}
}

static void what_lies_at_an_address_is_found_whatever_came_and_went(void **unused)
{
	struct address_range r[RANGES] = {{0}};
	bool is_in[RANGES] = {false};
	struct address_ranges m = {0};
	uint64_t state = 7, order = 0;

	(void)unused;
	for (unsigned step = 0; step < STEPS; step++) {
		unsigned i = (unsigned)(next(&state) % RANGES);

		if (is_in[i]) {
			address_ranges_take(&m, &r[i]);
		} else {
			r[i].from = next(&state) % ADDRESSES;
			r[i].to = r[i].from + next(&state) % (step % 3 ? 8 : 60);
			r[i].order = ++order;
			address_ranges_add(&m, &r[i]);
		}
		is_in[i] = !is_in[i];
		if (step % 40 == 39)
			see_all(&m, r, is_in, step % 80 == 79 ? 3 : RANGES);
	}
}

static unsigned depth(const struct address_range *r)
{
	unsigned low = r ? depth(r->low) : 0, high = r ? depth(r->high) : 0;

	return r ? 1 + (low > high ? low : high) : 0;
}

/* It waits until something is asked for. */
static void add_and_find(struct address_ranges *m, struct address_range *r)
{
	struct address_range *out[1];

	address_ranges_add(m, r);
	assert_int_equal(address_ranges_find(m, r->from, out, 1), 1);
	assert_ptr_equal(out[0], r);
}

static void a_map_that_is_filled_in_order_stays_shallow(void **unused)
{
	struct address_range *r = calloc(MANY, sizeof(*r));
	struct address_ranges m = {0};

	(void)unused;
	assert_non_null(r);
	for (unsigned i = 0; i < MANY; i++) {
		r[i].from = i;
		r[i].to = i + 1;
		r[i].order = i;
		add_and_find(&m, &r[i]);
		assert_true(i % 1000 || depth(m.top) < DEEP);
	}
	/* each one comes back where it was */
	for (unsigned i = 0; i < MANY; i++) {
		address_ranges_take(&m, &r[i]);
		add_and_find(&m, &r[i]);
	}
	assert_true(depth(m.top) < DEEP && depth(m.top) > 1);
	for (unsigned i = 0; i < MANY; i++)
		address_ranges_take(&m, &r[i]);
	assert_null(m.top);
	free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_lies_at_an_address_is_found_whatever_came_and_went),
		cmocka_unit_test(a_map_that_is_filled_in_order_stays_shallow),
	};

	return cmocka_run_group_tests_name("address_map", tests, NULL, NULL);
}
