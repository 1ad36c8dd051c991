/*
 * Rows that are what the recorder wrote, and no more: refusals and how often, a device's
 * DRAM, parts of a buffer, sizes and names of
 * programs, what buffers are for.
 *
 * Must not know: what verbs make of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "judge_l1analyze.h"

/* What a statement gives, as tab separated values without names. */
static void expect_rows(const struct story *t, const char *sql, const char *rows)
{
	char command[500];
	struct outcome o;

	snprintf(command, sizeof(command), L1ANALYZE " query --format tsv \"%s\" %s | sed 1d", sql,
		t->name);
	o = run_command("A=1", command);
	if (strcmp(o.output, rows))
		fail_msg("%s gave\n%sinstead of\n%s", sql, o.output, rows);
	outcome_free(&o);
}

static void tell_refused(struct story *t, const char *text, uint64_t callsite)
{
	tell_failure(t, (struct l1t_failure){.type = L1T_FAIL_REFUSED, .device = 1,
		.callsite = callsite}, text);
}

static void tell_more(struct story *t, const char *text, uint64_t callsite, uint64_t more)
{
	tell_note(t, L1T_NOTE_REFUSED, callsite, more, text);
}

static void a_refusal_has_one_row_with_how_often_it_came(void **unused)
{
	char command[300];
	struct outcome o;
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_open(&t, 1, 0);
	tell_refused(&t, "too wide", 5);
	tell_refused(&t, "too wide", 0);
	tell_refused(&t, "too high", 5);
	tell_more(&t, "too wide", 5, 1);
	tell_more(&t, "too wide", 5, 2);        /* the last one counts */
	tell_more(&t, "too wide", 0, 7);
	tell_more(&t, "", 0, 900);              /* of those there is no row */
	write_file(&t);
	expect_rows(&t, "SELECT failure, kind, device, text, callsite, times FROM failure "
		"ORDER BY failure",
		"1\trefused\t0\ttoo wide\t5\t3\n"
		"2\trefused\t0\ttoo wide\t\t8\n"
		"3\trefused\t0\ttoo high\t5\t1\n");
	snprintf(command, sizeof(command), L1ANALYZE " info %s", t.name);
	o = run_command("A=1", command);
	assert_non_null(strstr(o.output, "refusals          900 more, each different: not recorded\n"));
	outcome_free(&o);
	drop_file(&t);
}

static void a_run_has_all_its_ops_where_an_older_one_goes_on_last(void **unused)
{
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_open(&t, 1, 0);
	tell_launch(&t, 1, 1, 0, 0);
	trace_run(t.file, 2, 0);
	tell_launch(&t, 1, 1, 0, 0);
	trace_run(t.file, 1, 100);
	tell_launch_of(&t, (struct l1t_launch){.program = 1, .device = 1,
		.flags = L1T_LAUNCH_SAME_OP});
	write_file(&t);
	expect_rows(&t, "SELECT ops, (SELECT count(DISTINCT op) FROM op) FROM run", "2\t2\n");
	drop_file(&t);
}

static void a_device_has_its_dram_banks_where_the_trace_has_them(void **unused)
{
	struct story t;

	(void)unused;
	one_bank(&t);
	tell(&t, (struct l1t_record){.kind = L1T_DEVICE, .device = {.device = 1,
		.dram_bank_count = 12, .dram_bank_bytes = 1072603072, .dram_base = 1048640}});
	tell(&t, (struct l1t_record){.kind = L1T_DEVICE, .device = {.device = 2,
		.dram_bank_count = L1T_UNKNOWN, .dram_bank_bytes = L1T_UNKNOWN,
		.dram_base = L1T_UNKNOWN}});
	write_file(&t);
	expect_rows(&t, "SELECT dram_bank_count, dram_bank_bytes, dram_base FROM device "
		"ORDER BY handle", "12\t1072603072\t1048640\n\t\t\n");
	drop_file(&t);
}

/* Buffer 5 in two parts, and 6, of core 0,0 and 1,0 of two; 6 is freed. */
static void tell_parts(struct story *t)
{
	const uint64_t part = (uint64_t)1 << L1T_PART_SHIFT;

	one_bank(t);
	tell_cores(t, 2, 1, 0, 1, 0);
	tell_device(t, (struct l1t_device){.device = 1, .grid_x = 2, .l1_bytes = L1_BYTES,
		.unreserved_base = BASE, .bank_count = 2, .bank_bytes = L1_BYTES - BASE});
	for (uint64_t id = 5; id <= 6; id++) {
		struct l1t_alloc a = {.id = id, .device = 1, .type = L1T_L1, .size_bytes = 200,
			.address = 3300 - 300 * (id - 5), .bytes_per_core = 100, .cores = 1,
			.core_count = 1, .flags = L1T_ALLOC_PER_CORE};

		tell_buffer(t, a);
		a.id |= part;
		a.address -= 200;
		a.cores = 2;
		a.flags |= L1T_ALLOC_PART;
		tell_buffer(t, a);
	}
	tell_free(t, 6, 1, L1T_L1);
	tell_free(t, 6 | part, 1, L1T_L1);
	write_file(t);
}

static void a_buffer_in_parts_is_one_buffer_and_one_leak(void **unused)
{
	struct story t;

	(void)unused;
	tell_parts(&t);
	expect_rows(&t, "SELECT buffer, part, address, cores FROM buffer ORDER BY buffer, part",
		"5\t0\t3300\t1\n5\t1\t3100\t2\n6\t0\t3000\t1\n6\t1\t2800\t2\n");
	expect_rows(&t, "SELECT buffer, bytes_per_core, size_bytes, core_count, cores, reason "
		"FROM buffers ORDER BY buffer",
		"5\t100\t200\t2\t0,0-0,0 1,0-1,0\tlive at end\n"
		"6\t100\t200\t2\t0,0-0,0 1,0-1,0\t\n");
	expect_rows(&t, "SELECT buffer, bytes_per_core FROM leaks ORDER BY buffer", "5\t100\n");
	expect_rows(&t, "SELECT buffers FROM run ORDER BY run", "2\n");
	expect_rows(&t, "SELECT core_x, buffer_bytes FROM peak ORDER BY core_x", "0\t200\n1\t200\n");
	expect_rows(&t, "SELECT count(*) AS findings FROM findings WHERE bad ORDER BY 1", "0\n");
	drop_file(&t);
}

static void other_rules_are_not_tried_where_cores_have_addresses_of_their_own(void **unused)
{
	struct story t;
	struct outcome o;

	(void)unused;
	tell_parts(&t);
	o = ask_frag(&t, "--policy all --format csv");
	assert_non_null(strstr(o.output, "addresses of their own"));
	assert_null(strstr(o.output, "placed"));
	outcome_free(&o);
	drop_file(&t);
}

static void program_of(struct story *t, uint64_t program, uint64_t processor, uint64_t text)
{
	tell_program(t, program, 0);
	tell_kernel(t, (struct l1t_kernel){.program = program, .name = 20, .processor = processor,
		.cores = 1, .text_bytes = {text, L1T_UNKNOWN, L1T_UNKNOWN}});
}

static void a_buffer_that_no_tensor_owns_has_its_purpose_for_a_name(void **unused)
{
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_string(&t, 20, "global semaphore");
	tell_open(&t, 1, 0);
	tell_alloc(&t, 5, 1, L1T_L1, 2000, 64);
	tell_alloc(&t, 6, 1, L1T_L1, 2100, 64);
	tell_alloc(&t, 7, 1, L1T_L1_SMALL, 3200, 64);
	tell_note(&t, L1T_NOTE_PURPOSE, 5, 20, NULL);
	tell_note(&t, L1T_NOTE_PURPOSE, 7, 20, NULL);
	tell_note(&t, L1T_NOTE_PURPOSE, 99, 20, NULL);
	tell_free(&t, 5, 1, L1T_L1);
	tell_alloc(&t, 5, 1, L1T_L1, 2200, 64);      /* another with its id */
	write_file(&t);
	expect_rows(&t, "SELECT buffer, address, name, purpose FROM buffers ORDER BY address",
		"5\t2000\tglobal semaphore\tglobal semaphore\n6\t2100\t\t\n5\t2200\t\t\n"
		"7\t3200\tglobal semaphore\tglobal semaphore\n");
	drop_file(&t);
}

/* Two ran, one of which told its size; one was too large; one met a buffer; two never ran. */
static void a_program_has_size_and_name_or_why_not(void **unused)
{
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_string(&t, 20, "reader");
	tell_string(&t, 21, "ttnn.add");
	tell_string(&t, 22, "a.py");
	tell_callsite(&t, 30, 21, 22, 5, 22);
	tell_open(&t, 1, 0);
	for (uint64_t program = 1; program <= 6; program++)
		program_of(&t, program, L1T_BRISC, 100 * program);
	tell_program_config(&t, 1, 100, 7);
	tell_failure(&t, (struct l1t_failure){.device = 1, .program = 3,
		.type = L1T_FAIL_CONFIG_TOO_BIG, .size_bytes = 9000, .callsite = 30}, NULL);
	tell_failure(&t, (struct l1t_failure){.device = 1, .program = 4, .type = L1T_FAIL_CLASH,
		.size_bytes = L1T_UNKNOWN, .callsite = 30}, NULL);
	for (uint64_t program = 1; program <= 2; program++)
		tell_launch_of(&t, (struct l1t_launch){.program = program, .device = 1,
			.name = 21});
	write_file(&t);
	expect_rows(&t, "SELECT program, name, program_bytes, note FROM kernels ORDER BY program",
		"1\tttnn.add\t107\t\n"
		"2\tttnn.add\t\ttext not known, at most 200\n"
		"3\tttnn.add\t9000\ttoo large: failure 1\n"
		"4\tttnn.add\t\tnever ran: failure 2\n"
		"5\t\t\tnever ran\n"
		"6\t\t\tnever ran\n");
	drop_file(&t);
}

static void cb_index_of(struct story *t, uint64_t region, uint64_t index, uint64_t page_bytes,
	uint64_t pages, uint64_t format_name)
{
	tell_region_index(t, (struct l1t_region_index){.program = 1, .cores = 1, .region = region,
		.index = index, .page_bytes = page_bytes, .pages = pages, .format_name = format_name});
}

static void place(struct story *t, uint64_t chips, uint64_t type, uint64_t index, uint64_t cores)
{
	tell_region_of(t, (struct l1t_region){.program = 1, .chips = chips, .type = type, .index = index,
		.address = 1100, .size_bytes = 200, .cores = cores});
}

/* Recorded for the first of two chips; buffer 2 also has indices 24 and 40; 3 is told anew. */
static void a_circular_buffer_has_its_indices_pages_and_format(void **unused)
{
	struct story t;

	(void)unused;
	one_bank(&t);
	tell_string(&t, 20, "Float16_b");
	tell_string(&t, 21, "Bfp8_b");
	tell_cores(&t, 2, 0, 0, 0, 0);
	cb_index_of(&t, 2, 2, 100, 2, 20);
	cb_index_of(&t, 2, 40, 50, 4, 21);
	cb_index_of(&t, 2, 24, 100, 2, 0);
	place(&t, 0, L1T_CB, 2, 1);
	cb_index_of(&t, 16, 16, L1T_UNKNOWN, L1T_UNKNOWN, L1T_UNKNOWN);
	place(&t, 0, L1T_CB, 16, 1);
	cb_index_of(&t, 3, 3, 50, 4, 21);
	place(&t, 0, L1T_CB, 3, 1);
	place(&t, 1, L1T_CB, 2, 1);
	place(&t, 1, L1T_CB, 2, 2);             /* on other cores: another buffer */
	place(&t, 1, L1T_DFB, 2, 1);
	tell_region_index(&t, (struct l1t_region_index){.program = 1, .cores = 1, .region = 2, .index = 2,
		.page_bytes = 20, .pages = 10, .type = L1T_DFB, .name = 21});
	place(&t, 1, L1T_DFB, 2, 1);
	place(&t, 1, L1T_CB, L1T_UNKNOWN, 1);
	cb_index_of(&t, 3, 3, 100, 2, 20);
	place(&t, 0, L1T_CB, 3, 1);
	write_file(&t);
	expect_rows(&t, "SELECT device, kind, idx, cb_name, pages, page_bytes, data_format FROM regions "
		"ORDER BY time_ns",
		"0\tcb\t2\tc_2 in2, c_24, c_40\t2\t100\tFloat16_b\n"
		"0\tcb\t16\tc_16 out0\t\t\t\n"
		"0\tcb\t3\tc_3 in3\t4\t50\tBfp8_b\n"
		"1\tcb\t2\tc_2 in2, c_24, c_40\t2\t100\tFloat16_b\n"
		"1\tcb\t2\tc_2 in2\t\t\t\n"
		"1\tdfb\t2\t\t\t\t\n"
		"1\tdfb\t2\tBfp8_b\t10\t20\t\n"
		"1\tcb\t\t\t\t\t\n"
		"0\tcb\t3\tc_3 in3\t2\t100\tFloat16_b\n");
	expect_rows(&t, "SELECT i.region, i.idx, i.page_bytes, s.text FROM cb_index i "
		"LEFT JOIN string s ON s.run = i.run AND s.id = i.data_format ORDER BY i.idx",
		"2\t24\t100\t\n2\t40\t50\tBfp8_b\n");
	drop_file(&t);
}

/* A hole of 1000 below buffer 1; buffer 5 of core 0,0 alone lies within, on a device of its own. */
/* The bank is [1000, 3000). */
static void a_buffer_of_all_banks_needs_a_hole_that_all_share(void **unused)
{
	static const char lies[] = "SELECT id, release, fits, missing_bytes FROM explain "
		"WHERE age_ns NOT NULL ORDER BY 1";
	static const struct { uint64_t bytes; const char *rows; } needs[] = {   /* holes: 450, 400 */
		{1200, "1\t1\t1\t750\n5\t0\t0\t750\n6\t0\t0\t750\n"},         /* 1600 to 2800 */
		{1950, "1\t1\t0\t1500\n5\t1\t0\t1500\n6\t0\t0\t1500\n"},      /* 1050 to 3000 */
		{2000, "1\t1\t0\t1550\n5\t1\t0\t1550\n6\t1\t0\t1550\n"},
		{2001, "1\t0\t0\t1551\n5\t0\t0\t1551\n6\t0\t0\t1551\n"},      /* larger than it */
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(needs) / sizeof(*needs); i++) {
		struct story t;

		one_bank(&t);
		tell_open(&t, 1, 0);
		tell_open(&t, 2, 0);
		tell_alloc(&t, 1, 1, L1T_L1, 2000, 1000);
		tell_alloc_on(&t, 5, 2, L1T_L1, 1500, 100, 1);
		tell_alloc_on(&t, 6, 2, L1T_L1, 1000, 50, 1);
		tell_failure(&t, (struct l1t_failure){.device = 1, .type = L1T_FAIL_OOM,
			.buffer_type = L1T_L1, .size_bytes = needs[i].bytes,
			.bytes_per_bank = needs[i].bytes, .free_bytes = 1000,
			.largest_free_bytes = 1000}, NULL);
		write_file(&t);
		expect_rows(&t, lies, needs[i].rows);
		drop_file(&t);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_has_all_its_ops_where_an_older_one_goes_on_last),
		cmocka_unit_test(a_device_has_its_dram_banks_where_the_trace_has_them),
		cmocka_unit_test(a_refusal_has_one_row_with_how_often_it_came),
		cmocka_unit_test(a_buffer_in_parts_is_one_buffer_and_one_leak),
		cmocka_unit_test(a_buffer_that_no_tensor_owns_has_its_purpose_for_a_name),
		cmocka_unit_test(a_program_has_size_and_name_or_why_not),
		cmocka_unit_test(a_buffer_of_all_banks_needs_a_hole_that_all_share),
		cmocka_unit_test(a_circular_buffer_has_its_indices_pages_and_format),
		cmocka_unit_test(other_rules_are_not_tried_where_cores_have_addresses_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
