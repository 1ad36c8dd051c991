/*
 * The verb explain: who holds the memory when something does not fit, computed by hand. One bank
 * from 1000 to 3000.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>
#include "judge_l1analyze.h"

/*
 * Owner kind, address, bytes, role, id, release, missing and agrees of all rows, except those of
 * proposals and of facts.
 */
static void expect_rows(const char *input, const char *rows)
{
	char command[500];
	struct outcome o;

	snprintf(command, sizeof(command), L1ANALYZE " explain --format tsv %s | sed 1d | "
		"cut -f12,6,13,8,9,16,17,18 | "
		"grep -vE \"[[:space:]](verdict|cure|after|op|line)[[:space:]]\"", input);
	o = run_command("A=1", command);
	if (strcmp(o.output, rows))
		fail_msg("explain gave\n%sinstead of\n%s", o.output, rows);
	outcome_free(&o);
}

/* On device 1. */
static void fails(struct story *t, struct l1t_failure f)
{
	f.device = 1;
	tell_failure(t, f, NULL);
}

static void does_not_fit(struct story *t, uint64_t need, uint64_t free_bytes, uint64_t largest)
{
	fails(t, (struct l1t_failure){.type = L1T_FAIL_OOM, .buffer_type = L1T_L1,
		.size_bytes = need, .bytes_per_bank = need, .free_bytes = free_bytes,
		.largest_free_bytes = largest, .region_end = L1T_UNKNOWN,
		.lowest_buffer = L1T_UNKNOWN, .limit_bytes = L1T_UNKNOWN});
}

/* Buffers 1, 2, 3 at 2700-3000, 2400-2600, 1400-1500; 4 is gone; 5 is of L1_SMALL. */
static void tell_buffers(struct story *t)
{
	one_bank(t);
	tell_open(t, 1, 0);
	tell_alloc(t, 1, 1, L1T_L1, 2700, 300);
	tell_alloc(t, 4, 1, L1T_L1, 2600, 100);
	tell_alloc(t, 2, 1, L1T_L1, 2400, 200);
	tell_alloc(t, 3, 1, L1T_L1, 1400, 100);
	tell_alloc(t, 5, 1, L1T_L1_SMALL, 3200, 64);
	tell_free(t, 4, 1, L1T_L1);
}

static void the_fewest_bytes_that_make_a_hole_are_to_be_released(void **unused)
{
	struct story t;

	(void)unused;
	tell_buffers(&t);
	does_not_fit(&t, 1100, 1400, 900);
	tell_alloc(&t, 6, 1, L1T_L1, 1000, 100);     /* later: has nothing to do with it */
	write_file(&t);
	expect_rows(t.name,
		"buffer\t1400\t100\tin the way\t3\t1\t200\t1\n"
		"buffer\t2400\t200\tlives\t2\t0\t200\t1\n"
		"buffer\t2700\t300\tlives\t1\t0\t200\t1\n"
		"set\t\t100\tset\t\t0\t200\t1\n");
	drop_file(&t);
}

/* A sub-device manager has the lowest 100 bytes of each bank. */
static void an_out_of_memory_tells_how_long_the_bank_was(void **unused)
{
	struct l1t_failure f = {.type = L1T_FAIL_OOM, .buffer_type = L1T_L1, .size_bytes = 1100,
		.bytes_per_bank = 1100, .free_bytes = 1300, .largest_free_bytes = 900,
		.bank_bytes = 1900, .region_end = L1T_UNKNOWN, .lowest_buffer = L1T_UNKNOWN,
		.limit_bytes = L1T_UNKNOWN};
	struct story t;

	(void)unused;
	tell_buffers(&t);
	fails(&t, f);
	f.bytes_per_bank = f.size_bytes = 1950;
	fails(&t, f);
	write_file(&t);
	expect_rows(t.name,
		"buffer\t1400\t100\tin the way\t3\t1\t200\t1\n"
		"buffer\t2400\t200\tlives\t2\t0\t200\t1\n"
		"buffer\t2700\t300\tlives\t1\t0\t200\t1\n"
		"set\t\t100\tset\t\t0\t200\t1\n"
		"buffer\t1400\t100\tlives\t3\t0\t1050\t1\n"
		"buffer\t2400\t200\tlives\t2\t0\t1050\t1\n"
		"buffer\t2700\t300\tlives\t1\t0\t1050\t1\n"
		"set\t\t\tset\t\t0\t1050\t1\n");     /* larger than what it had */
	drop_file(&t);
}

static void tell_dram_oom(struct story *t, uint64_t largest)
{
	fails(t, (struct l1t_failure){.type = L1T_FAIL_OOM, .buffer_type = L1T_DRAM,
		.size_bytes = 500, .bytes_per_bank = 500, .bank_bytes = 1000, .free_bytes = 500,
		.largest_free_bytes = largest, .region_end = L1T_UNKNOWN,
		.lowest_buffer = L1T_UNKNOWN, .limit_bytes = L1T_UNKNOWN});
}

/* Four buffers in a bank of 1000 bytes from 64 on; the lowest is gone. */
static void tell_dram(struct story *t)
{
	one_bank(t);
	tell_open(t, 1, 0);
	for (uint64_t i = 0; i < 4; i++)
		tell_alloc(t, i + 1, 1, L1T_DRAM, 64 + i * 250, i == 2 ? 100 : 200);
	tell_free(t, 1, 1, L1T_DRAM);
}

static void a_dram_bank_is_known_where_its_holes_are_the_runtimes(void **unused)
{
	struct story t;

	(void)unused;
	tell_dram(&t);
	tell_dram_oom(&t, 250);
	write_file(&t);
	expect_rows(t.name,
		"buffer\t314\t200\tin the way\t2\t1\t250\t1\n"
		"buffer\t564\t100\tlives\t3\t0\t250\t1\n"
		"buffer\t814\t200\tlives\t4\t0\t250\t1\n"
		"set\t\t200\tset\t\t0\t250\t1\n");
	drop_file(&t);
	tell_dram(&t);
	tell_dram_oom(&t, 240);
	write_file(&t);
	expect_rows(t.name,
		"buffer\t314\t200\tlives\t2\t0\t260\t\n"
		"buffer\t564\t100\tlives\t3\t0\t260\t\n"
		"buffer\t814\t200\tlives\t4\t0\t260\t\n");
	drop_file(&t);
}

static void more_failures_than_256_are_explained(void **unused)
{
	char command[400];
	struct outcome o;
	struct story t;

	(void)unused;
	tell_buffers(&t);
	for (uint64_t i = 0; i < 300; i++)
		does_not_fit(&t, 801 + i, 1400, 900);       /* the last one needs 1100 */
	write_file(&t);
	snprintf(command, sizeof(command), L1ANALYZE " query \"SELECT count(*), min(missing_bytes), "
		"sum(release) FROM explanation WHERE failure = 300 AND bytes_per_core < 1000 AND instr(role, char(99) || char(117)) = 0\" %s",
		t.name);
	o = run_command("A=1", command);
	if (!strstr(o.output, "4                 200             1"))
		fail_msg("%s", o.output);
	outcome_free(&o);
	drop_file(&t);
}

static void numbers_that_differ_from_the_runtimes_are_told(void **unused)
{
	struct story t;

	(void)unused;
	tell_buffers(&t);
	does_not_fit(&t, 2500, 1399, 900);
	write_file(&t);
	expect_rows(t.name,
		"buffer\t1400\t100\tlives\t3\t0\t1600\t0\n"
		"buffer\t2400\t200\tlives\t2\t0\t1600\t0\n"
		"buffer\t2700\t300\tlives\t1\t0\t1600\t0\n"
		"set\t\t\tset\t\t0\t1600\t0\n");
	drop_file(&t);
}

static void placed(struct story *t, uint64_t address, uint64_t bytes, uint64_t index,
	uint64_t flags)
{
	tell_region_of(t, (struct l1t_region){.program = 7, .flags = flags, .index = index,
		.address = address, .size_bytes = bytes, .cores = 1});
}

static void a_clash_has_the_last_placement_and_every_buffer_below_its_end(void **unused)
{
	struct story t;

	(void)unused;
	tell_buffers(&t);
	placed(&t, 1000, 2000, 0, L1T_REGION_FIRST);       /* an older placement */
	placed(&t, 2400, 200, 9, L1T_REGION_ALIAS);
	placed(&t, 1000, 300, 0, L1T_REGION_FIRST);
	placed(&t, 1300, 1150, 1, 0);
	fails(&t, (struct l1t_failure){.type = L1T_FAIL_CLASH, .program = 7, .cores = 1,
		.region_end = 2450, .lowest_buffer = 1400, .size_bytes = L1T_UNKNOWN});
	write_file(&t);
	/* the program works in buffer 2: it cannot be released, so nothing else helps */
	expect_rows(t.name,
		"cb\t1000\t300\tregion\t0\t0\t1050\t1\n"
		"cb\t1300\t1150\tregion\t1\t0\t1050\t1\n"
		"cb\t2400\t200\talias\t9\t0\t1050\t1\n"
		"buffer\t2400\t200\toperand\t2\t0\t1050\t1\n"
		"buffer\t1400\t100\tlives\t3\t0\t1050\t1\n"
		"buffer\t2700\t300\tlives\t1\t0\t1050\t1\n"
		"set\t\t\tset\t\t0\t1050\t1\n");
	drop_file(&t);
}

static void a_failure_that_nobody_stands_in_the_way_of_has_one_row(void **unused)
{
	struct story t;

	(void)unused;
	tell_buffers(&t);
	fails(&t, (struct l1t_failure){.type = L1T_FAIL_TOO_BIG, .program = 99,
		.size_bytes = 5000, .limit_bytes = 3400});
	fails(&t, (struct l1t_failure){.type = L1T_FAIL_CONFIG_TOO_BIG, .program = 99,
		.size_bytes = 80000, .limit_bytes = 70656});
	fails(&t, (struct l1t_failure){.type = L1T_FAIL_LAUNCH, .program = 99,
		.size_bytes = L1T_UNKNOWN});
	write_file(&t);
	expect_rows(t.name,
		"\t\t\tnobody\t\t0\t1600\t\n"
		"\t\t\tnobody\t\t0\t9344\t\n"
		"\t\t\tnobody\t\t0\t\t\n");
	drop_file(&t);
}

static void a_program_that_is_too_big_is_to_end_below_the_lowest_buffer_as_well(void **unused)
{
	char command[300];
	struct outcome o;
	struct story t;

	(void)unused;
	tell_buffers(&t);
	fails(&t, (struct l1t_failure){.type = L1T_FAIL_TOO_BIG, .program = 99,
		.size_bytes = 5000, .limit_bytes = 3400});
	write_file(&t);
	snprintf(command, sizeof(command), L1ANALYZE " explain %s", t.name);
	o = run_command("A=1", command);
	assert_non_null(strstr(o.output, "by 1,600 bytes a core or more in all (smaller blocks, more cores); by "
		"3,600 to end below the lowest buffer as well, which begins at 1,400"));
	outcome_free(&o);
	drop_file(&t);
}

static void people_see_a_map_and_what_to_release(void **unused)
{
	static const char *const words[] = {"failure 1: oom: a buffer needs 1,100 bytes of each bank of "
		"L1, and the largest hole has 900: 200 bytes a core are missing (enough is free, but in "
		"pieces). To get past that: free buffer 3 (100 bytes) before the call", "-> buffer 3",
		"|..............####......", ".########...###########|"};
	char command[300];
	struct outcome o;
	struct story t;

	(void)unused;
	tell_buffers(&t);
	does_not_fit(&t, 1100, 1400, 900);
	write_file(&t);
	snprintf(command, sizeof(command), L1ANALYZE " explain %s", t.name);
	o = run_command("A=1", command);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strstr(o.output, words[i]))
			fail_msg("'%s' is not in\n%s", words[i], o.output);
	outcome_free(&o);
	snprintf(command, sizeof(command), L1ANALYZE " explain --fail-on failure %s >&2", t.name);
	o = run_command("A=1", command);
	assert_int_equal(1, WEXITSTATUS(o.status));
	outcome_free(&o);
	drop_file(&t);
}

/* Output of explain, in which these words come one behind the other. */
static void expect_words(const struct story *t, const char *options, const char *const *words,
	size_t count)
{
	char command[300];
	struct outcome o;
	const char *at;

	snprintf(command, sizeof(command), L1ANALYZE " explain --width 0 %s %s", options, t->name);
	o = run_command("A=1", command);
	at = o.output;
	for (size_t i = 0; i < count && at; i++) {
		at = strstr(at, words[i]);
		if (!at)
			fail_msg("'%s' is not where it should be in\n%s", words[i], o.output);
	}
	outcome_free(&o);
}

static void people_are_told_why_nobody_stands_in_the_way(void **unused)
{
	static const char *const words[] = {"failure 1: ",
		"its circular buffers reach 5,000, and L1 ends at 3,400: 1,600 bytes a core too many",
		"by 1,600 bytes a core or more", "failure 2: ",
		"the program alone is too big", "failure 3: ",
		"take 80,000 bytes, and the KERNEL_CONFIG ring has 70,656: 9,344 bytes too many",
		"failure 4: ", "the program is too large for the KERNEL_CONFIG ring"};
	struct story t;

	(void)unused;
	tell_buffers(&t);
	for (int i = 0; i < 4; i++)
		fails(&t, (struct l1t_failure){.program = 99,
			.type = i < 2 ? L1T_FAIL_TOO_BIG : L1T_FAIL_CONFIG_TOO_BIG,
			.size_bytes = i < 2 ? 5000 : 80000,
			.limit_bytes = i % 2 ? L1T_UNKNOWN : i < 2 ? 3400 : 70656});
	write_file(&t);
	expect_words(&t, "", words, sizeof(words) / sizeof(*words));
	drop_file(&t);
}

static void people_see_the_regions_of_a_clash_and_then_the_next_failure(void **unused)
{
	static const char *const words[] = {"failure 1: clash", "1,000             300  ", "c_0 in0 on",
		"-> buffer 3", "failure 2: oom", "-> buffer 3"};
	struct story t;

	(void)unused;
	tell_buffers(&t);
	placed(&t, 1000, 300, 0, L1T_REGION_FIRST);
	placed(&t, 1300, 150, 1, 0);
	fails(&t, (struct l1t_failure){.type = L1T_FAIL_CLASH, .program = 7, .cores = 1,
		.region_end = 1450, .lowest_buffer = 1400, .size_bytes = L1T_UNKNOWN});
	does_not_fit(&t, 1100, 1400, 900);
	write_file(&t);
	expect_words(&t, "", words, sizeof(words) / sizeof(*words));
	drop_file(&t);
}

static void so_many_failures_are_drawn_as_limit_says_and_the_others_counted(void **unused)
{
	static const char *const words[] = {"failure 1: ", "failure 2: ", "1,600", "\n\nand 2 more failures",
		"\nnext: "};
	struct story t;

	(void)unused;
	tell_buffers(&t);
	for (unsigned i = 1; i <= 4; i++)
		fails(&t, (struct l1t_failure){.program = 90 + i, .type = L1T_FAIL_TOO_BIG,
			.size_bytes = 3400 + 800 * i, .limit_bytes = 3400});
	write_file(&t);
	expect_words(&t, "--limit 2", words, sizeof(words) / sizeof(*words));
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fewest_bytes_that_make_a_hole_are_to_be_released),
		cmocka_unit_test(an_out_of_memory_tells_how_long_the_bank_was),
		cmocka_unit_test(a_dram_bank_is_known_where_its_holes_are_the_runtimes),
		cmocka_unit_test(more_failures_than_256_are_explained),
		cmocka_unit_test(numbers_that_differ_from_the_runtimes_are_told),
		cmocka_unit_test(a_clash_has_the_last_placement_and_every_buffer_below_its_end),
		cmocka_unit_test(a_failure_that_nobody_stands_in_the_way_of_has_one_row),
		cmocka_unit_test(a_program_that_is_too_big_is_to_end_below_the_lowest_buffer_as_well),
		cmocka_unit_test(people_see_a_map_and_what_to_release),
		cmocka_unit_test(people_are_told_why_nobody_stands_in_the_way),
		cmocka_unit_test(so_many_failures_are_drawn_as_limit_says_and_the_others_counted),
		cmocka_unit_test(people_see_the_regions_of_a_clash_and_then_the_next_failure),
	};

	return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
