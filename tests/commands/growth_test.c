/*
 * leaks --per-mark: what grows in a loop, even if rarely, and what only looks like growth: caches
 * that fill, rings, lists that are cleared, shapes that are repeated.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "judge_l1analyze.h"

enum { STEP = 10, FILE_NAME, FUNCTION, OP, SITES = 60, HELD_MAX = 400, BYTES = 32 };

struct loop {
	struct story t;
	uint64_t next_id, random, begun;        /* begun: records before the present block */
	uint64_t held[SITES][HELD_MAX];         /* ids by call site, the oldest first */
	unsigned count[SITES];
};

/* Call site n + 1 is ttnn.add at loop.py:n. */
static void begin(struct loop *l)
{
	static const char *const strings[] = {"step", "loop.py", "main", "ttnn.add"};

	memset(l, 0, sizeof(*l));
	l->random = 88172645463325252u;
	one_bank(&l->t);
	for (uint64_t i = 0; i < 4; i++)
		tell_string(&l->t, STEP + i, strings[i]);
	for (uint32_t i = 0; i < SITES; i++)
		tell_callsite(&l->t, i + 1, OP, FILE_NAME, i, FUNCTION);
	tell_open(&l->t, 1, 0);
}

static unsigned below(struct loop *l, unsigned n)
{
	l->random ^= l->random << 13;
	l->random ^= l->random >> 7;
	l->random ^= l->random << 17;
	return (unsigned)(l->random % n);
}

static void take_bytes(struct loop *l, unsigned site, uint64_t device, uint64_t flags,
	uint64_t bytes)
{
	uint64_t id = ++l->next_id;

	assert_true(l->count[site] < HELD_MAX);
	l->held[site][l->count[site]++] = id;
	tell_buffer(&l->t, (struct l1t_alloc){.id = id, .device = device, .type = L1T_L1,
		.address = BASE + id * BYTES, .bytes_per_core = bytes, .size_bytes = bytes,
		.callsite = site + 1, .flags = flags});
}

static void take_on(struct loop *l, unsigned site, uint64_t device, uint64_t flags)
{
	take_bytes(l, site, device, flags, BYTES);
}

static void take(struct loop *l, unsigned site)
{
	take_on(l, site, 1, 0);
}

/* Frees the n-th buffer that is held there. */
static void give(struct loop *l, unsigned site, unsigned n)
{
	uint64_t *held = l->held[site];

	tell_free(&l->t, held[n], 1, L1T_L1);
	memmove(held + n, held + n + 1, (l->count[site]-- - n - 1) * sizeof(*held));
}

/* Runs that many passes, each of all these sites. */
static void run(struct loop *l, unsigned passes, void (*pass)(struct loop *l, unsigned site,
	unsigned number, unsigned passes), unsigned sites)
{
	for (unsigned i = 1; i <= passes; i++) {
		tell_mark(&l->t, L1T_MARK_BEGIN, STEP);
		for (unsigned s = 0; s < sites; s++)
			pass(l, s, i, passes);
		tell_mark(&l->t, L1T_MARK_END, STEP);
		/* a block has an end */
		if ((uint64_t)l->t.now_ns / 10 - l->begun > 4000) {
			l->begun = (uint64_t)l->t.now_ns / 10;
			trace_block(l->t.file, l->t.now_ns + 1);
			trace_run(l->t.file, 1, l->begun + 1000);
		}
	}
}

/* Expects these rows, without run, device and kind; "": none. */
static void grows(struct loop *l, const char *rows, int code)
{
	char command[300];
	struct outcome o;

	write_file(&l->t);
	snprintf(command, sizeof(command), L1ANALYZE " leaks --per-mark step --fail-on leak "
		"--format csv %s | sed 1d", l->t.name);
	o = run_command("A=1", command);
	if (strcmp(o.output, rows))
		fail_msg("grew\n%sinstead of\n%s", o.output, rows);
	outcome_free(&o);
	snprintf(command, sizeof(command), L1ANALYZE " leaks --per-mark step --fail-on leak "
		"--format csv %s", l->t.name);
	o = run_command("A=1", command);
	assert_int_equal(WEXITSTATUS(o.status), code);
	outcome_free(&o);
	drop_file(&l->t);
}

static void each_tenth(struct loop *l, unsigned site, unsigned number, unsigned passes)
{
	(void)passes;
	take(l, site);
	give(l, site, l->count[site] - 1);
	if (number % 10 == 3)
		take(l, site);
}

static void what_grows_rarely_is_seen(void **unused)
{
	struct loop l;

	(void)unused;
	begin(&l);
	run(&l, 100, each_tenth, 1);
	grows(&l, "1,0,l1,\"mark step\",100,32,10,10,0,320,10,\"live at end\",ttnn.add,"
		"\"loop.py:0 main\",790,0,\n", 1);
}

static void each(struct loop *l, unsigned site, unsigned number, unsigned passes)
{
	(void)number;
	(void)passes;
	take(l, site);
}

static void of_three_passes_two_that_keep_something_are_enough(void **unused)
{
	struct loop l;

	(void)unused;
	begin(&l);
	run(&l, 3, each, 1);
	grows(&l, "1,0,l1,\"mark step\",3,32,2,1,32,96,3,\"live at end\",ttnn.add,"
		"\"loop.py:0 main\",690,0,\n", 1);
}

static void all_but_the_last(struct loop *l, unsigned site, unsigned number, unsigned passes)
{
	if (number < passes)
		take(l, site);
}

static void a_last_pass_that_ends_early_hides_no_leak(void **unused)
{
	struct loop l;

	(void)unused;
	begin(&l);
	run(&l, 30, all_but_the_last, 1);
	grows(&l, "1,0,l1,\"mark step\",30,32,28,1,32,928,29,\"live at end\",ttnn.add,"
		"\"loop.py:0 main\",690,0,\n", 1);
}

/* A list that is cut back, but never to its previous length. */
static void three_more_two_less(struct loop *l, unsigned site, unsigned number, unsigned passes)
{
	(void)passes;
	take(l, site);
	if (number % 3 == 0) {
		give(l, site, l->count[site] - 1);
		give(l, site, l->count[site] - 1);
	}
}

static void what_is_given_back_in_between_is_not_taken_for_growth(void **unused)
{
	struct loop l;

	(void)unused;
	begin(&l);
	run(&l, 60, three_more_two_less, 1);
	grows(&l, "1,0,l1,\"mark step\",60,32,19,3,32,640,20,\"live at end\",ttnn.add,"
		"\"loop.py:0 main\",690,0,\n", 1);
}

/* One tensor, replaced by a larger one in each pass. */
static void longer(struct loop *l, unsigned site, unsigned number, unsigned passes)
{
	(void)passes;
	take_bytes(l, site, 1, 0, BYTES * number);
	if (number > 1)
		give(l, site, 0);
}

static void what_takes_more_each_time_grows_though_it_is_one(void **unused)
{
	struct loop l;

	(void)unused;
	begin(&l);
	run(&l, 20, longer, 1);
	grows(&l, "1,0,l1,\"mark step\",20,32,19,1,32,640,1,\"live at end\",ttnn.add,"
		"\"loop.py:0 main\",690,0,\n", 1);
}

/* ---- loops that leak nothing ---- */

/* Site n holds n + 1 at a time, each as long as the others. */
static void rings(struct loop *l, unsigned site, unsigned number, unsigned passes)
{
	(void)number;
	(void)passes;
	take(l, site);
	if (l->count[site] > site + 1)
		give(l, site, 0);
}

/* Site n has n + 1 entries and finds them again. */
static void caches(struct loop *l, unsigned site, unsigned number, unsigned passes)
{
	(void)number;
	(void)passes;
	if (l->count[site] <= site)
		take(l, site);
}

/* One of site + 1 shapes appears; earlier ones are kept. */
static void shapes(struct loop *l, unsigned site, unsigned number, unsigned passes)
{
	(void)number;
	(void)passes;
	if (below(l, site + 1) >= l->count[site])
		take(l, site);
}

/* A list that is cleared after some passes, a different number at each site. */
static void lists(struct loop *l, unsigned site, unsigned number, unsigned passes)
{
	(void)passes;
	take(l, site);
	if (number % (site % 20 + 2) == 0)
		while (l->count[site])
			give(l, site, 0);
}

/* Grows to the middle of the loop, and shrinks from there. */
static void hills(struct loop *l, unsigned site, unsigned number, unsigned passes)
{
	if (number <= passes / 2)
		take(l, site);
	else if (l->count[site])
		give(l, site, below(l, l->count[site]));
}

/* Up to ten entries; when it is full any one is dropped. */
static void evicting(struct loop *l, unsigned site, unsigned number, unsigned passes)
{
	(void)number;
	(void)passes;
	if (below(l, 3))
		take(l, site);
	if (l->count[site] > 10)
		give(l, site, below(l, l->count[site]));
}

/* Shapes grow now and then, and each pass's tensors are live into the next one. */
static void shapes_that_grow(struct loop *l, unsigned site, unsigned number, unsigned passes)
{
	(void)passes;
	take_bytes(l, site, 1, 0, BYTES * (1 + number / 12) * (number % 3 ? 1 : 4));
	while (l->count[site] > 1 + site % 3)
		give(l, site, 0);
}

/* Buffers that are made at first need, for two purposes. */
static void twice(struct loop *l, unsigned site, unsigned number, unsigned passes)
{
	if (number == passes * 3 / 10 || number == passes * 8 / 10)
		take(l, site);
}

static void steady(void (*pass)(struct loop *, unsigned, unsigned, unsigned), unsigned passes,
	unsigned sites)
{
	struct loop l;

	begin(&l);
	run(&l, passes, pass, sites);
	grows(&l, "", 0);
}

static void loops_that_are_steady_leak_nothing(void **unused)
{
	(void)unused;
	/* a ring or cache that never fills in the loop cannot be distinguished from a leak */
	for (unsigned passes = 3; passes < 60; passes += 7) {
		unsigned most = passes * 5 / 6 < SITES ? passes * 5 / 6 : SITES;

		steady(rings, passes, most);
		steady(caches, passes, most);
	}
	steady(shapes, 200, 20);
	steady(lists, 97, SITES);
	steady(lists, 200, SITES);
	steady(hills, 41, 10);
	steady(shapes_that_grow, 60, 6);
	steady(twice, 100, 1);
	steady(evicting, 150, SITES);
	steady(evicting, 300, SITES);
}

/* ---- owners and chips ---- */

static void a_new_program_each_eighth(struct loop *l, unsigned site, unsigned number, unsigned passes)
{
	uint64_t program = number / 8 + 1;

	(void)passes;
	if (number % 8 == 0 || number == 1)
		take_on(l, site, 1, L1T_ALLOC_MADE);
	if (site)
		take(l, site);  /* the program's own, at the same place */
	tell_launch_of(&l->t, (struct l1t_launch){.program = program, .device = 1, .name = OP});
}

static void what_the_program_cache_owns_grows_and_is_said_to_be_its_own(void **unused)
{
	struct loop l;

	(void)unused;
	begin(&l);
	run(&l, 64, a_new_program_each_eighth, 1);
	grows(&l, "1,0,l1,\"mark step\",64,32,8,8,32,288,9,\"owned by the program cache\",ttnn.add,"
		"\"loop.py:0 main\",690,0,\n", 0);
	begin(&l);
	run(&l, 64, a_new_program_each_eighth, 2);
	grows(&l, "1,0,l1,\"mark step\",64,32,8,8,32,288,9,\"owned by the program cache\",ttnn.add,"
		"\"loop.py:0 main\",690,0,\n"
		"1,0,l1,\"mark step\",64,32,8,8,32,288,9,\"owned by the program cache\",ttnn.add,"
		"\"loop.py:1 main\",710,0,\n"
		"1,0,l1,\"mark step\",64,32,63,1,32,2048,64,\"live at end\",ttnn.add,"
		"\"loop.py:1 main\",720,0,\n", 1);
}

static void both_devices(struct loop *l, unsigned site, unsigned number, unsigned passes)
{
	(void)number;
	(void)passes;
	take_on(l, site, 1, 0);
	take_on(l, site, 2, 0);
}

static void a_leak_is_one_row_on_however_many_chips(void **unused)
{
	char command[300];
	struct outcome o;
	struct loop l;

	(void)unused;
	begin(&l);
	tell_device(&l.t, (struct l1t_device){.device = 2, .mesh = 9, .chips = 3, .grid_x = 1,
		.grid_y = 1, .l1_bytes = L1_BYTES, .unreserved_base = BASE, .bank_count = 1,
		.bank_bytes = TOP - BASE});
	run(&l, 6, both_devices, 1);
	write_file(&l.t);
	for (int i = 0; i < 2; i++) {
		snprintf(command, sizeof(command), L1ANALYZE " leaks %s --format csv %s | sed 1d",
			i ? "--by callsite" : "--per-mark step", l.t.name);
		o = run_command("A=1", command);
		assert_string_equal(o.output, i
			? "1,,l1,\"live at end\",12,192,384,700,910,ttnn.add,\"loop.py:0 main\",\"0,3\",,,,\n"
			: "1,,l1,\"mark step\",6,32,5,1,32,192,12,\"live at end\",ttnn.add,"
			  "\"loop.py:0 main\",700,\"0,3\",\n");
		outcome_free(&o);
	}
	drop_file(&l.t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_grows_rarely_is_seen),
		cmocka_unit_test(of_three_passes_two_that_keep_something_are_enough),
		cmocka_unit_test(a_last_pass_that_ends_early_hides_no_leak),
		cmocka_unit_test(what_is_given_back_in_between_is_not_taken_for_growth),
		cmocka_unit_test(what_takes_more_each_time_grows_though_it_is_one),
		cmocka_unit_test(loops_that_are_steady_leak_nothing),
		cmocka_unit_test(what_the_program_cache_owns_grows_and_is_said_to_be_its_own),
		cmocka_unit_test(a_leak_is_one_row_on_however_many_chips),
	};

	return cmocka_run_group_tests_name("growth", tests, NULL, NULL);
}
