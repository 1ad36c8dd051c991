/*
 * Rectangles of cores for sharded tensors, compared with all rectangles tried one after the other on the
 * tensor itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include "shard_grids.h"

enum { TILE = 32, SIDE_MOST = 20, COLUMNS = 8, ROWS = 7 };

static struct shard_grid largest(const char *layout, const char *order, const char *padded, const char *shard)
{
	struct shards s;

	assert_true(shards_read(&s, layout, "tile", padded, shard, order));
	return shard_grid_largest(&s, COLUMNS, ROWS);
}

/* How many cores of a rectangle can have the same number of whole tiles; 0: they cannot. */
static unsigned equal_parts(const char *layout, bool turned, unsigned across, unsigned down, unsigned x,
	unsigned y)
{
	switch (*layout) {
	case 'h': return down % (x * y) ? 0 : x * y;
	case 'w': return across % (x * y) ? 0 : x * y;
	default: return across % (turned ? y : x) || down % (turned ? x : y) ? 0 : x * y;
	}
}

static void compare(const char *layout, bool turned, unsigned across, unsigned down)
{
	const char *order = turned ? "column major" : "row major";
	unsigned most = 1;
	char shape[60];
	struct shard_grid found;

	for (unsigned x = 1; x <= COLUMNS; x++)
		for (unsigned y = 1; y <= ROWS; y++)
			if (equal_parts(layout, turned, across, down, x, y) > most)
				most = x * y;
	snprintf(shape, sizeof(shape), "[1, 1, %u, %u]", down * TILE, across * TILE);
	/* on one core so far, so the whole is a shard */
	found = largest(layout, order, shape, shape);
	assert_int_equal(found.columns * found.rows, most > 1 ? most : 0);
	if (most > 1) {
		assert_true(found.columns <= COLUMNS && found.rows <= ROWS);
		assert_int_equal(equal_parts(layout, turned, across, down, (unsigned)found.columns,
			(unsigned)found.rows), most);
	}
}

static void it_is_the_largest_that_divides_the_tensor(void **unused)
{
	static const char *const layouts[] = {"height sharded", "width sharded", "block sharded"};

	(void)unused;
	for (unsigned across = 1; across <= SIDE_MOST; across++)
		for (unsigned down = 1; down <= SIDE_MOST; down++)
			for (int i = 0; i < 3; i++) {
				compare(layouts[i], false, across, down);
				compare(layouts[i], true, across, down);
			}
}

static void one_that_is_as_wide_as_can_be_stays(void **unused)
{
	(void)unused;
	assert_int_equal(largest("height sharded", "row major", "[2, 7, 128, 64]", "[32, 64]").columns, 0);
	assert_int_equal(largest("block sharded", "row major", "[96, 96]", "[32, 32]").columns, 0);
	assert_int_equal(largest("block sharded", "row major", "[96, 96]", "[96, 96]").rows, 3);
}

static void what_is_not_known_is_not_spread(void **unused)
{
	static const char *const shapes[] = {NULL, "", "[]", "[a]", "[-1, 32]", "[32", "[0, 32]", "[32, 33]",
		"[99999999999999999999999, 32]", "[1073741824, 1073741824, 1073741824, 32]"};
	struct shards s;

	(void)unused;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		assert_false(shards_read(&s, "block sharded", "tile", shapes[i], "[32, 32]", "row major"));
		assert_false(shards_read(&s, "block sharded", "tile", "[64, 64]", shapes[i], "row major"));
	}
	assert_false(shards_read(&s, NULL, "tile", "[64, 64]", "[32, 32]", "row major"));
	assert_false(shards_read(&s, "block sharded", NULL, "[64, 64]", "[32, 32]", "row major"));
	assert_false(shards_read(&s, "block sharded", "tile", "[64, 64]", "[32, 32]", NULL));
	/* of rows that are cut the pages would have another size */
	assert_false(shards_read(&s, "width sharded", "row major", "[64, 64]", "[64, 32]", "row major"));
	assert_true(shards_read(&s, "height sharded", "row major", "[64, 63]", "[32, 63]", "row major"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_the_largest_that_divides_the_tensor),
		cmocka_unit_test(one_that_is_as_wide_as_can_be_stays),
		cmocka_unit_test(what_is_not_known_is_not_spread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
