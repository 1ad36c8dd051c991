/*
 * What a call would do without some buffers, and the smallest set of them that makes it fit,
 * compared with a bank of a few units that is an array of letters, trying every subset.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "smallest_release.h"

enum { FROM = 100, UNITS = 40, BLOCKS = 10, STEPS = 12, CASES = 4000, PLENTY = 1000000 };

/* One case as an array: the unit of each block, -1 for nowhere. */
struct naive {
	char bank[UNITS];
	int at[BLOCKS];
};

static void lay(struct naive *n, int block, int at, int units, bool there)
{
	memset(n->bank + at, there ? 'x' : 0, (size_t)units);
	n->at[block] = there ? at : -1;
}

/* The highest, or lowest, run of free units; -1: none is long enough. */
static int search(const struct naive *n, int units, bool low)
{
	for (int k = 0; k + units <= UNITS; k++) {
		int at = low ? k : UNITS - units - k;

		if (!memchr(n->bank + at, 'x', (size_t)units))
			return at;
	}
	return -1;
}

static int units_of(const struct call_replay *w, size_t block)
{
	return (int)w->blocks[block].bytes;
}

static bool clear_below(const struct naive *n, uint64_t end)
{
	return !memchr(n->bank, 'x', (size_t)(end - FROM));
}

static bool naive_fits(const struct call_replay *w, const bool *gone)
{
	struct naive n = {{0}, {0}};

	for (size_t i = 0; i < w->block_count; i++) {
		n.at[i] = -1;
		if (w->there[i] && !gone[i])
			lay(&n, (int)i, (int)(w->blocks[i].address - FROM), units_of(w, i), true);
	}
	for (size_t i = 0; i < w->step_count; i++) {
		const struct call_replay_step *s = &w->steps[i];

		if (s->kind == REPLAY_LAUNCH && !clear_below(&n, s->end))
			return false;
		if (s->kind == REPLAY_GIVE && n.at[s->block] >= 0)
			lay(&n, (int)s->block, n.at[s->block], units_of(w, s->block), false);
		if (s->kind == REPLAY_TAKE) {
			int at = search(&n, units_of(w, s->block), w->low);

			if (at < 0)
				return false;
			lay(&n, (int)s->block, at, units_of(w, s->block), true);
		}
	}
	return w->end ? clear_below(&n, w->end) : search(&n, (int)w->need, w->low) >= 0;
}

struct example {
	struct call_replay_block blocks[BLOCKS];
	struct call_replay_step steps[STEPS];
	bool there[BLOCKS], may_go[BLOCKS], stays[BLOCKS];
	uint64_t ages[BLOCKS];
	struct call_replay w;
};

static uint32_t seed = 7;

static unsigned dice(unsigned sides)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % sides;
}

/* A bank that is partly full, a call that allocates and frees a few blocks, and what failed. */
static void make(struct example *e)
{
	size_t n = 0, last = 0, taken[STEPS], takes = 0;

	memset(e, 0, sizeof(*e));
	for (unsigned at = dice(5); at < UNITS && n < BLOCKS - 3; n++) {
		unsigned units = 1 + dice(6);

		if (at + units > UNITS)
			break;
		e->blocks[n] = (struct call_replay_block){FROM + at, units};
		e->there[n] = true;
		e->may_go[n] = dice(5) != 0;
		e->stays[n] = !e->may_go[n];
		at += units + (dice(2) ? dice(5) : 0);
	}
	/* what the call allocates has no address yet, and is sorted after all others */
	for (unsigned i = 0, own = dice(4); i < own; i++) {
		e->blocks[n] = (struct call_replay_block){FROM + UNITS, 1 + dice(7)};
		e->steps[last++] = (struct call_replay_step){.kind = REPLAY_TAKE, .block = n};
		taken[takes++] = n++;
		if (dice(3) == 0)
			e->steps[last++] = (struct call_replay_step){.kind = REPLAY_LAUNCH,
				.end = FROM + dice(4)};
		if (dice(3) == 0 && takes)
			e->steps[last++] = (struct call_replay_step){.kind = REPLAY_GIVE,
				.block = taken[--takes]};
	}
	for (size_t i = 0; i < n; i++)
		e->ages[i] = 1 + (i * 7 + dice(1000) * BLOCKS);
	e->w = (struct call_replay){.from = FROM, .to = FROM + UNITS, .low = dice(4) == 0,
		.blocks = e->blocks, .block_count = n, .there = e->there, .steps = e->steps,
		.step_count = last};
	if (dice(2))
		e->w.need = 1 + dice(UNITS / 2);
	else
		e->w.end = FROM + 1 + dice(UNITS / 2);
}

/*
 * Whether set a is better than b: the fewest bytes, then blocks, then the one that alone has the
 * oldest.
 */
static bool better(const struct example *e, unsigned a, unsigned b)
{
	uint64_t bytes[2] = {0}, oldest[2] = {UINT64_MAX, UINT64_MAX};
	unsigned count[2] = {0}, sets[2] = {a, b};

	for (int k = 0; k < 2; k++)
		for (size_t i = 0; i < e->w.block_count; i++)
			if (sets[k] >> i & 1) {
				bytes[k] += e->blocks[i].bytes;
				count[k]++;
				if (!(sets[!k] >> i & 1) && e->ages[i] < oldest[k])
					oldest[k] = e->ages[i];
			}
	return bytes[0] != bytes[1] ? bytes[0] < bytes[1]
		: count[0] != count[1] ? count[0] < count[1] : oldest[0] < oldest[1];
}

static bool subset_fits(const struct example *e, unsigned set)
{
	bool gone[BLOCKS];

	for (size_t i = 0; i < BLOCKS; i++)
		gone[i] = set >> i & 1;
	return naive_fits(&e->w, gone);
}

/* Tries every subset of what may be released. False: none fits. */
static bool exhaustive(const struct example *e, unsigned *best)
{
	bool found = false;

	for (unsigned set = 0; set < 1u << e->w.block_count; set++) {
		bool allowed = true;

		for (size_t i = 0; i < e->w.block_count; i++)
			allowed = allowed && (!(set >> i & 1) || e->may_go[i]);
		if (!allowed || !subset_fits(e, set) || (found && !better(e, set, *best)))
			continue;
		*best = set;
		found = true;
	}
	return found;
}

static unsigned chosen(const struct smallest_release *s)
{
	unsigned set = 0;

	for (size_t i = 0; i < s->count; i++)
		set |= 1u << s->chosen[i];
	return set;
}

static void a_replay_gives_what_an_array_of_letters_gives(void **unused)
{
	unsigned fitting = 0;

	(void)unused;
	for (int i = 0; i < CASES; i++) {
		struct example e;
		unsigned char changes[BLOCKS] = {0};
		bool gone[BLOCKS] = {false}, got;

		make(&e);
		for (size_t b = 0; b < e.w.block_count; b++)
			if (e.may_go[b] && dice(2)) {
				changes[b] = REPLAY_GONE;
				gone[b] = true;
			}
		got = call_replay(&e.w, changes, 0).fits;
		if (got != naive_fits(&e.w, gone))
			fail_msg("case %d: %d", i, got);
		fitting += got;
	}
	assert_in_range(fitting, CASES / 10, CASES * 9 / 10);
}

static void the_smallest_set_is_that_of_an_exhaustive_search(void **unused)
{
	unsigned found = 0, none = 0, several = 0;

	(void)unused;
	for (int i = 0; i < CASES; i++) {
		struct smallest_release s;
		struct example e;
		unsigned best = 0;
		bool any;

		make(&e);
		any = exhaustive(&e, &best);
		s = smallest_release(&e.w, 1, e.may_go, e.stays, e.ages, PLENTY);
		if (s.found != any || !s.proved || (any && chosen(&s) != best))
			fail_msg("case %d: found %d proved %d %x, exhaustive %d %x", i, s.found,
				s.proved, chosen(&s), any, best);
		found += any;
		none += !any;
		several += s.count > 1;
		free(s.chosen);
	}
	/* there are cases of all kinds */
	assert_true(found > CASES / 4 && none > CASES / 20 && several > CASES / 20);
}

static void a_search_that_was_ended_claims_nothing_that_is_not_so(void **unused)
{
	unsigned unproved = 0;

	(void)unused;
	for (int i = 0; i < CASES; i++) {
		struct smallest_release s;
		struct example e;
		unsigned best = 0;
		bool any;

		make(&e);
		any = exhaustive(&e, &best);
		s = smallest_release(&e.w, 1, e.may_go, e.stays, e.ages, 3);
		if (s.found && !subset_fits(&e, chosen(&s)))
			fail_msg("case %d: %x does not fit", i, chosen(&s));
		if (s.proved && (s.found != any || (any && chosen(&s) != best)))
			fail_msg("case %d: %x is said to be smallest, %x is", i, chosen(&s), best);
		unproved += !s.proved;
		free(s.chosen);
	}
	assert_true(unproved > 0);
}

/* The same call, or one that began a step later: then its first block is already there. */
static void a_set_fits_in_all_worlds(void **unused)
{
	const struct call_replay_block blocks[] = {{110, 4}, {114, 6}, {130, 10}};
	const bool early[] = {false, true, true}, late[] = {true, true, true};
	const struct call_replay_step step = {.kind = REPLAY_TAKE, .block = 0};
	const bool may_go[] = {false, true, true}, stays[] = {false, false, false};
	const uint64_t ages[] = {3, 2, 1};
	struct call_replay worlds[] = {
		{FROM, FROM + UNITS, false, blocks, 3, late, NULL, 0, 0, 112},
		{FROM, FROM + UNITS, false, blocks, 3, early, &step, 1, 0, 112}};
	struct smallest_release s = smallest_release(worlds, 2, may_go, stays, ages, PLENTY);

	(void)unused;
	/* in the second world the call's block would move up; in the first it stays at 110 */
	assert_false(s.found);
	free(s.chosen);
	s = smallest_release(worlds + 1, 1, may_go, stays, ages, PLENTY);
	assert_true(s.found && !s.count);
	free(s.chosen);
}

/* 100..140: one at 110-114, then one at 130-140; the call takes 8 and then has no room for 20. */
static const struct call_replay_block moving[] = {{110, 4}, {122, 8}, {130, 10}};
static const bool before_call[] = {true, false, true};
static const struct call_replay_step takes_and_gives[] = {{.kind = REPLAY_TAKE, .block = 1},
	{.kind = REPLAY_GIVE, .block = 0}};

static struct call_replay moving_call(size_t steps, uint64_t need)
{
	return (struct call_replay){FROM, FROM + UNITS, false, moving, 3, before_call,
		takes_and_gives, steps,
		need, 0};
}

static void what_is_moved_is_placed_anew(void **unused)
{
	const unsigned char early[] = {REPLAY_MOVED, 0, 0}, late[] = {REPLAY_MOVED_LATER, 0, 0};
	struct call_replay w = moving_call(1, 18);

	(void)unused;
	assert_false(call_replay(&w, NULL, 0).fits);
	assert_int_equal(18 - 10, call_replay(&w, NULL, 0).missing);
	/* 4 go up to 126 and 8 below them to 118, or 4 below the call's 8: 18 are free below */
	assert_true(call_replay(&w, early, 0).fits);
	assert_true(call_replay(&w, late, 0).fits);
	/* after a step that does not exist */
	assert_false(call_replay(&w, late, SIZE_MAX).fits);
}

/* 100..140: 4 at 104, 8 at 112, 6 at 120. The 6 go to 134, the 8 below them to 126, the 4 to 122. */
static void what_is_moved_in_turn_leaves_its_place_to_the_next(void **unused)
{
	static const struct call_replay_block at[] = {{104, 4}, {112, 8}, {120, 6}, {130, 0}};
	static const bool there[] = {true, true, true, false};
	const unsigned char turn[] = {REPLAY_MOVED_IN_TURN, REPLAY_MOVED_IN_TURN, REPLAY_MOVED_IN_TURN, 0};
	const unsigned char two[] = {0, REPLAY_MOVED_IN_TURN, REPLAY_MOVED_IN_TURN, 0};
	struct call_replay w = {FROM, FROM + UNITS, false, at, 4, there, NULL, 0, 0, 122};

	(void)unused;
	assert_int_equal(122 - 104, call_replay(&w, NULL, 0).missing);
	assert_int_equal(122 - 104, call_replay(&w, two, 0).missing);
	assert_true(call_replay(&w, turn, 0).fits);
	w.end = 123;
	assert_int_equal(1, call_replay(&w, turn, 0).missing);
}

static void what_is_gone_later_is_not_given_back_twice(void **unused)
{
	const unsigned char later[] = {REPLAY_GONE_LATER, 0, 0};
	struct call_replay w = moving_call(2, 22);

	(void)unused;
	assert_true(call_replay(&w, later, 0).fits);
	w.need = 23;
	assert_false(call_replay(&w, later, 0).fits);
	assert_int_equal(1, call_replay(&w, later, 0).missing);
}

static void a_block_that_comes_out_elsewhere_is_seen(void **unused)
{
	const unsigned char gone[] = {0, 0, REPLAY_GONE};
	struct call_replay w = moving_call(1, 18);

	(void)unused;
	assert_true(call_replay(&w, NULL, 0).as_recorded);
	assert_false(call_replay(&w, gone, 0).as_recorded);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_replay_gives_what_an_array_of_letters_gives),
		cmocka_unit_test(the_smallest_set_is_that_of_an_exhaustive_search),
		cmocka_unit_test(a_search_that_was_ended_claims_nothing_that_is_not_so),
		cmocka_unit_test(a_set_fits_in_all_worlds),
		cmocka_unit_test(what_is_moved_is_placed_anew),
		cmocka_unit_test(what_is_moved_in_turn_leaves_its_place_to_the_next),
		cmocka_unit_test(what_is_gone_later_is_not_given_back_twice),
		cmocka_unit_test(a_block_that_comes_out_elsewhere_is_seen),
	};

	return cmocka_run_group_tests_name("smallest set", tests, NULL, NULL);
}
