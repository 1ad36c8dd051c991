/* marks: phases that the program named, computed by hand. There is a record every 10 ns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>
#include "judge_l1analyze.h"

enum { STEP = 10, WARM };

static void name(struct tale *t, uint64_t id, const char *text)
{
	tale_tell(t, (struct l1t_record){.kind = L1T_STRING, .define = {id},
		.blob = (const uint8_t *)text, .blob_bytes = (uint32_t)strlen(text)});
}

static void mark(struct tale *t, uint8_t kind, uint64_t id)
{
	tale_tell(t, (struct l1t_record){.kind = kind, .mark = {id}});
}

static void launch(struct tale *t)
{
	tale_tell(t, (struct l1t_record){.kind = L1T_LAUNCH, .launch = {.program = 1, .device = 1}});
}

static void expect(const struct tale *t, const char *args, const char *rows)
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
	struct tale t;

	(void)unused;
	tale_begin(&t);
	name(&t, STEP, "step");
	name(&t, WARM, "it's, \"warm\"");
	tale_open(&t, 1);                               /* 50 ns */
	mark(&t, L1T_MARK_BEGIN, WARM);                 /* 60 */
	launch(&t);                                     /* 70 */
	mark(&t, L1T_MARK_BEGIN, STEP);                 /* 80 */
	launch(&t);
	mark(&t, L1T_MARK_END, STEP);                   /* 100 */
	mark(&t, L1T_MARK_END, WARM);                   /* 110 */
	launch(&t);                                     /* in no phase */
	mark(&t, L1T_MARK_BEGIN, STEP);                 /* 130 */
	launch(&t);
	launch(&t);
	mark(&t, L1T_MARK_END, STEP);                   /* 160 */
	tale_end(&t);
	snprintf(rows, sizeof(rows), "%s1,\"it's, \"\"warm\"\"\",1,60,110,50,2,0,,50\n"
		"1,step,2,80,160,50,3,0,,30\n", header);
	expect(&t, "--format csv", rows);
	tale_drop(&t);
}

static void passes_inside_each_other_count_once_and_an_open_one_ends_with_the_run(void **unused)
{
	char rows[300];
	struct tale t;

	(void)unused;
	tale_begin(&t);
	name(&t, STEP, "step");
	tale_open(&t, 1);                               /* 40 ns */
	mark(&t, L1T_MARK_BEGIN, STEP);                 /* 50 */
	mark(&t, L1T_MARK_BEGIN, STEP);
	launch(&t);                                     /* 70 */
	mark(&t, L1T_MARK_END, STEP);
	mark(&t, L1T_MARK_END, STEP);                   /* 90 */
	mark(&t, L1T_MARK_BEGIN, STEP);                 /* 100, never ends */
	launch(&t);                                     /* 110 */
	launch(&t);                                     /* 120 */
	t.now_ns -= 10;
	tale_end(&t);                                   /* 120 as well: the last op is in it */
	snprintf(rows, sizeof(rows), "%s1,step,2,50,120,60,3,0,,40\n", header);
	expect(&t, "--format csv", rows);
	tale_drop(&t);
}

static void an_op_at_the_very_end_of_a_pass_is_not_in_it(void **unused)
{
	char rows[300];
	struct tale t;

	(void)unused;
	tale_begin(&t);
	name(&t, STEP, "step");
	tale_open(&t, 1);                               /* 40 ns */
	mark(&t, L1T_MARK_BEGIN, STEP);                 /* 50 */
	t.now_ns -= 10;
	launch(&t);                                     /* 50: in it */
	t.now_ns -= 10;
	launch(&t);
	mark(&t, L1T_MARK_END, STEP);                   /* 60 */
	t.now_ns -= 10;
	launch(&t);                                     /* 60: after it */
	tale_end(&t);
	snprintf(rows, sizeof(rows), "%s1,step,1,50,60,10,2,0,,10\n", header);
	expect(&t, "--format csv", rows);
	tale_drop(&t);
}

static void holds(const struct tale *t, const char *args, const char *rows)
{
	char command[500];
	struct outcome o;

	snprintf(command, sizeof(command), L1ANALYZE " %s --format csv %s | tail -n +2 | cut -d, -f1-12",
		args, t->name);
	o = run_command("A=1", command);
	if (strcmp(o.output, rows))
		fail_msg("%s gave\n%sinstead of\n%s", args, o.output, rows);
	outcome_free(&o);
}

static void passes_that_touch_are_one_window(void **unused)
{
	struct tale t;

	(void)unused;
	tale_begin(&t);
	name(&t, STEP, "step");
	tale_open(&t, 1);                               /* 40 ns */
	tale_alloc(&t, 1, 1, L1T_L1, 2700, 300, 0);     /* 50 */
	mark(&t, L1T_MARK_BEGIN, STEP);                 /* 60 */
	mark(&t, L1T_MARK_END, STEP);                   /* 70 */
	t.now_ns -= 10;
	mark(&t, L1T_MARK_BEGIN, STEP);                 /* 70 */
	mark(&t, L1T_MARK_END, STEP);                   /* 80 */
	mark(&t, L1T_MARK_BEGIN, STEP);                 /* 90 */
	mark(&t, L1T_MARK_END, STEP);                   /* 100 */
	tale_end(&t);
	holds(&t, "timeline --mark step", "1,0,0,0,60,begin,300,0,0,300,0,0\n"
		"1,0,0,0,90,begin,300,0,0,300,0,0\n");
	tale_drop(&t);
}

static void passes_inside_each_other_are_one_window_to_the_outer_ones_end(void **unused)
{
	struct tale t;

	(void)unused;
	tale_begin(&t);
	name(&t, STEP, "step");
	tale_open(&t, 1);                               /* 40 ns */
	tale_alloc(&t, 1, 1, L1T_L1, 2700, 300, 0);     /* 50 */
	mark(&t, L1T_MARK_BEGIN, STEP);                 /* 60 */
	mark(&t, L1T_MARK_BEGIN, STEP);
	mark(&t, L1T_MARK_END, STEP);                   /* 80 */
	tale_alloc(&t, 2, 1, L1T_L1, 2000, 700, 0);     /* 90: in the outer one */
	mark(&t, L1T_MARK_END, STEP);                   /* 100 */
	tale_alloc(&t, 3, 1, L1T_L1, 1500, 500, 0);     /* in none */
	mark(&t, L1T_MARK_BEGIN, STEP);                 /* 120 */
	t.now_ns -= 10;
	mark(&t, L1T_MARK_END, STEP);                   /* 120: it has no length */
	tale_end(&t);
	holds(&t, "peak --mark step", "1,0,0,0,1000,90,1000,0,0,,1000,3400\n");
	holds(&t, "peak --by mark", "1,step,1,0,0,0,1000,90,1000,0,0,\n1,step,2,0,0,0,300,70,300,0,0,\n");
	tale_drop(&t);
}

static void an_op_that_changed_nothing_has_a_peak(void **unused)
{
	struct tale t;

	(void)unused;
	tale_begin(&t);
	tale_open(&t, 1);
	tale_alloc(&t, 1, 1, L1T_L1, 2700, 300, 0);
	tale_tell(&t, (struct l1t_record){.kind = L1T_CAPTURE_BEGIN, .mesh_trace = {1, 5, 0}});
	tale_tell(&t, (struct l1t_record){.kind = L1T_CAPTURE_END, .mesh_trace = {1, 5, 0}});
	t.now_ns = 190;
	tale_tell(&t, (struct l1t_record){.kind = L1T_REPLAY, .mesh_trace = {1, 5, 0}});       /* 200: op 1 */
	tale_alloc(&t, 2, 1, L1T_L1, 2000, 700, 0);
	tale_end(&t);
	holds(&t, "peak --op 1", "1,0,0,0,300,200,300,0,0,,1000,3400\n");
	tale_drop(&t);
}

static void a_run_without_marks_says_how_to_make_some(void **unused)
{
	struct tale t;

	(void)unused;
	tale_begin(&t);
	tale_open(&t, 1);
	tale_end(&t);
	expect(&t, "--format csv", header);
	expect(&t, "", "no marks: a program names its phases with l1trace.mark(\"layer 3\") in Python, "
		"l1trace_mark_begin in C\n");
	tale_drop(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes_times_and_ops_are_those_inside),
		cmocka_unit_test(passes_inside_each_other_count_once_and_an_open_one_ends_with_the_run),
		cmocka_unit_test(an_op_at_the_very_end_of_a_pass_is_not_in_it),
		cmocka_unit_test(passes_that_touch_are_one_window),
		cmocka_unit_test(passes_inside_each_other_are_one_window_to_the_outer_ones_end),
		cmocka_unit_test(an_op_that_changed_nothing_has_a_peak),
		cmocka_unit_test(a_run_without_marks_says_how_to_make_some),
	};

	return cmocka_run_group_tests_name("marks", tests, NULL, NULL);
}
