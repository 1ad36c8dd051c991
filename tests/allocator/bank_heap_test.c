/*
 * Where rules of placement put blocks, compared with a checker that only has a map of taken bytes.
 * Random banks, small enough to try every place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>
#include "bank_heap.h"
#include "placement_policies.h"

enum { FROM = 1000, BYTES = 300, LIVE_MAX = 60, TURNS = 3000 };

struct block {
	uint64_t from, bytes;
};

struct world {
	const struct placement_policy *policy;
	struct bank_heap heap;
	bool taken[BYTES];
	struct block live[LIVE_MAX];
	size_t count;
	int last;               /* place of the last block; BYTES: none yet */
	uint64_t random;
};

static uint64_t draw(struct world *w, uint64_t below)
{
	w->random = w->random * 6364136223846793005u + 1442695040888963407u;
	return (w->random >> 33) % below;
}

static bool fits(const struct world *w, int at, int bytes)
{
	if (at < 0 || at + bytes > BYTES)
		return false;
	for (int i = at; i < at + bytes; i++)
		if (w->taken[i])
			return false;
	return true;
}

/* Length of the run of free bytes that ends right below `end`. */
static int run_below(const struct world *w, int end)
{
	int n = 0;

	while (end - n > 0 && !w->taken[end - n - 1])
		n++;
	return n;
}

static bool ends_a_run(const struct world *w, int end)
{
	return end == BYTES || w->taken[end];
}

static int class_of(int bytes)
{
	int n = 0;

	for (int limit = 2048; bytes >= limit; limit *= 2)
		n++;
	return n;
}

/* Is a run of `a` bytes a better choice than one of `b`; runs come from the top. */
static bool better(const char *policy, int a, int b)
{
	return !strcmp(policy, "best-fit") ? a < b : !strcmp(policy, "worst-fit") ? a > b
		: !strcmp(policy, "segregated") ? class_of(a) < class_of(b) : false;
}

/* Place that the rule chooses; -1: none. */
static int expected(const struct world *w, int bytes)
{
	const char *policy = w->policy->name;
	int place = -1, chosen = 0;

	if (!strcmp(policy, "bottom-up")) {
		for (int at = 0; at < BYTES; at++)
			if (fits(w, at, bytes))
				return at;
		return -1;
	}
	if (!strcmp(policy, "next-fit"))
		for (int end = BYTES; end > 0; end--)
			if (ends_a_run(w, end) && run_below(w, end) >= bytes &&
				end - run_below(w, end) < w->last)
				return end - bytes;
	for (int end = BYTES; end > 0; end--) {
		int run = ends_a_run(w, end) ? run_below(w, end) : 0;

		if (run < bytes || (place >= 0 && !better(policy, run, chosen)))
			continue;
		place = end - bytes;
		chosen = run;
	}
	return place;
}

static void agree(const struct world *w)
{
	int free_bytes = 0, largest = 0, run = 0, lowest = -1;

	for (int i = 0; i < BYTES; i++) {
		run = w->taken[i] ? 0 : run + 1;
		free_bytes += !w->taken[i];
		largest = run > largest ? run : largest;
		if (w->taken[i] && lowest < 0)
			lowest = i;
	}
	assert_int_equal(w->heap.free_bytes, free_bytes);
	assert_int_equal(bank_heap_largest(&w->heap, w->policy), largest);
	assert_int_equal(bank_heap_lowest(&w->heap, w->policy),
		lowest < 0 ? UINT64_MAX : FROM + (uint64_t)lowest);
}

static void take(struct world *w)
{
	int bytes = 1 + (int)draw(w, draw(w, 4) ? 12 : 90), place = expected(w, bytes);
	uint64_t address = 0;

	assert_int_equal(bank_heap_take(&w->heap, w->policy, (uint64_t)bytes, &address), place >= 0);
	if (place < 0)
		return;
	assert_int_equal(address, FROM + place);
	memset(w->taken + place, true, (size_t)bytes);
	w->live[w->count++] = (struct block){address, (uint64_t)bytes};
	w->last = place;
}

static void take_at(struct world *w)
{
	int bytes = 1 + (int)draw(w, 12), place = (int)draw(w, BYTES);
	bool is_free = fits(w, place, bytes);

	assert_int_equal(bank_heap_take_at(&w->heap, (uint64_t)(FROM + place), (uint64_t)bytes), is_free);
	if (!is_free)
		return;
	memset(w->taken + place, true, (size_t)bytes);
	w->live[w->count++] = (struct block){(uint64_t)(FROM + place), (uint64_t)bytes};
	w->last = place;
}

static void give(struct world *w)
{
	size_t i = draw(w, w->count);
	struct block b = w->live[i];

	bank_heap_give(&w->heap, w->policy, b.from, b.bytes);
	memset(w->taken + b.from - FROM, false, (size_t)b.bytes);
	w->live[i] = w->live[--w->count];
}

static void each_rule_places_where_trying_all_places_says(void **unused)
{
	(void)unused;
	for (const struct placement_policy *p = placement_policies; p->name; p++) {
		struct world w = {.policy = p, .last = BYTES, .random = 7};

		if (p->moves)
			continue;
		bank_heap_init(&w.heap, FROM, FROM + BYTES);
		for (int turn = 0; turn < TURNS; turn++) {
			if (w.count == LIVE_MAX || (w.count && draw(&w, 20) < 9))
				give(&w);
			else if (draw(&w, 10))
				take(&w);
			else
				take_at(&w);
			agree(&w);
		}
		while (w.count)
			give(&w);
		agree(&w);
		assert_int_equal(w.heap.count, 1);
		bank_heap_free(&w.heap);
	}
}

/* Class borders are larger than the banks above. */
static void segregated_takes_the_highest_of_the_smallest_class(void **unused)
{
	static const uint64_t taken[][2] = {{3000, 10}, {6000, 10}, {9500, 10}};
	const struct placement_policy *p = placement_policy("segregated");
	struct bank_heap h;
	uint64_t address = 0;

	(void)unused;
	bank_heap_init(&h, 0, 100000);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(bank_heap_take_at(&h, taken[i][0], taken[i][1]), 1);
	/* free: 0-3000, 3010-6000, 6010-9500 in one class, 9510-100000 in a larger one */
	assert_int_equal(bank_heap_take(&h, p, 100, &address), 1);
	assert_int_equal(address, 9400);
	assert_int_equal(bank_heap_take(&h, p, 3500, &address), 1);
	assert_int_equal(address, 96500);
	bank_heap_free(&h);
}

/* What one rule does at the top the other does at the bottom: they fail together. */
static void bottom_up_is_the_mirror_of_the_runtime(void **unused)
{
	const struct placement_policy *down = placement_policy("runtime"),
		*up = placement_policy("bottom-up");
	struct world w = {.random = 3};
	struct block mirror[LIVE_MAX];
	struct bank_heap other;

	(void)unused;
	bank_heap_init(&w.heap, FROM, FROM + BYTES);
	bank_heap_init(&other, FROM, FROM + BYTES);
	for (int turn = 0; turn < TURNS; turn++) {
		uint64_t a = 0, b = 0, bytes = 1 + draw(&w, 40);

		if (w.count == LIVE_MAX || (w.count && draw(&w, 20) < 9)) {
			size_t i = draw(&w, w.count);

			bank_heap_give(&w.heap, down, w.live[i].from, w.live[i].bytes);
			bank_heap_give(&other, up, mirror[i].from, mirror[i].bytes);
			w.live[i] = w.live[--w.count];
			mirror[i] = mirror[w.count];
			continue;
		}
		assert_int_equal(bank_heap_take(&w.heap, down, bytes, &a),
			bank_heap_take(&other, up, bytes, &b));
		if (!a)
			continue;
		assert_int_equal(a + bytes - FROM, FROM + BYTES - b);
		w.live[w.count] = (struct block){a, bytes};
		mirror[w.count++] = (struct block){b, bytes};
	}
	bank_heap_free(&w.heap);
	bank_heap_free(&other);
}

static void compacting_fits_whatever_the_sum_allows(void **unused)
{
	const struct placement_policy *p = placement_policy("compacting");
	uint64_t address = 0;
	struct bank_heap h;

	(void)unused;
	bank_heap_init(&h, FROM, FROM + 100);
	assert_int_equal(bank_heap_lowest(&h, p), UINT64_MAX);
	for (int i = 0; i < 5; i++)
		assert_int_equal(bank_heap_take(&h, p, 20, &address), 1);
	assert_int_equal(bank_heap_take(&h, p, 1, &address), 0);
	bank_heap_give(&h, p, 0, 20);
	bank_heap_give(&h, p, 0, 20);
	assert_int_equal(bank_heap_largest(&h, p), 40);
	assert_int_equal(bank_heap_lowest(&h, p), FROM + 40);
	assert_int_equal(bank_heap_take(&h, p, 40, &address), 1);
	bank_heap_free(&h);
}

static void addresses_beyond_the_bank_are_never_free(void **unused)
{
	struct bank_heap h;

	(void)unused;
	bank_heap_init(&h, FROM, FROM + 100);
	assert_int_equal(bank_heap_take_at(&h, FROM - 1, 10), 0);
	assert_int_equal(bank_heap_take_at(&h, FROM + 95, 10), 0);
	assert_int_equal(bank_heap_take_at(&h, UINT64_MAX - 3, 10), 0);
	assert_int_equal(bank_heap_take_at(&h, FROM, 100), 1);
	assert_int_equal(bank_heap_take_at(&h, FROM, 1), 0);
	bank_heap_free(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_places_where_trying_all_places_says),
		cmocka_unit_test(segregated_takes_the_highest_of_the_smallest_class),
		cmocka_unit_test(bottom_up_is_the_mirror_of_the_runtime),
		cmocka_unit_test(compacting_fits_whatever_the_sum_allows),
		cmocka_unit_test(addresses_beyond_the_bank_are_never_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
