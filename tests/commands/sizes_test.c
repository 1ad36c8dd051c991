/*
 * kernels, histogram, callsites: sizes by program, kind and owner; and --mark on any verb.
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

enum { MATMUL = 1, TEXT = 10, SMALL = 1, LARGE };       /* a call site; strings; programs */
enum { NAME_MATMUL = TEXT, FILE_NAME, FUNCTION, READER, COMPUTE, TENSIX, LAYER, OTHER };

static void kernel(struct story *t, uint64_t program, uint64_t name, uint64_t text,
	uint64_t compute)
{
	tell_kernel(t, (struct l1t_kernel){.program = program,
		.name = name, .core_type = TENSIX, .text_bytes = {text, compute, compute},
		/* not needed for a compute kernel; the small program's reader is of an old trace */
		.processor = name == READER && program == LARGE ? L1T_NCRISC : 0,
		.cores = 1});
}

static void alloc(struct story *t, uint64_t id, uint64_t bytes)
{
	tell_buffer(t, (struct l1t_alloc){.id = id, .device = 1, .type = L1T_L1,
		.address = BASE + id * 100, .bytes_per_core = bytes, .size_bytes = bytes,
		.callsite = MATMUL});
}

/* Programs of 1,000 and 3,000 bytes in a ring of 4,096; buffers of 64, 64 and 100 bytes. */
static void tell_sizes(struct story *t)
{
	static const char *const strings[] = {"ttnn.matmul", "model.py", "main", "reader/123/",
		"bmm/77/", "tensix", "layer", "other"};

	one_bank(t);
	for (uint64_t i = 0; i < 8; i++)
		tell_string(t, TEXT + i, strings[i]);
	tell_callsite(t, MATMUL, NAME_MATMUL, FILE_NAME, 7, FUNCTION);
	t->world.kernel_config_bytes = 4096;
	tell_open(t, 1, 0);
	tell_mark(t, L1T_MARK_BEGIN, LAYER);                                 /* 130 ns */
	alloc(t, 1, 64);                                                /* 140 */
	tell_mark(t, L1T_MARK_BEGIN, OTHER);
	tell_mark(t, L1T_MARK_BEGIN, LAYER);                                 /* nested in itself */
	tell_mark(t, L1T_MARK_END, LAYER);
	tell_free(t, 1, 1, L1T_L1);
	tell_mark(t, L1T_MARK_END, LAYER);                                   /* 190 */
	alloc(t, 2, 64);                                                /* 200 */
	tell_mark(t, L1T_MARK_BEGIN, LAYER);                                 /* never ends */
	alloc(t, 3, 100);                                               /* 220 */
	for (uint64_t program = SMALL; program <= LARGE; program++) {
		tell_program(t, program, program);
		kernel(t, program, READER, program * 100, L1T_UNKNOWN);
		kernel(t, program, COMPUTE, program * 50, program * 60);
		tell_program_config(t, program, program * 2000 - 1100, 100);
		tell_launch_of(t, (struct l1t_launch){.program = program, .device = 1,
			.name = NAME_MATMUL, .callsite = MATMUL});
	}
	write_file(t);
}

static void answers(const struct story *t, const char *args, const char *text)
{
	char command[400];
	struct outcome o;

	snprintf(command, sizeof(command), L1ANALYZE " %s %s", args, t->name);
	o = run_command("A=1", command);
	if (!WIFEXITED(o.status) || WEXITSTATUS(o.status) || !strstr(o.output, text))
		fail_msg("%s: status %d, wanted '%s':\n%s", args, o.status, text, o.output);
	outcome_free(&o);
}

static void programs_are_held_against_the_ring_largest_first(void **unused)
{
	struct story t;

	(void)unused;
	tell_sizes(&t);
	answers(&t, "kernels --format csv", "\n1,0,2,reader,tensix,ncrisc,\"0,0-0,0\",200,2900,100,3000,4096,"
		"1096,");
	drop_file(&t);
}

static void kernels_are_told_by_risc_and_name(void **unused)
{
	struct story t;

	(void)unused;
	tell_sizes(&t);
	answers(&t, "kernels --by risc --format csv", "\n1,ncrisc,1,1,200,200\n1,trisc1,2,2,60,120\n"
		"1,trisc2,2,2,60,120\n1,,1,1,100,100\n1,trisc0,2,2,50,100\n");
	answers(&t, "kernels --by name --op ttnn.matmul --format csv",
		"\n1,reader,2,2,100,200\n1,bmm,6,2,50,120\n");
	answers(&t, "kernels", "73.2");
	drop_file(&t);
}

static void an_op_has_the_most_text_of_its_programs(void **unused)
{
	struct story t;

	(void)unused;
	tell_sizes(&t);
	for (int whole = 0; whole < 2; whole++)
		answers(&t, whole ? "query \"SELECT launches, kernel_text_bytes FROM op_peaks\" --format csv"
			: "query \"SELECT launches, kernel_text_bytes FROM op_peaks\" --from 0 --format csv",
			"\n2,2900\n");
	drop_file(&t);
}

static void sizes_are_counted_in_powers_of_two(void **unused)
{
	struct story t;

	(void)unused;
	tell_sizes(&t);
	answers(&t, "histogram --format csv", "\n1,0,l1,64,127,3,228,100,0\n");
	drop_file(&t);
}

static void call_sites_tell_what_lived_at_once(void **unused)
{
	struct story t;

	(void)unused;
	tell_sizes(&t);
	answers(&t, "callsites --format csv",
		"\n1,0,l1,3,228,164,100,164,ttnn.matmul,\"model.py:7 main\",\n");
	answers(&t, "callsites --by op --to 210ns --format csv", "\n1,0,l1,2,128,64,64,64,ttnn.matmul,\n");
	drop_file(&t);
}

static void a_mark_is_all_its_passes_nested_and_unfinished_ones_too(void **unused)
{
	struct story t;

	(void)unused;
	tell_sizes(&t);
	answers(&t, "query \"SELECT name, idx, depth, begin_ns, end_ns FROM phase "
		"ORDER BY name, idx\" --format csv", "layer,1,2,160,170\nlayer,2,0,130,190\n"
		"layer,3,1,210,\nother,1,1,150,\n");
	answers(&t, "histogram --mark layer --format csv", "\n1,0,l1,64,127,2,164,100,0\n");
	answers(&t, "info --mark layer", "buffers           2 (164 B per core)\n  ops               2\n");
	answers(&t, "info --to 150ns", "buffers           1 (64 B per core)\n  ops               0\n");
	answers(&t, "peak --mark nothing", "no mark 'nothing' in what was read");
	answers(&t, "callsites --mark nothing --format csv", "name,callsite,tensor\n");
	answers(&t, "leaks --mark layer --format csv", "callsite,mesh,chips,name,op,program,tensor,shape,"
		"padded_shape,dtype,page_layout,memory,shard_shape,shard_order,variable,last_use,last_use_op,last_use_callsite\n"
		"1,0,3,l1,");
	drop_file(&t);
}

/* Placed twice before the window in which it is launched: its last regions count. */
static void a_program_placed_anew_has_its_last_regions_in_a_window(void **unused)
{
	struct story t;
	char command[400];
	struct outcome o;

	(void)unused;
	one_bank(&t);
	tell_open(&t, 1, 0);
	tell_program_up_to(&t, BASE + 64);
	tell_program_up_to(&t, BASE + 256);
	tell_string(&t, LAYER, "layer");
	tell_mark(&t, L1T_MARK_BEGIN, LAYER);
	tell_launch_of(&t, (struct l1t_launch){.program = 1, .device = 1});
	tell_mark(&t, L1T_MARK_END, LAYER);
	write_file(&t);
	snprintf(command, sizeof(command), L1ANALYZE " histogram --mark layer --kind cb --format csv %s | "
		"cut -d, -f3,5 | tail -n +2", t.name);
	o = run_command("A=1", command);
	assert_string_equal(o.output, "cb,511\n");
	outcome_free(&o);
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_program_placed_anew_has_its_last_regions_in_a_window),
		cmocka_unit_test(programs_are_held_against_the_ring_largest_first),
		cmocka_unit_test(kernels_are_told_by_risc_and_name),
		cmocka_unit_test(an_op_has_the_most_text_of_its_programs),
		cmocka_unit_test(sizes_are_counted_in_powers_of_two),
		cmocka_unit_test(call_sites_tell_what_lived_at_once),
		cmocka_unit_test(a_mark_is_all_its_passes_nested_and_unfinished_ones_too),
	};

	return cmocka_run_group_tests_name("sizes", tests, NULL, NULL);
}
