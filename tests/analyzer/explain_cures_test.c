/*
 * The verb explain: whose the buffers are, and what makes a failing call fit, on one bank from 1000 to
 * 3000 that is worked out by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "tale.h"

/* Call sites: ttnn.conv2d at model.py:7, ttnn.add at model.py:8, ttnn.empty at model.py:9. */
enum { CONV = 1, ADD, EMPTY };
/* Strings; the last ones are types of programs. */
enum { TEXT = 10, FILE_NAME = TEXT + 3, FUNCTION, HALO, CONVOLUTION };
enum { PROGRAM = 20 };

static void define(struct tale *t, uint8_t kind, uint64_t id, const void *blob, size_t n)
{
	tale_tell(t, (struct l1t_record){.kind = kind, .define = {id}, .blob = blob,
		.blob_bytes = (uint32_t)n});
}

static void begin(struct tale *t)
{
	static const char *const strings[] = {"ttnn.conv2d", "ttnn.add", "ttnn.empty", "model.py", "main",
		"Halo", "Convolution"};

	tale_begin(t);
	for (uint64_t i = 0; i < 7; i++)
		define(t, L1T_STRING, TEXT + i, strings[i], strlen(strings[i]));
	for (uint32_t i = 0; i < 3; i++) {
		const uint32_t site[] = {0, 0, TEXT + i, FILE_NAME, 7 + i, FUNCTION};

		define(t, L1T_CALLSITE, CONV + i, site, sizeof(site));
	}
	tale_open(t, 1);
}

static void alloc_of(struct tale *t, uint64_t id, uint64_t type, uint64_t address, uint64_t bytes,
	uint64_t callsite, uint64_t flags)
{
	tale_tell(t, (struct l1t_record){.kind = L1T_ALLOC, .alloc = {.id = id, .device = 1,
		.type = type, .address = address, .bytes_per_core = bytes, .size_bytes = bytes,
		.callsite = callsite, .flags = flags}});
}

static void alloc(struct tale *t, uint64_t id, uint64_t address, uint64_t bytes, uint64_t callsite)
{
	alloc_of(t, id, L1T_L1, address, bytes, callsite, 0);
}

static void release(struct tale *t, uint64_t id)
{
	tale_free(t, id, 1, L1T_L1);
}

static void region(struct tale *t, uint64_t program, uint64_t address, uint64_t bytes, uint64_t flags)
{
	tale_tell(t, (struct l1t_record){.kind = L1T_REGION, .region = {.program = program,
		.flags = flags, .address = address, .size_bytes = bytes, .cores = 1}});
}

static void launch(struct tale *t, uint64_t program, uint64_t callsite, uint64_t type, uint64_t flags)
{
	tale_tell(t, (struct l1t_record){.kind = L1T_LAUNCH, .launch = {.program = program, .device = 1,
		.name = TEXT + callsite - 1, .callsite = callsite, .type = type, .flags = flags}});
}

/* A program up to `end` met the lowest buffer. */
static void clash(struct tale *t, uint64_t program, uint64_t end, uint64_t lowest, uint64_t callsite)
{
	static const char text[] = "first line\n  second line";

	tale_tell(t, (struct l1t_record){.kind = L1T_FAILURE, .failure = {.type = L1T_FAIL_CLASH,
		.device = 1, .program = program, .cores = 1, .region_end = end, .lowest_buffer = lowest,
		.size_bytes = L1T_UNKNOWN, .callsite = callsite}, .blob = (const uint8_t *)text,
		.blob_bytes = sizeof(text) - 1});
}

static void oom(struct tale *t, uint64_t type, uint64_t need, uint64_t largest, uint64_t callsite)
{
	tale_tell(t, (struct l1t_record){.kind = L1T_FAILURE, .failure = {.type = L1T_FAIL_OOM,
		.device = 1, .buffer_type = type, .size_bytes = need, .bytes_per_bank = need,
		.free_bytes = L1T_UNKNOWN, .largest_free_bytes = largest, .region_end = L1T_UNKNOWN,
		.lowest_buffer = L1T_UNKNOWN, .limit_bytes = L1T_UNKNOWN, .callsite = callsite}});
}

static char *ask(const char *command, const struct tale *t)
{
	static char output[20000];
	char line[500];
	struct outcome o;

	snprintf(line, sizeof(line), command, t->name);
	o = run_command("A=1", line);
	snprintf(output, sizeof(output), "%s", o.output);
	outcome_free(&o);
	return output;
}

/* id or owner kind, role, fits of all rows of buffers and cures, in the order of explain. */
static void expect(const struct tale *t, const char *rows)
{
	const char *got = ask(L1ANALYZE " explain --format tsv %s | cut -f6,12,13,20 | "
		"grep -E \"^(buffer|.*[[:space:]]cure)[[:space:]]\"", t);

	if (strcmp(got, rows))
		fail_msg("explain gave\n%sinstead of\n%s", got, rows);
}

static void expect_words(const struct tale *t, const char *word, bool there)
{
	const char *got = ask(L1ANALYZE " explain --width 0 %s", t);

	if (!strstr(got, word) == there)
		fail_msg("'%s' is %sin\n%s", word, there ? "not " : "", got);
}

/* Somebody's buffer 1 at 2400-3000, the call's at 1900-2400, and a program up to 2000. */
static void tell_own_output(struct tale *t, bool goes)
{
	begin(t);
	alloc(t, 1, 2400, 600, ADD);
	alloc(t, 2, 1900, 500, CONV);
	region(t, PROGRAM, 1000, 1000, L1T_REGION_FIRST);
	clash(t, PROGRAM, 2000, 1900, CONV);
	if (goes)
		release(t, 2);
	launch(t, PROGRAM, CONV, CONVOLUTION, L1T_LAUNCH_FAILED);
	alloc(t, 3, 2900, 100, ADD);
}

static void the_calls_own_output_moves_up_when_another_buffer_goes(void **unused)
{
	struct tale t;

	(void)unused;
	tell_own_output(&t, true);
	tale_end(&t);
	expect(&t,
		"free\tcure\t1\t1\n"
		"dram\tcure\t\t1\n"
		"shrink\tcure\t\t1\n"
		"buffer\tin the way\t1\t1\n"
		"buffer\town\t2\t\n");
	tale_drop(&t);
}

static void what_outlives_the_failure_is_not_the_calls_own(void **unused)
{
	struct tale t;

	(void)unused;
	tell_own_output(&t, false);
	tale_end(&t);
	/* an older output of that line, which is kept: it is in the way, and it may go */
	expect(&t,
		"free\tcure\t2\t1\n"
		"shrink\tcure\t\t1\n"
		"buffer\tin the way\t2\t1\n"
		"buffer\tlives\t1\t0\n");
	tale_drop(&t);
}

/* Two allocations with a launch between, both gone with the failure: one call, or two? */
static void tell_two(struct tale *t, uint64_t first, uint64_t then)
{
	begin(t);
	alloc(t, 1, 2400, 600, ADD);
	alloc(t, 2, 2000, 400, CONV);
	launch(t, PROGRAM + 1, CONV, first, 0);
	alloc(t, 3, 1600, 400, CONV);
	region(t, PROGRAM, 1000, 700, L1T_REGION_FIRST);
	clash(t, PROGRAM, 1700, 1600, CONV);
	release(t, 3);
	release(t, 2);
	launch(t, PROGRAM, CONV, then, L1T_LAUNCH_FAILED);
	tale_end(t);
}

static void programs_of_several_types_are_one_call(void **unused)
{
	struct tale t;

	(void)unused;
	tell_two(&t, HALO, CONVOLUTION);
	expect(&t,
		"deallocate_activation\tcure\t1\t1\n"
		"free\tcure\t1\t1\n"
		"dram\tcure\t\t1\n"
		"shrink\tcure\t\t1\n"
		"buffer\tin the way\t1\t1\n"
		"buffer\town\t3\t\n"
		"buffer\town\t2\t\n");
	tale_drop(&t);
}

static void of_two_runs_of_a_line_the_first_one_may_be_anothers(void **unused)
{
	struct tale t;

	(void)unused;
	tell_two(&t, CONVOLUTION, CONVOLUTION);
	expect(&t,
		"free\tcure\t1\t1\n"
		"dram\tcure\t\t1\n"
		"shrink\tcure\t\t1\n"
		"buffer\tin the way\t1\t1\n"
		"buffer\town\t3\t\n"
		"buffer\tmaybe own\t2\t\n");
	tale_drop(&t);
}

static void what_the_failing_program_works_in_is_not_proposed(void **unused)
{
	struct tale t;

	(void)unused;
	begin(&t);
	alloc(&t, 1, 2400, 600, ADD);
	alloc(&t, 2, 1900, 500, ADD);
	region(&t, PROGRAM, 1900, 500, L1T_REGION_ALIAS);
	region(&t, PROGRAM, 1000, 1000, L1T_REGION_FIRST);
	clash(&t, PROGRAM, 2000, 1900, CONV);
	launch(&t, PROGRAM, CONV, CONVOLUTION, L1T_LAUNCH_FAILED);
	tale_end(&t);
	expect(&t,
		"shrink\tcure\t\t1\n"
		"buffer\toperand\t2\t\n"
		"buffer\tlives\t1\t0\n");
	expect_words(&t, "no release makes it fit: what is in the way cannot be released", true);
	expect_words(&t, "in use by the failing program", true);
	tale_drop(&t);
}

static void what_the_program_cache_keeps_goes_only_with_it(void **unused)
{
	struct tale t;

	(void)unused;
	begin(&t);
	alloc(&t, 1, 2400, 600, ADD);
	alloc_of(&t, 2, L1T_L1, 2368, 32, CONV, L1T_ALLOC_MADE);
	alloc_of(&t, 3, L1T_L1, 2336, 32, CONV, L1T_ALLOC_MADE);
	launch(&t, PROGRAM + 1, CONV, CONVOLUTION, 0);
	region(&t, PROGRAM, 1000, 1350, L1T_REGION_FIRST);
	clash(&t, PROGRAM, 2350, 2336, ADD);
	launch(&t, PROGRAM, ADD, HALO, L1T_LAUNCH_FAILED);
	tale_end(&t);
	expect(&t,
		"clear_program_cache\tcure\t\t1\n"
		"shrink\tcure\t\t1\n"
		"buffer\tcache\t3\t\n"
		"buffer\tcache\t2\t\n"
		"buffer\tlives\t1\t0\n");
	expect_words(&t, "2 buffers of 32 bytes of ttnn.conv2d", true);
	expect_words(&t, "->", false);
	tale_drop(&t);
}

/* Input 1 at 2700; conv2d lays it out anew (2), makes 3 from that, gives 2 back, and makes 4. */
static void conv2d_may_free_its_input_after_the_first_program(void **unused)
{
	struct tale t;

	(void)unused;
	begin(&t);
	alloc(&t, 1, 2700, 300, ADD);
	alloc(&t, 2, 2400, 300, CONV);
	launch(&t, PROGRAM + 1, CONV, HALO, 0);
	alloc(&t, 3, 1900, 500, CONV);
	launch(&t, PROGRAM + 2, CONV, HALO, 0);
	release(&t, 2);
	alloc(&t, 4, 2400, 300, CONV);
	region(&t, PROGRAM, 1000, 1200, L1T_REGION_FIRST);
	clash(&t, PROGRAM, 2200, 1900, CONV);
	release(&t, 4);
	release(&t, 3);
	launch(&t, PROGRAM, CONV, CONVOLUTION, L1T_LAUNCH_FAILED);
	tale_end(&t);
	/* 2 moves to 2700, so 3 lies at 2200; were it not moved, 3 would lie at 1900 */
	expect(&t,
		"deallocate_activation\tcure\t1\t1\n"
		"free\tcure\t1\t1\n"
		"shrink\tcure\t\t1\n"
		"buffer\tin the way\t1\t1\n"
		"buffer\town\t3\t\n"
		"buffer\town\t4\t\n");
	expect_words(&t, "To get past that: if its input is buffer 1 of ttnn.add (300 bytes, model.py:8): "
		"deallocate_activation=True", true);
	tale_drop(&t);
}

/* One that leaves a hole below itself is moved up into a hole above. */
static void a_buffer_that_is_moved_up_may_be_enough(void **unused)
{
	struct tale t;

	(void)unused;
	begin(&t);
	alloc(&t, 1, 2800, 200, EMPTY);
	alloc(&t, 2, 2600, 200, EMPTY);
	alloc(&t, 3, 2200, 400, EMPTY);
	alloc(&t, 4, 2100, 100, EMPTY);
	release(&t, 2);
	oom(&t, L1T_L1, 1150, 1100, EMPTY);
	alloc(&t, 5, 2600, 100, ADD);
	tale_end(&t);
	expect(&t,
		"free\tcure\t4\t1\n"
		"reallocate\tcure\t4\t1\n"
		"dram\tcure\t\t\n"
		"buffer\tin the way\t4\t1\n"
		"buffer\tlives\t3\t0\n"
		"buffer\tlives\t1\t0\n");
	expect_words(&t, "To make it fit: free buffer 4 of ttnn.empty (100 bytes, model.py:9)", true);
	tale_drop(&t);
}

static void l1_small_had_to_hold_all_at_once(void **unused)
{
	struct tale t;

	(void)unused;
	begin(&t);
	for (uint64_t i = 0; i < 6; i++)
		alloc_of(&t, i + 1, L1T_L1_SMALL, 3336 - 64 * i, 64, CONV, L1T_ALLOC_MADE);
	tale_free(&t, 3, 1, L1T_L1_SMALL);
	oom(&t, L1T_L1_SMALL, 100, 64, CONV);
	tale_end(&t);
	/* the hole of 64 is too small for 100, which are 128 when they are aligned */
	expect_words(&t, "l1_small_size at least 512 (it was 400)", true);
	expect_words(&t, "5 buffers of 64 bytes of ttnn.conv2d", true);
	expect_words(&t, "free buffer", false);
	tale_drop(&t);
}

static void a_cached_programs_past_is_told(void **unused)
{
	struct tale t;

	(void)unused;
	begin(&t);
	alloc(&t, 1, 2900, 100, EMPTY);
	region(&t, PROGRAM, 1000, 1700, L1T_REGION_FIRST);
	launch(&t, PROGRAM, CONV, CONVOLUTION, 0);
	alloc(&t, 2, 2800, 100, ADD);
	launch(&t, PROGRAM, CONV, CONVOLUTION, 0);
	alloc(&t, 3, 2650, 150, ADD);
	clash(&t, PROGRAM, 2700, 2650, CONV);
	launch(&t, PROGRAM, CONV, CONVOLUTION, L1T_LAUNCH_FAILED);
	tale_end(&t);
	expect_words(&t, "the same program ran 2 times before, first as op 1; its headroom went from 200 to "
		"100 bytes", true);
	expect_words(&t, "ttnn.add: 2 buffers, 250 bytes, allocated since its first run", true);
	expect_words(&t, "nothing was allocated or launched after it", true);
	tale_drop(&t);
}

static void equal_failures_are_shown_once_with_their_places(void **unused)
{
	struct tale t;

	(void)unused;
	begin(&t);
	alloc(&t, 1, 2500, 500, EMPTY);
	oom(&t, L1T_L1, 1600, 1500, ADD);
	oom(&t, L1T_L1, 1600, 1500, ADD);
	oom(&t, L1T_L1, 1700, 1500, ADD);
	tale_end(&t);
	expect_words(&t, "the same: failure 2 at ", true);
	expect_words(&t, "from the same line", true);
	expect_words(&t, "failure 3: oom", true);
	expect_words(&t, "failure 2: oom", false);
	expect_words(&t, "the run went on, with 2 failures after it; it came to its normal end", true);
	assert_string_equal("3\n", ask(L1ANALYZE " explain --format tsv %s | cut -f2 | sort -u | "
		"grep -c [0-9]", &t));
	tale_drop(&t);
}

static void the_runtimes_lines_end_where_it_ended_them(void **unused)
{
	struct tale t;

	(void)unused;
	tell_own_output(&t, true);
	tale_end(&t);
	expect_words(&t, "the runtime: first line\n      second line\n", true);
	tale_drop(&t);
}

static void what_an_op_refuses_by_itself_is_shown_if_it_is_about_memory(void **unused)
{
	static const char *const texts[] = {"TT_FATAL: too many HAL1 units", "TT_FATAL: no L1 left for it",
		"TT_FATAL: wrong dtype", "TT_FATAL: streaming circular buffers require more"};
	char *got;
	struct tale t;

	(void)unused;
	begin(&t);
	for (size_t i = 0; i < 4; i++)
		tale_tell(&t, (struct l1t_record){.kind = L1T_FAILURE, .failure = {.type = L1T_FAIL_LAUNCH,
			.callsite = ADD}, .blob = (const uint8_t *)texts[i],
			.blob_bytes = (uint32_t)strlen(texts[i])});
	tale_end(&t);
	got = ask(L1ANALYZE " load %s -o x.db && sqlite3 x.db \"UPDATE failure SET kind = char(114,101,102,"
		"117,115,101,100); UPDATE explanation SET kind = char(114,101,102,117,115,101,100)\" && "
		L1ANALYZE " explain x.db", &t);
	assert_non_null(strstr(got, "failure 2: refused in ttnn.add: TT_FATAL: no L1 left for it"));
	assert_non_null(strstr(got, "failure 4: refused in ttnn.add: TT_FATAL: streaming circular"));
	assert_null(strstr(got, "HAL1"));
	assert_non_null(strstr(got, "and 2 calls that an op refused in its own words, not about memory: "
		"ttnn.add"));
	tale_drop(&t);
}

static void a_run_that_ended_badly_is_not_one_without_failures(void **unused)
{
	struct tale t;

	(void)unused;
	for (uint64_t status = 0; status < 2; status++) {
		begin(&t);
		tale_tell(&t, (struct l1t_record){.kind = L1T_EXIT, .exit = {status, 0, 0}});
		tale_end(&t);
		expect_words(&t, "no failures", true);
		expect_words(&t, "run 1 exited with 1, and no failure was recorded", status);
		tale_drop(&t);
	}
}

static void chips_of_a_mesh_are_told_together(void **unused)
{
	uint32_t chips[] = {0, 1, 2, 3, 5, 7, 8};
	struct tale t;

	(void)unused;
	begin(&t);
	define(&t, L1T_CHIPS, L1T_CHIPS_FIRST, chips, sizeof(chips));
	tale_tell(&t, (struct l1t_record){.kind = L1T_DEVICE, .device = {.device = 2, .mesh = 9,
		.chips = L1T_CHIPS_FIRST, .grid_x = 1, .grid_y = 1, .l1_bytes = L1_BYTES,
		.unreserved_base = BASE, .l1_small_bytes = L1_BYTES - TOP, .bank_count = 1,
		.bank_bytes = TOP - BASE}});
	tale_tell(&t, (struct l1t_record){.kind = L1T_FAILURE, .failure = {.type = L1T_FAIL_OOM,
		.device = 2, .buffer_type = L1T_L1, .size_bytes = 9000, .bytes_per_bank = 9000,
		.free_bytes = 2000, .largest_free_bytes = 2000, .callsite = ADD}});
	tale_end(&t);
	expect_words(&t, "on chips 0-3,5,7,8", true);
	expect_words(&t, "nothing lives there: it is larger than the whole bank", true);
	tale_drop(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_calls_own_output_moves_up_when_another_buffer_goes),
		cmocka_unit_test(what_outlives_the_failure_is_not_the_calls_own),
		cmocka_unit_test(programs_of_several_types_are_one_call),
		cmocka_unit_test(of_two_runs_of_a_line_the_first_one_may_be_anothers),
		cmocka_unit_test(what_the_failing_program_works_in_is_not_proposed),
		cmocka_unit_test(what_the_program_cache_keeps_goes_only_with_it),
		cmocka_unit_test(conv2d_may_free_its_input_after_the_first_program),
		cmocka_unit_test(a_buffer_that_is_moved_up_may_be_enough),
		cmocka_unit_test(l1_small_had_to_hold_all_at_once),
		cmocka_unit_test(a_cached_programs_past_is_told),
		cmocka_unit_test(equal_failures_are_shown_once_with_their_places),
		cmocka_unit_test(the_runtimes_lines_end_where_it_ended_them),
		cmocka_unit_test(what_an_op_refuses_by_itself_is_shown_if_it_is_about_memory),
		cmocka_unit_test(a_run_that_ended_badly_is_not_one_without_failures),
		cmocka_unit_test(chips_of_a_mesh_are_told_together),
	};

	return cmocka_run_group_tests_name("explain cures", tests, NULL, NULL);
}
