/* marks: phases that the program named, computed by hand. There is a record every 10 ns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>
#include "judge_l1analyze.h"

enum { STEP = 10, WARM, LAYER };

static void launch(struct story *t)
{
	tell_launch_of(t, (struct l1t_launch){.program = 1, .device = 1});
}

static void expect(const struct story *t, const char *args, const char *rows)
{
	char command[500];
	struct outcome o;

	snprintf(command, sizeof(command), L1ANALYZE " marks %s %s", args, t->name);
	o = run_command("A=1", command);
	if (strcmp(o.output, rows))
		fail_msg("marks %s gave\n%sinstead of\n%s", args, o.output, rows);
	outcome_free(&o);
}

static const char header[] = "run,name,passes,first_ns,last_ns,sum_ns,ops,peak_bytes,headroom_bytes,longest_ns\n";

static void passes_times_and_ops_are_those_inside(void **unused)
{
	char rows[300];
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_string(&t, STEP, "step");
	tell_string(&t, WARM, "it's, \"warm\"");
	tell_open(&t, 1, 0);                               /* 50 ns */
	tell_mark(&t, L1T_MARK_BEGIN, WARM);                 /* 60 */
	launch(&t);                                     /* 70 */
	tell_mark(&t, L1T_MARK_BEGIN, STEP);                 /* 80 */
	launch(&t);
	tell_mark(&t, L1T_MARK_END, STEP);                   /* 100 */
	tell_mark(&t, L1T_MARK_END, WARM);                   /* 110 */
	launch(&t);                                     /* in no phase */
	tell_mark(&t, L1T_MARK_BEGIN, STEP);                 /* 130 */
	launch(&t);
	launch(&t);
	tell_mark(&t, L1T_MARK_END, STEP);                   /* 160 */
	write_file(&t);
	snprintf(rows, sizeof(rows), "%s1,\"it's, \"\"warm\"\"\",1,60,110,50,2,0,,50\n"
		"1,step,2,80,160,50,3,0,,30\n", header);
	expect(&t, "--format csv", rows);
	drop_file(&t);
}

static void passes_inside_each_other_count_once_and_an_open_one_ends_with_the_run(void **unused)
{
	char rows[300];
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_string(&t, STEP, "step");
	tell_open(&t, 1, 0);                               /* 40 ns */
	tell_mark(&t, L1T_MARK_BEGIN, STEP);                 /* 50 */
	tell_mark(&t, L1T_MARK_BEGIN, STEP);
	launch(&t);                                     /* 70 */
	tell_mark(&t, L1T_MARK_END, STEP);
	tell_mark(&t, L1T_MARK_END, STEP);                   /* 90 */
	tell_mark(&t, L1T_MARK_BEGIN, STEP);                 /* 100, never ends */
	launch(&t);                                     /* 110 */
	launch(&t);                                     /* 120 */
	tell_at_once(&t);
	write_file(&t);                                   /* 120 as well: the last op is in it */
	snprintf(rows, sizeof(rows), "%s1,step,2,50,120,60,3,0,,40\n", header);
	expect(&t, "--format csv", rows);
	drop_file(&t);
}

static void an_op_at_the_very_end_of_a_pass_is_not_in_it(void **unused)
{
	char rows[300];
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_string(&t, STEP, "step");
	tell_open(&t, 1, 0);                               /* 40 ns */
	tell_mark(&t, L1T_MARK_BEGIN, STEP);                 /* 50 */
	tell_at_once(&t);
	launch(&t);                                     /* 50: in it */
	tell_at_once(&t);
	launch(&t);
	tell_mark(&t, L1T_MARK_END, STEP);                   /* 60 */
	tell_at_once(&t);
	launch(&t);                                     /* 60: after it */
	write_file(&t);
	snprintf(rows, sizeof(rows), "%s1,step,1,50,60,10,2,0,,10\n", header);
	expect(&t, "--format csv", rows);
	drop_file(&t);
}

/* What these words print, and a filter makes of it. */
static void gives(const struct story *t, const char *args, const char *filter, const char *rows)
{
	char command[500];
	struct outcome o;

	snprintf(command, sizeof(command), L1ANALYZE " %s %s %s", args, t->name, filter);
	o = run_command("A=1", command);
	if (strcmp(o.output, rows))
		fail_msg("%s gave\n%sinstead of\n%s", args, o.output, rows);
	outcome_free(&o);
}

static void holds(const struct story *t, const char *args, const char *rows)
{
	gives(t, args, "--format csv | tail -n +2 | cut -d, -f1-12", rows);
}

static void passes_that_touch_are_one_window(void **unused)
{
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_string(&t, STEP, "step");
	tell_open(&t, 1, 0);                               /* 40 ns */
	tell_alloc(&t, 1, 1, L1T_L1, 2700, 300);     /* 50 */
	tell_mark(&t, L1T_MARK_BEGIN, STEP);                 /* 60 */
	tell_mark(&t, L1T_MARK_END, STEP);                   /* 70 */
	tell_at_once(&t);
	tell_mark(&t, L1T_MARK_BEGIN, STEP);                 /* 70 */
	tell_mark(&t, L1T_MARK_END, STEP);                   /* 80 */
	tell_mark(&t, L1T_MARK_BEGIN, STEP);                 /* 90 */
	tell_mark(&t, L1T_MARK_END, STEP);                   /* 100 */
	write_file(&t);
	holds(&t, "timeline --mark step", "1,0,0,0,60,begin,300,0,0,300,0,0\n"
		"1,0,0,0,90,begin,300,0,0,300,0,0\n");
	drop_file(&t);
}

static void passes_inside_each_other_are_one_window_to_the_outer_ones_end(void **unused)
{
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_string(&t, STEP, "step");
	tell_open(&t, 1, 0);                               /* 40 ns */
	tell_alloc(&t, 1, 1, L1T_L1, 2700, 300);     /* 50 */
	tell_mark(&t, L1T_MARK_BEGIN, STEP);                 /* 60 */
	tell_mark(&t, L1T_MARK_BEGIN, STEP);
	tell_mark(&t, L1T_MARK_END, STEP);                   /* 80 */
	tell_alloc(&t, 2, 1, L1T_L1, 2000, 700);     /* 90: in the outer one */
	tell_mark(&t, L1T_MARK_END, STEP);                   /* 100 */
	tell_alloc(&t, 3, 1, L1T_L1, 1500, 500);     /* in none */
	tell_mark(&t, L1T_MARK_BEGIN, STEP);                 /* 120 */
	tell_at_once(&t);
	tell_mark(&t, L1T_MARK_END, STEP);                   /* 120: no time was in it */
	write_file(&t);
	holds(&t, "peak --mark step", "1,0,0,0,1000,90,1000,0,0,,1000,3400\n");
	holds(&t, "peak --by mark", "1,step,1,0,0,0,1000,90,1000,0,0,\n1,step,2,0,0,0,300,70,300,0,0,\n");
	holds(&t, "peak --by module", "1,step,2,0,0,0,1000,90,1000,0,0,\n");
	drop_file(&t);
}

static void modules_in_a_phase_have_what_they_held_in_it(void **unused)
{
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_string(&t, STEP, "step");
	tell_string(&t, WARM, "Model");
	tell_string(&t, LAYER, "Model.layer");
	tell_open(&t, 1, 0);                               /* 60 ns */
	tell_mark(&t, L1T_MARK_BEGIN, WARM);                 /* 70 */
	tell_alloc(&t, 1, 1, L1T_L1, 2000, 1000);            /* 80: in no step */
	tell_free(&t, 1, 1, L1T_L1);
	for (uint64_t i = 0; i < 2; i++) {
		tell_alloc(&t, 2 + i, 1, L1T_L1, 2900 - 100 * i, 100);       /* 100, 160 */
		if (i)
			tell_mark(&t, L1T_MARK_BEGIN, STEP);         /* 170 */
		tell_mark(&t, L1T_MARK_BEGIN, LAYER);                /* 110, 180 */
		tell_alloc(&t, 4, 1, L1T_L1, 2000, 400 - 100 * i);   /* 120, 190 */
		tell_free(&t, 4, 1, L1T_L1);                         /* 130, 200 */
		tell_mark(&t, L1T_MARK_END, LAYER);                  /* 140, 210 */
		if (!i)
			tell_mark(&t, L1T_MARK_END, STEP);           /* 150: none is open */
	}
	tell_mark(&t, L1T_MARK_END, WARM);                   /* 220: before the step ends */
	tell_alloc(&t, 5, 1, L1T_L1, 2000, 600);             /* 230 */
	tell_mark(&t, L1T_MARK_END, STEP);
	write_file(&t);
	holds(&t, "peak --by module", "1,Model,1,0,0,0,1000,80,1000,0,0,\n"
		"1,Model.layer,2,0,0,0,500,120,500,0,0,\n1,step,1,0,0,0,800,230,800,0,0,\n");
	holds(&t, "peak --by module --mark step", "1,Model,1,0,0,0,500,190,500,0,0,\n"
		"1,Model.layer,1,0,0,0,500,190,500,0,0,\n1,step,1,0,0,0,800,230,800,0,0,\n");
	holds(&t, "peak --by mark --mark step", "1,Model,1,0,0,0,500,190,500,0,0,\n"
		"1,step,1,0,0,0,800,230,800,0,0,\n1,Model.layer,2,0,0,0,500,190,500,0,0,\n");
	gives(&t, "callsites --by module --mark step", "--format csv | tail -n +2 | cut -d, -f2,3,6",
		"step,1,2\nModel,1,1\nModel.layer,1,1\n");
	drop_file(&t);
}

/* The rows of a table. */
static void shows(const struct story *t, const char *args, const char *rows)
{
	gives(t, args, "2>/dev/null | grep -m1 -A2 Tower", rows);
}

static void a_narrow_table_has_modules_below_those_that_hold_them(void **unused)
{
	static const char *const names[] = {"VisionTowerOfTheModel", "VisionTowerOfTheModel.blocks.0",
		"VisionTowerOfTheModel.blocks.0.attention"};
	struct story t;

	(void)unused;
	one_bank(&t);
	for (uint64_t i = 0; i < 3; i++)
		tell_string(&t, 10 + i, names[i]);
	tell_open(&t, 1, 0);
	for (uint64_t i = 0; i < 3; i++) {
		tell_mark(&t, L1T_MARK_BEGIN, 10 + i);
		tell_alloc(&t, 1 + i, 1, L1T_L1, 2700 - 300 * i, 300);
	}
	for (uint64_t i = 3; i--;)
		tell_mark(&t, L1T_MARK_END, 10 + i);
	tell_at_once(&t);
	write_file(&t);
	gives(&t, "peak --width 200", "2>/dev/null | grep -o 'worst.*:'", "worst: core 0,0 of chip 0 holds 900 B of "
		"2.3 KiB (37.5 %), in VisionTowerOfTheModel.blocks.0.attention:\n");
	shows(&t, "marks --width 36", "VisionTowerOfTheModel       1    900\n"
		"  .blocks.0                 1    900\n    .attention              1    900\n");
	shows(&t, "peak --by module --width 40", "VisionTowerOfTheModel       1    900\n"
		"  .blocks.0                 1    900\n    .attention              1    900\n");
	/* in another order nothing is below anything */
	shows(&t, "peak --by module --width 40 --sort peak_bytes",
		"VisionTowerOfTheModel           1    900\n"
		"..blocks.0                      1    900\n..blocks.0.attention            1    900\n");
	shows(&t, "leaks --by module --width 60",
		"VisionTowerOfTheModel          1  live at end      3     900\n"
		"..blocks.0                     1  live at end      2     600\n"
		"..blocks.0.attention           1  live at end      1     300\n");
	drop_file(&t);
}

static void what_is_done_belongs_to_its_pass_even_if_the_next_begins_as_it_ends(void **unused)
{
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_string(&t, STEP, "step");
	tell_string(&t, WARM, "warm");
	tell_open(&t, 1, 0);                               /* 50 ns */
	tell_alloc(&t, 1, 1, L1T_L1, 2900, 100);
	for (uint64_t i = 0; i < 3; i++) {
		tell_mark(&t, L1T_MARK_BEGIN, STEP);         /* 70, 110, 150 */
		tell_alloc(&t, 2 + 2 * i, 1, L1T_L1, 2700 - 400 * i, 200);
		tell_mark(&t, L1T_MARK_BEGIN, WARM);
		tell_alloc(&t, 3 + 2 * i, 1, L1T_L1, 2500 - 400 * i, 200);
		tell_mark(&t, L1T_MARK_END, WARM);
		if (i == 1)
			tell_free(&t, 5, 1, L1T_L1);
		tell_mark(&t, L1T_MARK_END, STEP);
		tell_at_once(&t);
	}
	write_file(&t);
	gives(&t, "leaks --by mark", "--format csv | cut -d, -f2,3,7-9 | tail -n +2", ",,1,100,100\n"
		"step,1,2,400,200\nwarm,1,1,200,200\nstep,2,1,200,200\nstep,3,2,400,200\nwarm,3,1,200,200\n");
	gives(&t, "callsites --by mark", "--format csv | cut -d, -f2,3,6-11 | tail -n +2",
		",,1,100,100,100,100,100\nstep,1,2,400,200,400,200,400\nwarm,1,1,200,200,200,200,200\n"
		"step,2,2,400,200,400,200,200\nwarm,2,1,200,200,200,200,0\n"
		"step,3,2,400,200,400,200,400\nwarm,3,1,200,200,200,200,200\n");
	drop_file(&t);
}

static void passes_are_in_order_of_time_below_the_pass_around_them(void **unused)
{
	static const char *const names[] = {"generate the next token", "Decoder", "Decoder.layers.0"};
	struct story t;

	(void)unused;
	one_bank(&t);
	for (uint64_t i = 0; i < 3; i++)
		tell_string(&t, 10 + i, names[i]);
	tell_open(&t, 1, 0);
	for (uint64_t step = 0; step < 2; step++) {
		for (uint64_t i = 0; i < 3; i++) {
			tell_mark(&t, L1T_MARK_BEGIN, 10 + i);
			tell_alloc(&t, 1 + 3 * step + i, 1, L1T_L1, 2700 - 900 * step - 300 * i, 300);
		}
		for (uint64_t i = 3; i--;)
			tell_mark(&t, L1T_MARK_END, 10 + i);
	}
	tell_at_once(&t);
	write_file(&t);
	gives(&t, "leaks --by mark --width 74", "2>/dev/null | grep live",
		"generate the next token     1  live at end      3     900    300    900\n"
		"  Decoder                   1  live at end      2     600    300    600\n"
		"    .layers.0               1  live at end      1     300    300    300\n"
		"generate the next token     2  live at end      3     900    300    900\n"
		"  Decoder                   2  live at end      2     600    300    600\n"
		"    .layers.0               2  live at end      1     300    300    300\n");
	gives(&t, "callsites --by mark --limit 2", "2>&1 | grep left.out",
		"l1analyze: 4 more rows are left out by --limit\n");
	drop_file(&t);
}

static void an_op_that_changed_nothing_has_a_peak(void **unused)
{
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_open(&t, 1, 0);
	tell_alloc(&t, 1, 1, L1T_L1, 2700, 300);
	tell_trace(&t, L1T_CAPTURE_BEGIN, 1, 5);
	tell_trace(&t, L1T_CAPTURE_END, 1, 5);
	t.now_ns = 190;
	tell_trace(&t, L1T_REPLAY, 1, 5);       /* 200: op 1 */
	tell_alloc(&t, 2, 1, L1T_L1, 2000, 700);
	write_file(&t);
	holds(&t, "peak --op 1", "1,0,0,0,300,200,300,0,0,,1000,3400\n");
	drop_file(&t);
}

static void a_run_without_marks_says_how_to_make_some(void **unused)
{
	char next[400];
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_open(&t, 1, 0);
	write_file(&t);
	expect(&t, "--format csv", header);
	snprintf(next, sizeof(next), "no marks: a program names its phases with "
		"l1trace.mark(\"layer 3\") in Python, l1trace_mark_begin in C\nCalls of a Python model's modules (forward, __call__) are marks by "
		"themselves.\n\nnext: l1analyze peak --by caller %s\n", t.name);
	expect(&t, "", next);
	/* and where they were to be groups; programs get the header of no rows */
	gives(&t, "peak --by module", "2>&1", next);
	gives(&t, "peak --by mark", "2>&1", next);
	gives(&t, "peak --by mark --format csv", "2>&1 >/dev/null", "l1analyze: the program named no phase, and called "
		"no module (forward, __call__) of a Python model; peak --by caller has its functions\n");
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes_times_and_ops_are_those_inside),
		cmocka_unit_test(passes_inside_each_other_count_once_and_an_open_one_ends_with_the_run),
		cmocka_unit_test(an_op_at_the_very_end_of_a_pass_is_not_in_it),
		cmocka_unit_test(passes_that_touch_are_one_window),
		cmocka_unit_test(passes_inside_each_other_are_one_window_to_the_outer_ones_end),
		cmocka_unit_test(modules_in_a_phase_have_what_they_held_in_it),
		cmocka_unit_test(a_narrow_table_has_modules_below_those_that_hold_them),
		cmocka_unit_test(what_is_done_belongs_to_its_pass_even_if_the_next_begins_as_it_ends),
		cmocka_unit_test(passes_are_in_order_of_time_below_the_pass_around_them),
		cmocka_unit_test(an_op_that_changed_nothing_has_a_peak),
		cmocka_unit_test(a_run_without_marks_says_how_to_make_some),
	};

	return cmocka_run_group_tests_name("marks", tests, NULL, NULL);
}
