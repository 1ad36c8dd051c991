/*
 * The verb reconcile: reports beside a trace of which all is known. A bank from 1000 to 3000, L1_SMALL above
 * it to 3400; two banks of DRAM from 640 to 70640. Reports are written here by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "judge_l1analyze.h"

/* What dump a_ of the story says, as the runtime writes it. */
#define SUMMARY ", Total Allocatable Size (B), Total Allocated (B), Total Free (B), " \
	"Largest Free Block (B)\\n,70000,64,69936,69872\\n,2000,400,1600,1500\\n,400,64,336,236\\n"
#define L1_SUMMARY "This report indicates available space for interleaving L1 buffers\\n, " \
	"Largest Contiguous Free Block (B), Total Free L1 Space (B)\\n,1500,1500\\n"
#define BLOCK(address, bytes) "0 " #address " " #bytes " none 1 yes\\n"
#define SECTION(title, all, allocated, free, rows) "," title "\\n,Total allocatable (B):," #all \
	"\\n,Total allocated (B):," #allocated "\\n,Total free (B):," #free "\\nBlock table:\\n" \
	"Block Address Size PrevID NextID Allocated\\n" rows
#define BLOCKS(l1) SECTION("DRAM", 140000, 128, 139872, BLOCK(64, 64)) \
	SECTION("L1", 2000, 400, 1600, l1) SECTION("L1_SMALL", 400, 64, 336, BLOCK(100, 64))

/*
 * Dump a_ at 120 ns: buffer 1 at 2700 (300 bytes), 2 at 2500 (100), 3 in L1_SMALL at 3100 (64), 4 in DRAM
 * at 704 (64), and a program of 400 bytes that ran. Then 1 is freed: dump b_ at 140, and once more at 160
 * after buffer 5 at 2700 (50).
 */
static void tell_story(struct story *t)
{
	one_bank(t);
	tell_device(t, (struct l1t_device){.device = 1, .dram_bank_count = 2, .dram_bank_bytes = 70000,
		.dram_base = 640});
	tell_alloc(t, 1, 1, L1T_L1, 2700, 300);
	tell_alloc(t, 2, 1, L1T_L1, 2500, 100);
	tell_alloc(t, 3, 1, L1T_L1_SMALL, 3100, 64);
	tell_alloc(t, 4, 1, L1T_DRAM, 704, 64);
	tell_program(t, 1, 1);
	tell_program_config(t, 1, 40, 2);
	tell_program_up_to(t, 1400);
	tell_note(t, L1T_NOTE_REPORT, 1, 5, "a_");
	tell_free(t, 1, 1, L1T_L1);
	tell_note(t, L1T_NOTE_REPORT, 1, 5, "b_");
	tell_alloc(t, 5, 1, L1T_L1, 2700, 50);
	tell_note(t, L1T_NOTE_REPORT, 1, 5, "b_");
	write_file(t);
}

/* Runs shell words in an empty folder; $T is the trace, $A the program. The caller frees. */
static char *sh(const struct story *t, const char *words, int status)
{
	char environment[400], command[100], script[] = "/tmp/l1t-script-XXXXXX";
	FILE *f = fdopen(mkstemp(script), "w");
	struct outcome o;

	assert_non_null(f);
	assert_true(fputs(words, f) >= 0 && !fclose(f));
	snprintf(environment, sizeof(environment), "T=%s A=%s", t->name, L1ANALYZE);
	snprintf(command, sizeof(command), "sh %s", script);
	o = run_command(environment, command);
	unlink(script);
	if (!WIFEXITED(o.status) || WEXITSTATUS(o.status) != status)
		fail_msg("%s: status %d and not %d:\n%s", words, o.status, status, o.output);
	return o.output;
}

static void says(const struct story *t, const char *words, int status, const char *text)
{
	char *output = sh(t, words, status);

	if (!strstr(output, text))
		fail_msg("%s: no '%s' in\n%s", words, text, output);
	free(output);
}

/* Columns 3, 5, 6, 7, 8, 9, 14 (scope, kind, what, address, reported, recorded, agrees) of the rows. */
static void rows(const struct story *t, const char *make, const char *args, const char *filter,
	const char *text)
{
	char words[3000], *output;

	snprintf(words, sizeof(words), "printf '%s' > r; mv r %s | sed 1d | cut -f3,5,6,7,8,9,14 | grep '%s'",
		make, args, filter);
	output = sh(t, words, 0);
	if (strcmp(output, text))
		fail_msg("%s\ngave\n%sand not\n%s", words, output, text);
	free(output);
}

static void a_dump_is_compared_with_the_moment_that_the_trace_has_noted(void **unused)
{
	struct story t;

	(void)unused;
	tell_story(&t);
	rows(&t, SUMMARY, "a_memory_usage_summary.csv; $A reconcile --format tsv $T a_*", "l1	",
		"bank\tl1\tallocatable\t\t2000\t2000\t1\nbank\tl1\tallocated\t\t400\t400\t1\n"
		"bank\tl1\tfree\t\t1600\t1600\t1\nbank\tl1\tlargest free\t\t1500\t1500\t1\n");
	rows(&t, L1_SUMMARY, "a_l1_usage_summary.csv; $A reconcile --format tsv $T a_*", "l1	",
		"bank\tl1\tlargest free\t\t1500\t1500\t1\ndevice\tl1\tlargest free\t\t1500\t1500\t1\n");
	rows(&t, BLOCKS(BLOCK(1500, 100) BLOCK(1700, 300)),
		"a_detailed_memory_usage.csv; $A reconcile --format tsv $T a_*", "block",
		"block\tdram\tblock\t704\t64\t64\t1\nblock\tl1\tblock\t2500\t100\t100\t1\n"
		"block\tl1\tblock\t2700\t300\t300\t1\nblock\tl1_small\tblock\t3100\t64\t64\t1\n");
	says(&t, "printf '" SUMMARY "' > a_memory_usage_summary.csv; $A reconcile --fail-on difference $T a_*",
		0, "agrees with the trace: 12 figures");
	drop_file(&t);
}

static void programs_kernels_and_the_total_stand_beside_the_allocator(void **unused)
{
	const char *report = "printf '" SUMMARY "' > a_memory_usage_summary.csv; ";
	struct story t;
	char words[1000];

	(void)unused;
	tell_story(&t);
	/* 400 + 64 bytes of buffers, 400 of the program, 42 of its kernels and configuration */
	snprintf(words, sizeof(words), "%s$A reconcile --format tsv $T a_* | grep 'in use' | "
		"cut -f3,4,9,11,12,13", report);
	says(&t, words, 0, "bank\t\t464\t400\t42\t864\ndevice\t\t464\t400\t42\t864\n"
		"core\t0,0-0,0\t464\t400\t42\t864\n");
	snprintf(words, sizeof(words), "%s$A reconcile $T a_*", report);
	says(&t, words, 0, "programs, kernels and total are the trace's alone");
	drop_file(&t);
}

static void of_reports_of_one_name_the_last_counts(void **unused)
{
	struct story t;

	(void)unused;
	tell_story(&t);
	rows(&t, BLOCKS(BLOCK(1500, 100) BLOCK(1700, 50)),
		"b_detailed_memory_usage.csv; $A reconcile --format tsv $T b_*", "block\tl1\t",
		"block\tl1\tblock\t2500\t100\t100\t1\nblock\tl1\tblock\t2700\t50\t50\t1\n");
	says(&t, "printf '" SUMMARY "' > b_memory_usage_summary.csv; $A reconcile $T b_*", 0,
		"2 reports had this name; the last one counts");
	drop_file(&t);
}

static void a_difference_says_what_the_trace_has_there(void **unused)
{
	const char *dump = "printf '" BLOCKS(BLOCK(1500, 101) BLOCK(1600, 8) BLOCK(1900, 8))
		"' > b_detailed_memory_usage.csv; ";
	struct story t;
	char words[2000];

	(void)unused;
	tell_story(&t);
	snprintf(words, sizeof(words), "%s$A reconcile --fail-on difference --format tsv $T b_* | "
		"sed 1d | grep 'l1.block' | cut -f7-10,14-15; exit 5", dump);
	says(&t, words, 5, "2500\t101\t100\t1\t0\tbuffer 2\n"
		"2600\t8\t0\t8\t0\tthe trace never has a buffer there\n"
		"2700\t0\t50\t-50\t0\tbuffer 5 lives in the trace, and the report has no block "
		"there\n");
	snprintf(words, sizeof(words), "%s$A reconcile --fail-on difference $T b_*", dump);
	says(&t, words, 1, "differs in");
	snprintf(words, sizeof(words), "%s$A reconcile --at 125ns --format tsv $T b_* | grep 2700", dump);
	says(&t, words, 0, "2700\t0\t300");
	drop_file(&t);
}

static void a_report_without_a_moment_says_what_to_give(void **unused)
{
	struct story t;

	(void)unused;
	tell_story(&t);
	says(&t, "printf '" SUMMARY "' > mine.csv; $A reconcile $T mine.csv", 2,
		"'mine.csv' has no time: the trace has 'a_' at 0.000 ms, 'b_' at 0.000 ms, 'b_' at 0.000 ms; "
		"name the moment with --at TIME");
	says(&t, "printf '" SUMMARY "' > xa_memory_usage_summary.csv; $A reconcile $T xa_*", 2,
		"under which no report was written");
	says(&t, "mkdir -p sub/a; printf '" SUMMARY "' > sub/a/a_memory_usage_summary.csv; "
		"$A reconcile $T sub/a/a_*", 0, "agrees");
	says(&t, "printf 'Core (0,0): CB0=1\\n' > c; $A reconcile $T c", 2, "'c' has no time: name the moment");
	says(&t, "printf '" SUMMARY "' > m; $A reconcile --at 5ns $T m", 2, "none was open at 0.000 ms");
	says(&t, "printf '" SUMMARY "' > m; $A reconcile --at 100% --device 9 $T m", 2, "none with that chip");
	drop_file(&t);
}

static void circular_buffers_are_those_of_the_program_that_ran_last(void **unused)
{
	struct story t;

	(void)unused;
	tell_story(&t);
	rows(&t, "Core (0,0): CB0=400, CB1=2KB\\nCore (5,5): CB0=1\\n",
		"c; $A reconcile --at 120ns --format tsv $T c", "CB",
		"core\tcb\tCB0\t1000\t400\t400\t1\ncore\tcb\tCB1\t\t2048\t0\t0\ncore\tcb\tCB0\t\t1\t\t\n");
	/* a unit says how far a number is known */
	rows(&t, "Core (0,0): CB0=0KB\\n", "c; $A reconcile --at 120ns --format tsv $T c", "CB",
		"core\tcb\tCB0\t1000\t0\t400\t1\n");
	rows(&t, "Core (0,0): CB0=7\\n", "c; $A reconcile --at 50ns --format tsv $T c", "CB",
		"core\tcb\tCB0\t\t7\t0\t0\n");
	drop_file(&t);
}

static void store(FILE *f, long at, uint64_t n, size_t bytes)
{
	assert_int_equal(fseek(f, at, SEEK_SET), 0);
	assert_int_equal(fwrite(&n, bytes, 1, f), 1);
}

/* Counters of chip 0: process 77 with L1 and CB, process 78 with L1. */
static void counters_count_whole_buffers_of_each_process(void **unused)
{
	struct story t;
	char path[] = "/tmp/l1t-counters-XXXXXX", words[500];
	FILE *f = fdopen(mkstemp(path), "wb");

	(void)unused;
	assert_non_null(f);
	store(f, 0, 3, 4);
	for (long i = 1; i < 16; i++)
		store(f, 88 + 48 * i, UINT32_MAX, 4);
	store(f, 856, 77, 4);
	store(f, 856 + 16, 400, 8);
	store(f, 856 + 40, 400, 8);
	store(f, 856 + 120, 78, 4);
	store(f, 856 + 120 + 16, 1234, 8);
	store(f, 8575, 0, 1);
	assert_int_equal(fclose(f), 0);
	file_begin(&t, &(struct world){.grid_x = 1, .grid_y = 1, .l1_bytes = L1_BYTES,
		.unreserved_base = BASE, .l1_small_bytes = L1_BYTES - TOP, .page_bytes = 1, .core_count = 1,
		.step_ns = 10});
	trace_run(t.file, t.thread, 0);
	tell(&t, (struct l1t_record){.kind = L1T_BEGIN, .begin = {.pid = 77}, .blob = (const uint8_t *)"a=b",
		.blob_bytes = 4});
	tell_cores(&t, 1, 0, 0, 0, 0);
	tell_open(&t, 1, 0);
	tell_alloc(&t, 1, 1, L1T_L1, 2600, 400);
	tell_program_up_to(&t, 1400);
	write_file(&t);
	snprintf(words, sizeof(words), "$A reconcile --at 100%% --format tsv $T %s | grep process | "
		"cut -f5,6,8,9,14", path);
	says(&t, words, 0, "l1\tof 1 others\t1234\t\t\n");
	says(&t, words, 0, "cb\tof this process\t400\t400\t1\n");
	says(&t, words, 0, "l1\tof this process\t400\t");
	snprintf(words, sizeof(words), "$A reconcile $T %s", path);
	says(&t, words, 2, "name the moment with --at TIME");
	unlink(path);
	drop_file(&t);
}

static void what_is_no_report_gets_one_line(void **unused)
{
	struct story t;

	(void)unused;
	tell_story(&t);
	says(&t, "$A reconcile $T", 2, "no report to compare with");
	says(&t, "$A reconcile", 2, "nothing to compare");
	says(&t, "printf '" SUMMARY "' > a; $A reconcile a", 2, "no run to compare with");
	says(&t, "$A reconcile $T $T", 3, "is neither a report of memory that is known nor a trace");
	says(&t, "$A reconcile $T .", 3, "cannot be read");
	says(&t, ": > e; $A reconcile $T e", 3, "'e' is empty");
	says(&t, "printf '" SUMMARY "' > a_memory_usage_summary.csv; : > e; $A reconcile $T e a_*", 3,
		"agrees with the trace");
	says(&t, "printf '" SUMMARY "' > a; $A reconcile --mark x $T a", 2, "--at TIME names another");
	says(&t, "printf '" SUMMARY "' > a; for v in info load\\ -o\\ x.db peak; do $A $v a 2>&1; done | "
		"grep -c 'it is a memory_usage_summary.csv of ttnn.dump_device_memory_state; "
		"l1analyze reconcile'", 0, "3\n");
	drop_file(&t);
}

static void a_database_gives_the_rows_of_its_trace(void **unused)
{
	struct story t;

	(void)unused;
	tell_story(&t);
	says(&t, "printf '" BLOCKS(BLOCK(1500, 100)) "' > a_detailed_memory_usage.csv; "
		"$A load -o run.db $T; $A load --full -o full.db $T; "
		"for i in $T run.db full.db; do $A reconcile --format csv $i a_*; done | sort | uniq -c | "
		"grep -vc ' 3 '; :", 0, "0\n");
	drop_file(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dump_is_compared_with_the_moment_that_the_trace_has_noted),
		cmocka_unit_test(programs_kernels_and_the_total_stand_beside_the_allocator),
		cmocka_unit_test(of_reports_of_one_name_the_last_counts),
		cmocka_unit_test(a_difference_says_what_the_trace_has_there),
		cmocka_unit_test(a_report_without_a_moment_says_what_to_give),
		cmocka_unit_test(circular_buffers_are_those_of_the_program_that_ran_last),
		cmocka_unit_test(counters_count_whole_buffers_of_each_process),
		cmocka_unit_test(what_is_no_report_gets_one_line),
		cmocka_unit_test(a_database_gives_the_rows_of_its_trace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
