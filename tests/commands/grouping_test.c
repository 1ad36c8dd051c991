/*
 * --by: ops, buffers and kernels put together by op, type, function, call site or frame; and which frames
 * of a call site are shown.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>
#include "judge_l1analyze.h"

/* strings */
enum { LINEAR = 10, CONV2D, GENERIC, MATMUL, HALO, CONVOLUTION, GENERIC_TYPE, MODEL, TORCH, UTIL, BLOCK,
	CALL, WHOLE, HELPER, ROPE, SCALE, TENSIX, STRINGS_END };
/* call sites */
enum { IN_BLOCK = 1, IN_CONV, IN_HELPER, IN_TORCH };

static void site(struct story *t, uint64_t id, const uint32_t *frames, size_t words)
{
	tell_definition(t, L1T_CALLSITE, id, frames, words * 4);
}

#define SITE(id, ...) site(t, id, (const uint32_t[]){0, 0, __VA_ARGS__}, \
	sizeof((const uint32_t[]){0, 0, __VA_ARGS__}) / 4)

static void run_program(struct story *t, uint64_t program, uint64_t bytes, uint64_t name, uint64_t type,
	uint64_t callsite, uint64_t kernel)
{
	tell_program(t, program, program);
	tell_region(t, program, 0, 0, BASE, bytes, 1);
	tell_kernel(t, (struct l1t_kernel){.program = program, .name = kernel, .core_type = TENSIX,
		.text_bytes = {10 * program, L1T_UNKNOWN, L1T_UNKNOWN}, .cores = 1});
	tell_program_config(t, program, 100 * program, 10);
	tell_launch_of(t, (struct l1t_launch){.program = program, .device = 1, .name = name,
		.type = type, .callsite = callsite});
}

static void alloc(struct story *t, uint64_t id, uint64_t bytes, uint64_t callsite)
{
	tell_buffer(t, (struct l1t_alloc){.id = id, .device = 1, .type = L1T_L1,
		.address = TOP - 500 * id, .bytes_per_core = bytes, .size_bytes = bytes,
		.callsite = callsite});
}

/* A model of blocks behind torch's wrappers: two linears, a convolution of two parts, own kernels. */
static void tell_model(struct story *t)
{
	static const char *const strings[] = {"ttnn.linear", "ttnn.conv2d", "ttnn.generic_op",
		"MatmulDeviceOperation", "HaloDeviceOperation", "Conv2dDeviceOperation",
		"GenericOpDeviceOperation", "/w/model.py", "/v/site-packages/torch/nn/modules/module.py",
		"/w/util.py", "Block.forward", "Module._call_impl", "Model.forward", "helper",
		"rope/123/", "scale/45/", "tensix"};

	one_bank(t);
	for (uint64_t i = LINEAR; i < STRINGS_END; i++)
		tell_string(t, i, strings[i - LINEAR]);
	SITE(IN_BLOCK, LINEAR, MODEL, 10, BLOCK, TORCH, 5, CALL, MODEL, 20, WHOLE);
	SITE(IN_CONV, CONV2D, MODEL, 11, BLOCK, TORCH, 5, CALL, MODEL, 21, WHOLE);
	SITE(IN_HELPER, GENERIC, UTIL, 3, HELPER, MODEL, 12, BLOCK, TORCH, 5, CALL, MODEL, 20, WHOLE);
	SITE(IN_TORCH, LINEAR, TORCH, 9, CALL, TORCH, 5, CALL);
	t->world.kernel_config_bytes = 4096;
	tell_open(t, 1, 0);
	alloc(t, 1, 500, IN_BLOCK);
	run_program(t, 1, 100, LINEAR, MATMUL, IN_BLOCK, SCALE);        /* ops 1, 2, ... */
	run_program(t, 2, 50, CONV2D, HALO, IN_CONV, SCALE);
	alloc(t, 2, 64, IN_CONV);
	run_program(t, 3, 300, CONV2D, CONVOLUTION, IN_CONV, SCALE);
	tell_free(t, 2, 1, L1T_L1);
	run_program(t, 4, 200, GENERIC, GENERIC_TYPE, IN_HELPER, ROPE);
	run_program(t, 5, 400, GENERIC, GENERIC_TYPE, IN_HELPER, SCALE);
	tell_launch_of(t, (struct l1t_launch){.program = 1, .device = 1, .name = LINEAR, .type = MATMUL,
		.callsite = IN_TORCH});
	tell_launch_of(t, (struct l1t_launch){.program = 5, .device = 1, .name = GENERIC,
		.type = GENERIC_TYPE, .callsite = IN_HELPER});
	write_file(t);
}

/* Output, of both streams, of a command in a shell: $A is the program, $T the trace. */
static char *output(const struct story *t, const char *command, int code)
{
	char environment[200];
	struct outcome o;

	snprintf(environment, sizeof(environment), "A=%s T=%s", L1ANALYZE, t->name);
	o = run_command(environment, command);
	if (!WIFEXITED(o.status) || WEXITSTATUS(o.status) != code)
		fail_msg("%s: status %d:\n%s", command, o.status, o.output);
	return o.output;
}

static void prints(const char *command, const char *text)
{
	struct story t;
	char *rows;

	tell_model(&t);
	rows = output(&t, command, 0);
	drop_file(&t);
	if (strcmp(rows, text))
		fail_msg("%s, wanted\n%s\nnot\n%s", command, text, rows);
	free(rows);
}

/* The group, launches, the fullest op and its bytes, and what the group consists of. */
#define SHORT " --format csv $T | tail -n +2 | awk -F, -v OFS=, \"{ print \\$2, \\$4, \\$5, \\$6 }\""
#define SHORT_SITES " --format tsv $T | tail -n +2 | cut -f2,4,6 | tr \"\\t\" \" \""

static void functions_are_those_of_the_innermost_frame_that_is_shown(void **unused)
{
	(void)unused;
	prints("$A peak --by function" SHORT, "util.py:helper,3,900,5\nBlock.forward,3,864,3\n"
		"Module._call_impl,1,600,6\n");
	prints("$A peak --by function --hide helper" SHORT, "Block.forward,6,900,5\n"
		"Module._call_impl,1,600,6\n");
}

static void types_are_the_parts_of_an_op(void **unused)
{
	(void)unused;
	prints("$A peak --by type" SHORT, "GenericOpDeviceOperation,3,900,5\n"
		"Conv2dDeviceOperation,1,864,3\nMatmulDeviceOperation,2,600,1\nHaloDeviceOperation,1,550,2\n");
}

static void call_sites_are_told_apart_by_frames_that_are_shown(void **unused)
{
	(void)unused;
	prints("$A peak --by callsite" SHORT_SITES,
		"/w/util.py:3 helper; /w/model.py:12 Block.forward; /w/model.py:20 Model.forward 3 5\n"
		"/w/model.py:11 Block.forward; /w/model.py:21 Model.forward 2 3\n"
		"/v/site-packages/torch/nn/modules/module.py:9 Module._call_impl 1 6\n"
		"/w/model.py:10 Block.forward; /w/model.py:20 Model.forward 1 1\n");
	prints("$A peak --by callsite --hide util --hide :1" SHORT_SITES,
		"/w/model.py:20 Model.forward 4 5\n/w/model.py:21 Model.forward 2 3\n"
		"/v/site-packages/torch/nn/modules/module.py:9 Module._call_impl 1 6\n");
}

static void a_frame_is_counted_from_the_innermost_that_is_shown(void **unused)
{
	(void)unused;
	prints("$A peak --by \"frame 2\"" SHORT_SITES, "/w/model.py:12 Block.forward 3 5\n"
		"/w/model.py:21 Model.forward 2 3\n 1 6\n/w/model.py:20 Model.forward 1 1\n");
	prints("$A peak --by frame3 --hide none" SHORT_SITES,
		"/v/site-packages/torch/nn/modules/module.py:5 Module._call_impl 3 5\n"
		"/w/model.py:21 Model.forward 2 3\n 1 6\n/w/model.py:20 Model.forward 1 1\n");
	prints("$A peak --by frame --format csv $T | cut -d, -f2 | head -2", "callsite\n\"/w/util.py:3 helper\"\n");
}

static void callers_have_what_they_call_and_each_op_once(void **unused)
{
	(void)unused;
	prints("$A peak --by caller" SHORT, "Block.forward,6,900,5\nModel.forward,6,900,5\n"
		"util.py:helper,3,900,5\nModule._call_impl,1,600,6\n");
	/* a function that is its own caller, too */
	prints("$A peak --by caller --hide none" SHORT, "Module._call_impl,7,900,5\nBlock.forward,6,900,5\n"
		"Model.forward,6,900,5\nutil.py:helper,3,900,5\n");
	prints("$A ops --by caller --op ttnn.conv2d" SHORT, "Block.forward,2,864,3\nModel.forward,2,864,3\n");
}

static void windows_and_databases_give_the_same_groups(void **unused)
{
	(void)unused;
	prints("$A load $T -o x.db; for by in op type function callsite \"frame 2\" caller; do for v in peak ops; do "
		"$A $v --by \"$by\" --format csv $T >a; $A $v --by \"$by\" --format csv --from 0 $T >b; "
		"$A $v --by \"$by\" --format csv x.db >c; cmp a b; cmp a c; tail -n +2 a | wc -l; done; done",
		"4\n4\n4\n4\n3\n3\n4\n4\n4\n4\n4\n4\n");
}

static void what_a_group_consists_of_is_named_the_fullest_first(void **unused)
{
	(void)unused;
	prints("$A peak --by op --format csv $T | cut -d, -f2,4,5,16-", "name,launches,peak_bytes,consists_of\n"
		"ttnn.generic_op,2,900,scale\nttnn.conv2d,2,864,\"Conv2d, Halo\"\n"
		"ttnn.generic_op,1,700,rope\nttnn.linear,2,600,\n");
	prints("$A peak --by function --format csv $T | cut -d, -f2,16-", "function,name,consists_of\n"
		"util.py:helper,ttnn.generic_op,\"ttnn.generic_op (scale) 2, ttnn.generic_op (rope) 1\"\n"
		"Block.forward,ttnn.conv2d,\"ttnn.conv2d 2, ttnn.linear 1\"\n"
		"Module._call_impl,ttnn.linear,ttnn.linear\n");
}

static void an_op_that_runs_any_kernels_is_called_by_them(void **unused)
{
	(void)unused;
	prints("$A ops --op ttnn.generic_op --format csv $T | cut -d, -f2,5,20", "op,name,consists_of\n"
		"4,ttnn.generic_op,rope\n5,ttnn.generic_op,scale\n7,ttnn.generic_op,scale\n");
	prints("$A ops --width 80 $T 2>/dev/null | grep -o \"[a-z_]*op(.*)\"",
		"eneric_op(rope)\nneric_op(scale)\nneric_op(scale)\n");
	prints("$A diff --format csv $T $T | wc -l", "1\n");
}

static void buffers_and_kernels_are_put_together_by_the_same_words(void **unused)
{
	(void)unused;
	prints("$A callsites --by function --format csv $T | tail -n +2",
		"1,0,l1,2,564,564,500,500,Block.forward,\n");
	prints("$A callsites --by frame=2 --op ttnn.conv2d --format csv $T | tail -n +2",
		"1,0,l1,1,64,64,64,0,\"/w/model.py:21 Model.forward\",\n");
	prints("$A leaks --by function --format csv $T | cut -d, -f3-6,10", "kind,reason,count,bytes_per_core,function\n"
		"l1,\"live at end\",1,500,Block.forward\n");
	prints("$A kernels --by function --format csv $T | cut -d, -f2-5,9-11",
		"function,device,programs,program_bytes,program,op,largest_kernel\n"
		"util.py:helper,0,2,510,5,5,scale\nBlock.forward,0,3,310,3,3,scale\n");
}

static void tables_leave_out_frames_of_wrappers_and_programs_get_all(void **unused)
{
	static const char whole[] = "/w/model.py:10 Block.forward; "
		"/v/site-packages/torch/nn/modules/module.py:5 Module._call_impl; /w/model.py:20 Model.forward\n";

	(void)unused;
	prints("$A ops --op 1 --width 0 $T | grep -o \"/w.*forward\"",
		"/w/model.py:10 Block.forward; /w/model.py:20 Model.forward\n");
	prints("L1TRACE_HIDE=Block.for:x $A ops --op 1 --width 0 $T | grep -o \"/w.*forward\"",
		"/w/model.py:20 Model.forward\n");
	prints("L1TRACE_HIDE=none $A ops --op 1 --width 0 $T | grep -c _call_impl", "1\n");
	prints("$A ops --op 1 --format tsv $T | tail -1 | cut -f12", whole);
	prints("L1TRACE_HIDE=Model $A ops --op 1 --format tsv $T | tail -1 | cut -f12", whole);
	prints("$A ops --hide ^Model.f --op 1 --format tsv $T | tail -1 | cut -f12",
		"/w/model.py:10 Block.forward\n");
	prints("printf \"# mine\\n^Block.\\n\" >f; $A ops --hide @f --op 1 --format tsv $T | "
		"tail -1 | cut -f12", "/w/model.py:20 Model.forward\n");
	/* what else is shown is known after none as well */
	prints("$A ops --hide none --hide Model --op 1 --format tsv $T | tail -1 | cut -f12",
		"/w/model.py:10 Block.forward; "
		"/v/site-packages/torch/nn/modules/module.py:5 Module._call_impl\n");
}

static void a_wrong_word_is_answered_with_the_right_ones(void **unused)
{
	(void)unused;
	prints("for w in x \"frame 0\" \"frame x\" op2 \"\"; do $A peak --by \"$w\" $T; done 2>&1 | "
		"sed \"s/.*; //\" | sort -u", "peak knows --by device, op, type, function, callsite, frame N, "
		"caller, mark, module, rank and run\n");
	prints("for by in mark module; do $A peak --by $by --format csv $T 2>&1 >a | sed \"s/.*; //\"; done",
		"peak --by caller has its functions\npeak --by caller has its functions\n");
	prints("for by in mark module; do $A peak --by $by $T | sed -n \"s/^next: \\(.*\\) .*/\\1/p\"; done",
		"l1analyze peak --by caller\nl1analyze peak --by caller\n");
	prints("$A leaks --by type $T 2>&1 || :", "l1analyze: unknown grouping 'type'; leaks knows --by op, "
		"function, callsite, frame N, module and mark\n");
	prints("$A ops --hide @no/such $T 2>&1 | cut -c-60",
		"l1analyze: cannot read patterns of frames 'no/such': No such\n");
	prints("$A peak --by function --kind l1 $T 2>&1 | cut -c-60",
		"l1analyze: peak --by function cannot be limited with --kind;\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(functions_are_those_of_the_innermost_frame_that_is_shown),
		cmocka_unit_test(types_are_the_parts_of_an_op),
		cmocka_unit_test(call_sites_are_told_apart_by_frames_that_are_shown),
		cmocka_unit_test(a_frame_is_counted_from_the_innermost_that_is_shown),
		cmocka_unit_test(callers_have_what_they_call_and_each_op_once),
		cmocka_unit_test(windows_and_databases_give_the_same_groups),
		cmocka_unit_test(what_a_group_consists_of_is_named_the_fullest_first),
		cmocka_unit_test(an_op_that_runs_any_kernels_is_called_by_them),
		cmocka_unit_test(buffers_and_kernels_are_put_together_by_the_same_words),
		cmocka_unit_test(tables_leave_out_frames_of_wrappers_and_programs_get_all),
		cmocka_unit_test(a_wrong_word_is_answered_with_the_right_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
