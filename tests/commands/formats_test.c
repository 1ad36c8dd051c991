/*
 * The rows of each verb in each format: columns of the contract, in its order, to the byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "small_trace.h"

#define PEAK "run,device,core_x,core_y,peak_bytes,time_ns,buffer_bytes,l1_small_bytes," \
	"program_bytes,headroom_bytes,reserved_bytes,capacity_bytes,op,name,persistent_bytes"
#define TIMELINE "run,device,core_x,core_y,time_ns,event,buffer_bytes,l1_small_bytes," \
	"program_bytes,total_bytes,resident_bytes"
#define OPS "run,op,device,time_ns,name,program,buffer_bytes,program_bytes,peak_bytes," \
	"headroom_bytes,kernel_text_bytes,callsite"
#define LEAKS "run,device,buffer,kind,address,bytes_per_core,size_bytes,alloc_ns,reason,callsite"
#define CALLSITE "/home/me/model.py:12 forward; /home/me/model.py:40 main"

/* True when the line, or one of the text's lines, begins with `words` up to a comma or its end. */
static int has_line(const char *text, const char *words)
{
	size_t n = strlen(words);

	for (const char *line = text; line && *line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, words, n) && strchr(",\n", line[n]))
			return 1;
	}
	return 0;
}

static size_t lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

/* These csv lines, each as a beginning (more columns may follow), and this many in all. */
static void prints_lines(const char *args, size_t count, ...)
{
	struct outcome o;
	const char *line;
	va_list list;

	assert_int_equal(told_run(args, &o), 0);
	va_start(list, count);
	while ((line = va_arg(list, const char *)))
		if (!has_line(o.output, line))
			fail_msg("%s: no line '%s' in:\n%s", args, line, o.output);
	va_end(list);
	if (lines(o.output) != count)
		fail_msg("%s: not %zu lines:\n%s", args, count, o.output);
	outcome_free(&o);
}

static void peak_has_one_row_a_core(void **unused)
{
	(void)unused;
	prints_lines("peak --format csv %s", 9, PEAK,
		"1,0,0,0,3000,400,1000,0,2000,698000,100000,1000000,1,matmul,0",
		"1,0,1,0,1300,500,1300,0,0,,100000,1000000,,,0",
		"1,0,0,1,1300,500,1300,0,0,,100000,1000000,,,0",
		"1,0,1,1,1300,500,1300,0,0,,100000,1000000,,,0",
		"1,1,0,0,5064,700,0,64,5000,845000,100000,1000000,2,\"soft \"\"max\"\", wide\",0",
		"1,1,1,1,5064,700,0,64,5000,845000,100000,1000000,2,\"soft \"\"max\"\", wide\",0",
		NULL);
}

static void timeline_has_one_row_a_change_of_a_class(void **unused)
{
	(void)unused;
	prints_lines("timeline --format csv %s", 10, TIMELINE,
		"1,0,0,0,100,alloc,1000,0,0,1000,0",
		"1,1,0,0,300,alloc,0,64,0,64,0",
		"1,0,0,0,400,launch,1000,0,2000,3000,2000",
		"1,0,1,0,500,alloc,1300,0,0,1300,0",
		"1,0,0,0,500,alloc,1300,0,0,1300,2000",
		"1,0,1,0,600,free,1000,0,0,1000,0",
		"1,0,0,0,600,free,1000,0,0,1000,2000",
		"1,1,0,0,700,launch,0,64,5000,5064,5000",
		"1,1,0,0,900,free,0,0,0,0,5000", NULL);
}

static void timeline_of_a_core_joins_the_classes_it_was_in(void **unused)
{
	(void)unused;
	prints_lines("timeline --core 1,1 --device 0 --format csv %s", 4, TIMELINE,
		"1,0,1,1,100,alloc,1000,0,0,1000,0",
		"1,0,1,1,500,alloc,1300,0,0,1300,0",
		"1,0,1,1,600,free,1000,0,0,1000,0", NULL);
}

static void ops_has_one_row_a_launch(void **unused)
{
	(void)unused;
	prints_lines("ops --format csv %s", 3, OPS,
		"1,1,0,400,matmul,1,1000,2000,3000,698000,640,\"" CALLSITE "\"",
		"1,2,1,700,\"soft \"\"max\"\", wide\",2,0,5000,5064,845000,,", NULL);
}

static void leaks_has_one_row_a_buffer_of_l1_and_l1_small(void **unused)
{
	(void)unused;
	prints_lines("leaks --format csv %s", 3, LEAKS,
		"1,0,1,l1,800000,1000,4000,100,\"live at end\",\"" CALLSITE "\"",
		"1,1,3,l1_small,950000,64,256,300,\"freed at device close\",", NULL);
	prints_lines("leaks --kind dram --format csv %s", 2, LEAKS,
		"1,0,2,dram,64,4096,16384,200,\"live at end\",", NULL);
	prints_lines("leaks --kind all --format csv %s", 4, LEAKS, NULL);
}

static void tsv_has_tabs_and_no_quotes(void **unused)
{
	(void)unused;
	told_prints("query \"SELECT op, name, headroom_bytes, callsite IS NULL AS c FROM ops\" "
		"--format tsv %s",
		"op\tname\theadroom_bytes\tc\n1\tmatmul\t698000\t0\n"
		"2\tsoft \"max\", wide\t845000\t1\n");
	told_prints("query \"SELECT char(97, 9, 98, 10, 92) AS odd, NULL AS n\" --format tsv %s",
		"odd\tn\na\\tb\\n\\\\\t\n");
}

static void json_is_one_list_and_jsonl_a_line_a_row(void **unused)
{
	(void)unused;
	told_prints("query \"SELECT name, type FROM ops\" --format csv %s",
		"name,type\nmatmul,\"soft \"\"max\"\", wide\"\n\"soft \"\"max\"\", wide\",\n");
	told_prints("query \"SELECT op, name, kernel_text_bytes AS k FROM ops\" --format json %s",
		"[\n{\"op\": 1, \"name\": \"matmul\", \"k\": 640},\n"
		"{\"op\": 2, \"name\": \"soft \\\"max\\\", wide\", \"k\": null}\n]\n");
	told_prints("query \"SELECT op, 1.5 AS half FROM ops\" --format jsonl %s",
		"{\"op\": 1, \"half\": 1.5}\n{\"op\": 2, \"half\": 1.5}\n");
	told_prints("query \"SELECT char(1, 9, 34, 92, 233) AS odd\" --format jsonl %s",
		"{\"odd\": \"\\u0001\\u0009\\\"\\\\\xc3\xa9\"}\n");
}

static void no_rows_is_still_a_header_and_a_list(void **unused)
{
	(void)unused;
	told_prints("query \"SELECT op FROM ops WHERE op > 9\" --format csv %s", "op\n");
	told_prints("query \"SELECT op FROM ops WHERE op > 9\" --format json %s", "[\n]\n");
	told_prints("query \"SELECT op FROM ops WHERE op > 9\" --format jsonl %s", "");
}

static void tables_group_cores_and_align_numbers(void **unused)
{
	struct outcome o;

	(void)unused;
	assert_int_equal(told_run("peak %s", &o), 0);
	assert_int_equal(lines(o.output), 10);
	assert_non_null(strstr(o.output, "5,064"));
	assert_non_null(strstr(o.output, "  400 ns  "));
	assert_non_null(strstr(o.output, "\nworst: core 0,0 of chip 1 holds 4.9 KiB of 878.9 KiB "
		"(0.6 %) in op 2, soft \"max\", wide: L1_SMALL 64 B, its program 4.9 KiB; "
		"the tightest launch had 825.2 KiB left\nnext: l1analyze at --op 2 "));
	assert_non_null(strstr(o.output, "\n  or: l1analyze timeline --core 0,0 "));
	assert_non_null(strstr(o.output, "\n  or: l1analyze report -o run.html /"));
	assert_non_null(strstr(o.output, "0,0-1,1"));
	assert_null(strstr(o.output, "\033"));
	outcome_free(&o);
	assert_int_equal(told_run("leaks %s", &o), 0);
	assert_int_equal(lines(o.output), 5);
	assert_non_null(strstr(o.output, CALLSITE));
	outcome_free(&o);
}

static void options_may_stand_before_and_after_the_input(void **unused)
{
	struct outcome before, after;

	(void)unused;
	assert_int_equal(told_run("peak --format csv --device 1 %s", &before), 0);
	assert_int_equal(told_run("peak %s --device=1 --format=csv", &after), 0);
	assert_string_equal(before.output, after.output);
	assert_int_equal(lines(before.output), 5);
	outcome_free(&before);
	outcome_free(&after);
}

static void a_database_answers_as_its_trace_does(void **unused)
{
	static const char *const verbs[] = {"peak", "peak --by op", "peak --by device",
		"timeline", "timeline --core 0,0", "ops", "leaks", "leaks --kind all", "check",
		"query failures", "query programs"};
	char args[300];

	(void)unused;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		struct outcome trace, database;

		snprintf(args, sizeof(args), "%s --format csv %%s", verbs[i]);
		assert_int_equal(told_run(args, &trace), 0);
		snprintf(args, sizeof(args), "%s --format csv %s", verbs[i], told_database);
		assert_int_equal(told_run(args, &database), 0);
		assert_string_equal(trace.output, database.output);
		outcome_free(&trace);
		outcome_free(&database);
	}
}

static void several_traces_are_runs_in_the_order_given(void **unused)
{
	char args[300];

	(void)unused;
	snprintf(args, sizeof(args), "query \"SELECT run, count(*) AS n, min(op) AS first FROM ops "
		"GROUP BY run\" --format csv %s %s", told_trace, told_trace);
	told_prints(args, "run,n,first\n1,2,1\n2,2,1\n");
}

static void an_operations_name_is_no_frame_of_the_call_site(void **unused)
{
	(void)unused;
	told_prints("query \"SELECT id, callsite, op FROM callsite ORDER BY id\" --format csv %s",
		"id,callsite,op\n"
		"1,\"/home/me/model.py:12 forward; /home/me/model.py:40 main\",ttnn.matmul\n"
		"2,,ttnn.matmul\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_operations_name_is_no_frame_of_the_call_site),
		cmocka_unit_test(peak_has_one_row_a_core),
		cmocka_unit_test(timeline_has_one_row_a_change_of_a_class),
		cmocka_unit_test(timeline_of_a_core_joins_the_classes_it_was_in),
		cmocka_unit_test(ops_has_one_row_a_launch),
		cmocka_unit_test(leaks_has_one_row_a_buffer_of_l1_and_l1_small),
		cmocka_unit_test(tsv_has_tabs_and_no_quotes),
		cmocka_unit_test(json_is_one_list_and_jsonl_a_line_a_row),
		cmocka_unit_test(no_rows_is_still_a_header_and_a_list),
		cmocka_unit_test(tables_group_cores_and_align_numbers),
		cmocka_unit_test(options_may_stand_before_and_after_the_input),
		cmocka_unit_test(a_database_answers_as_its_trace_does),
		cmocka_unit_test(several_traces_are_runs_in_the_order_given),
	};

	return cmocka_run_group_tests_name("formats", tests, told_setup, told_teardown);
}
