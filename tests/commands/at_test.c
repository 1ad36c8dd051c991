/*
 * The verb at: what lay where at a moment, computed by hand. One bank from 1000 to 3000; there is a
 * record every 10 ns: the device at 30.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>
#include "judge_l1analyze.h"

/* Output of `at ARGS TRACE`, cut to these columns, without its header. */
static void expect(const struct story *t, const char *args, const char *columns, const char *rows)
{
	char command[500];
	struct outcome o;

	snprintf(command, sizeof(command), L1ANALYZE " at %s --format tsv %s | sed 1d | cut -f%s", args,
		t->name, columns);
	o = run_command("A=1", command);
	if (strcmp(o.output, rows))
		fail_msg("at %s gave\n%sinstead of\n%s", args, o.output, rows);
	outcome_free(&o);
}

/* What a whole command line prints, as a table. */
static void shows(const struct story *t, const char *args, const char *text)
{
	char command[500];
	struct outcome o;

	snprintf(command, sizeof(command), L1ANALYZE " %s %s 2>&1", args, t->name);
	o = run_command("A=1", command);
	if (!strstr(o.output, text))
		fail_msg("%s: no '%s' in\n%s", args, text, o.output);
	outcome_free(&o);
}

/* Buffer 1 from 40 to 80, buffer 2 from 50, op 1 at 70 with a region up to 1400. */
static void tell_story(struct story *t)
{
	one_bank(t);
	tell_open(t, 1, 0);
	tell_alloc(t, 1, 1, L1T_L1, 2700, 300);
	tell_alloc(t, 2, 1, L1T_L1, 2500, 100);
	tell_program_up_to(t, 1400);
	tell_free(t, 1, 1, L1T_L1);
	tell_alloc(t, 3, 1, L1T_L1_SMALL, 3100, 64);
	tell_oom(t, 1500);
	write_file(t);
}

/* kind, address, bytes, id */
static const char map[] = "5,7,8,11";

static void a_map_has_regions_buffers_and_what_is_free_between(void **unused)
{
	struct story t;

	(void)unused;
	tell_story(&t);
	expect(&t, "45ns", map, "free\t1000\t1700\t\nl1\t2700\t300\t1\n");
	expect(&t, "--op 1", map, "cb\t1000\t400\t0\nfree\t1400\t1100\t\nl1\t2500\t100\t2\n"
		"free\t2600\t100\t\nl1\t2700\t300\t1\n");
	expect(&t, "--failure 1", map, "cb\t1000\t400\t0\nfree\t1400\t1100\t\nl1\t2500\t100\t2\n"
		"free\t2600\t400\t\nl1_small\t3100\t64\t3\n");
	expect(&t, "--failure 1 --core 1,0", map, "free\t1000\t1500\t\nl1\t2500\t100\t2\n"
		"free\t2600\t400\t\nl1_small\t3100\t64\t3\n");
	drop_file(&t);
}

static void a_diff_tells_what_came_and_went(void **unused)
{
	struct story t;

	(void)unused;
	tell_story(&t);
	expect(&t, "--diff 45ns 95ns", "1,6,8,9,12", "went\tl1\t2700\t300\t1\n"
		"came\tcb\t1000\t400\t0\ncame\tl1\t2500\t100\t2\ncame\tl1_small\t3100\t64\t3\n");
	expect(&t, "--diff 45ns 45ns", "1", "");
	drop_file(&t);
}

/* What kernels on other cores use is not told. */
static void a_region_has_its_pages_its_kernels_and_where_its_program_was_launched(void **unused)
{
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_string(&t, 20, "reader/123/");
	tell_string(&t, 21, "ttnn.add");
	tell_string(&t, 22, "a.py");
	tell_string(&t, 23, "Float16_b");
	tell_string(&t, 24, "elsewhere/9/");
	tell_callsite(&t, 30, 21, 22, 5, 22);
	tell_cores(&t, 2, 5, 5, 5, 5);
	tell_open(&t, 1, 0);
	tell_kernel(&t, (struct l1t_kernel){.program = 1, .name = 20, .cores = 1});
	tell_kernel(&t, (struct l1t_kernel){.program = 1, .name = 24, .cores = 2});
	tell_region_index(&t, (struct l1t_region_index){.program = 1, .cores = 1, .region = 16, .index = 16,
		.page_bytes = 2048, .pages = 2, .format_name = 23});
	tell_region_of(&t, (struct l1t_region){.program = 1, .flags = L1T_REGION_FIRST, .index = 16,
		.address = BASE, .size_bytes = 4096, .cores = 1});
	tell_launch_of(&t, (struct l1t_launch){.program = 1, .device = 1, .name = 21, .callsite = 30});
	write_file(&t);
	expect(&t, "--op 1 --kind cb", "6,9,10,17-21",
		"ttnn.add\ta.py:5 a.py\tc_16 out0, 2 x 2048 B Float16_b, on cores 0,0-0,0\t"
		"c_16 out0\t2\t2048\tFloat16_b\treader\n");
	drop_file(&t);
}

/* end 0: as it was placed before. */
static void launch(struct story *t, uint64_t program, uint64_t end)
{
	if (end)
		tell_region_of(t, (struct l1t_region){.program = program, .flags = L1T_REGION_FIRST,
			.address = BASE, .size_bytes = end - BASE, .cores = 1});
	tell_launch_of(t, (struct l1t_launch){.program = program, .device = 1});
}

static void mesh_trace(struct story *t, uint8_t kind, uint64_t trace)
{
	tell_trace(t, kind, 1, trace);
}

/* Ops 1 to 3 are captured in trace 5, op 4 in trace 6; op 5 replays trace 5. */
static void a_replay_has_what_all_its_launches_use(void **unused)
{
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_open(&t, 1, 0);
	tell_alloc(&t, 1, 1, L1T_L1, 2700, 300);
	mesh_trace(&t, L1T_CAPTURE_BEGIN, 5);
	launch(&t, 1, 1400);
	tell_alloc(&t, 2, 1, L1T_L1, 2500, 100);
	launch(&t, 2, 1600);
	launch(&t, 1, 0);
	mesh_trace(&t, L1T_CAPTURE_END, 5);
	mesh_trace(&t, L1T_CAPTURE_BEGIN, 6);
	launch(&t, 3, 2000);
	mesh_trace(&t, L1T_CAPTURE_END, 6);
	tell_free(&t, 2, 1, L1T_L1);
	tell_alloc(&t, 3, 1, L1T_L1, 2550, 50);
	mesh_trace(&t, L1T_REPLAY, 5);          /* at 200 */
	tell_free(&t, 3, 1, L1T_L1);
	write_file(&t);
	expect(&t, "--op 5", "5,7,8,11,14", "cb\t1000\t400\t0\tregion\ncb\t1000\t600\t0\tregion\n"
		"free\t1600\t900\t\tfree\nl1\t2500\t100\t2\tcaptured\nl1\t2550\t50\t3\tlives\n"
		"free\t2600\t100\t\tfree\nl1\t2700\t300\t1\tlives\n");
	/* the run's peak, and as a replay */
	expect(&t, "--peak", "5,7,8,11,14", "cb\t1000\t400\t0\tregion\ncb\t1000\t600\t0\tregion\n"
		"free\t1600\t900\t\tfree\nl1\t2500\t100\t2\tcaptured\nl1\t2550\t50\t3\tlives\n"
		"free\t2600\t100\t\tfree\nl1\t2700\t300\t1\tlives\n");
	/* the table is summed up by operation */
	shows(&t, "at --peak", "l1analyze: by operation; ");
	/* what it left behind is its last launch's */
	expect(&t, "225ns", map, "cb\t1000\t400\t0\nfree\t1400\t1300\t\nl1\t2700\t300\t1\n");
	expect(&t, "--op 2", map, "cb\t1000\t600\t0\nfree\t1600\t900\t\nl1\t2500\t100\t2\n"
		"free\t2600\t100\t\nl1\t2700\t300\t1\n");
	drop_file(&t);
}

/*
 * Ops 1 to 4 are captured; the regions of op 3, of 600 and 400 bytes, share 300; buffers 2 and 4,
 * of 100 bytes, are not live together and share 80.
 */
static void a_replays_table_is_summed_up_by_operation(void **unused)
{
	static const char *const rows[] = {"program", "buffers", "freed buffers it uses again", "free"};
	char command[300], *last;
	struct outcome o;
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_open(&t, 1, 0);
	tell_alloc(&t, 1, 1, L1T_L1, 2700, 300);
	mesh_trace(&t, L1T_CAPTURE_BEGIN, 5);
	launch(&t, 1, 1400);
	tell_alloc(&t, 2, 1, L1T_L1, 2500, 100);
	launch(&t, 2, 1600);
	tell_region_of(&t, (struct l1t_region){.program = 2, .address = BASE + 300,
		.size_bytes = 400, .cores = 1});
	launch(&t, 2, 0);
	tell_free(&t, 2, 1, L1T_L1);
	tell_alloc(&t, 4, 1, L1T_L1, 2520, 100);
	launch(&t, 1, 1400);
	mesh_trace(&t, L1T_CAPTURE_END, 5);
	tell_free(&t, 4, 1, L1T_L1);
	mesh_trace(&t, L1T_REPLAY, 5);
	write_file(&t);
	snprintf(command, sizeof(command), L1ANALYZE " at --op 5 %s 2>/dev/null | grep -A9 chips "
		"| tr -s \" \"", t.name);
	o = run_command("A=1", command);
	assert_non_null(strstr(o.output, " program - 4 700 1700 3 "));
	assert_non_null(strstr(o.output, " buffers - 1 300 3000 - "));
	assert_non_null(strstr(o.output, " freed buffers it uses again - 2 120 2620 - "));
	last = o.output;
	for (size_t i = 0; i < 4; i++) {
		char word[40];

		snprintf(word, sizeof(word), " %s -", rows[i]);
		assert_non_null(strstr(last, word));
		last = strstr(last, word);
	}
	outcome_free(&o);
	/* a filter shows the single rows */
	snprintf(command, sizeof(command), L1ANALYZE " at --op 5 --kind cb %s | grep -c captured",
		t.name);
	o = run_command("A=1", command);
	assert_string_equal(o.output, "5\n");
	outcome_free(&o);
	drop_file(&t);
}

static void moments_that_are_none_are_refused(void **unused)
{
	static const char *const wrong[] = {"yesterday", "--op x", "--op 1 --failure 1", "--diff 1ns",
		"--diff --op 1 1ns 2ns", "--failure 0", "--op 2", "--failure 2", "--peak --op 1",
		"--diff --peak 1ns 2ns"};
	struct story t;

	(void)unused;
	tell_story(&t);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		char command[300];
		struct outcome o;

		snprintf(command, sizeof(command), L1ANALYZE " at %s %s", wrong[i], t.name);
		o = run_command("A=1", command);
		if (WEXITSTATUS(o.status) != 2)
			fail_msg("at %s: status %d: %s", wrong[i], o.status, o.output);
		outcome_free(&o);
	}
	drop_file(&t);
}

static void the_worst_moment_may_be_no_ops(void **unused)
{
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_open(&t, 1, 0);
	tell_alloc(&t, 1, 1, L1T_L1, 2700, 300);
	tell_program_up_to(&t, 1400);
	tell_alloc(&t, 2, 1, L1T_L1, 2000, 700);     /* 70 ns: 1,000 bytes, most of all */
	tell_free(&t, 1, 1, L1T_L1);
	write_file(&t);
	expect(&t, "--peak", map, "cb\t1000\t400\t0\nfree\t1400\t600\t\nl1\t2000\t700\t2\n"
		"l1\t2700\t300\t1\n");
	shows(&t, "at --peak", "chip 0 at 0.000 ms\n");
	shows(&t, "peak", "\nnext: l1analyze at 70ns /");
	/* the proposed command has the window; a named moment needs none */
	shows(&t, "peak --from 60ns", "\nnext: l1analyze at 70ns /");
	shows(&t, "peak --from 60ns", "\n  or: l1analyze timeline --core 0,0 --from 60ns /");
	shows(&t, "at --peak --to 90%", "\nnext: l1analyze callsites --to 90% /");
	drop_file(&t);
}

static void chips_that_are_alike_have_one_map(void **unused)
{
	static const uint32_t chips[] = {2, 0, 1};
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_definition(&t, L1T_CHIPS, L1T_CHIPS_FIRST, chips, sizeof(chips));
	tell_device(&t, (struct l1t_device){.device = 1, .mesh = 7, .chips = L1T_CHIPS_FIRST,
		.grid_x = 1, .grid_y = 1, .l1_bytes = L1_BYTES, .unreserved_base = BASE,
		.l1_small_bytes = L1_BYTES - TOP, .bank_count = 1, .bank_bytes = TOP - BASE});
	tell_alloc(&t, 1, 1, L1T_L1, 2700, 300);
	write_file(&t);
	shows(&t, "at 100%", "chips 0-2 at 0.000 ms\n");
	shows(&t, "info", "device, chip 0-2, mesh 7, ");
	shows(&t, "leaks", "\n  1     0-2  l1  ");
	shows(&t, "peak", "\n  1     0-2      1  0,0-0,0  ");
	drop_file(&t);
}

static void a_failure_is_named_where_ops_end_and_explained_from_there(void **unused)
{
	char next[200];
	struct story t;

	(void)unused;
	tell_story(&t);
	snprintf(next, sizeof(next), "\nfailed: an op that is not known (oom, 1 time, first at 0.000 ms) "
		"at an unknown place\nnext: l1analyze explain %s\n", t.name);
	shows(&t, "ops", next);
	shows(&t, "explain", "\nnext: l1analyze at --failure 1 /");
	shows(&t, "at --failure 1", "\nnext: l1analyze explain /");
	/* a filter for one op is not passed on to the others */
	shows(&t, "ops --op 1", "\nnext: l1analyze at --op 1 /");
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_map_has_regions_buffers_and_what_is_free_between),
		cmocka_unit_test(a_diff_tells_what_came_and_went),
		cmocka_unit_test(a_region_has_its_pages_its_kernels_and_where_its_program_was_launched),
		cmocka_unit_test(a_replay_has_what_all_its_launches_use),
		cmocka_unit_test(a_replays_table_is_summed_up_by_operation),
		cmocka_unit_test(moments_that_are_none_are_refused),
		cmocka_unit_test(the_worst_moment_may_be_no_ops),
		cmocka_unit_test(chips_that_are_alike_have_one_map),
		cmocka_unit_test(a_failure_is_named_where_ops_end_and_explained_from_there),
	};

	return cmocka_run_group_tests_name("at", tests, NULL, NULL);
}
