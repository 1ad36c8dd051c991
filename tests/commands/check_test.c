/*
 * check: findings with their owners, what exits with 1, filters.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "two_sites.h"

enum { PROGRAM = 1, TRACE = 5 };

static void mesh_trace(struct story *t, uint8_t kind)
{
	tell_trace(t, kind, 1, TRACE);
}

static void launch(struct story *t, uint64_t callsite)
{
	tell_launch_of(t, (struct l1t_launch){.program = PROGRAM, .device = 1,
		.name = TEXT + callsite - MATMUL, .callsite = callsite});
}

static void a_trace_hazard_names_both_owners(void **unused)
{
	struct story t;

	(void)unused;
	sites_begin(&t);
	sites_alloc(&t, 1, 2000, ADD);
	mesh_trace(&t, L1T_CAPTURE_BEGIN);
	launch(&t, ADD);
	mesh_trace(&t, L1T_CAPTURE_END);
	tell_free(&t, 1, 1, L1T_L1);
	sites_alloc(&t, 2, 2050, MATMUL);
	mesh_trace(&t, L1T_REPLAY);
	write_file(&t);
	/* what lived before the capture need not be the op's */
	sites_check(&t, "--format csv", 1, "1,\"trace hazard\",1,1,\"l1 buffer 1 lived there when op 1 "
		"was captured: a replay uses its bytes if the op did\",0,160,l1,ttnn.matmul,"
		"\"model.py:7 main\",ttnn.add,\"model.py:8 main\",2,5,2050,100,1,2\n");
	drop_file(&t);
}

static void of_two_the_one_that_a_captured_op_made_is_named(void **unused)
{
	struct story t;

	(void)unused;
	sites_begin(&t);
	sites_alloc(&t, 1, 2000, ADD);
	mesh_trace(&t, L1T_CAPTURE_BEGIN);
	launch(&t, ADD);
	tell_free(&t, 1, 1, L1T_L1);
	sites_alloc(&t, 4, 2000, MATMUL);
	launch(&t, MATMUL);
	tell_free(&t, 4, 1, L1T_L1);
	mesh_trace(&t, L1T_CAPTURE_END);
	sites_alloc(&t, 2, 2050, MATMUL);
	mesh_trace(&t, L1T_REPLAY);
	write_file(&t);
	sites_check(&t, "--format csv", 1, "\"a replay writes l1 buffer 4 of op 2 there\"");
	drop_file(&t);
}

static void where_a_program_is_placed_after_its_capture_does_not_count(void **unused)
{
	struct story t;

	(void)unused;
	sites_begin(&t);
	sites_alloc(&t, 1, 2000, ADD);
	mesh_trace(&t, L1T_CAPTURE_BEGIN);
	launch(&t, ADD);
	mesh_trace(&t, L1T_CAPTURE_END);
	tell_free(&t, 1, 1, L1T_L1);
	tell_region_of(&t, (struct l1t_region){.program = PROGRAM, .flags = L1T_REGION_FIRST,
		.address = 2000, .size_bytes = 300, .cores = 1});
	sites_alloc(&t, 2, 2050, MATMUL);
	mesh_trace(&t, L1T_REPLAY);
	write_file(&t);
	sites_check(&t, "--format csv", 1, "\"l1 buffer 1 lived there when op 1 was captured");
	drop_file(&t);
}

/* Buffer 1 is made and freed in the capture, in DRAM or L1; replays overwrite 2 and 3. */
static void tell_hazards(struct story *t, uint64_t type)
{
	sites_begin(t);
	mesh_trace(t, L1T_CAPTURE_BEGIN);
	tell_alloc(t, 1, 1, type, 2000, 100);
	launch(t, ADD);
	launch(t, MATMUL);
	tell_free(t, 1, 1, type);
	mesh_trace(t, L1T_CAPTURE_END);
	tell_alloc(t, 2, 1, type, 2050, 100);
	mesh_trace(t, L1T_REPLAY);
	tell_alloc(t, 3, 1, type, 2000, 50);
	for (int i = 0; i < 4; i++)
		mesh_trace(t, L1T_REPLAY);
	write_file(t);
}

static void hazards_are_counted_by_buffer_and_replays_apart(void **unused)
{
	struct story t;

	(void)unused;
	for (uint64_t type = L1T_DRAM; type <= L1T_L1; type++) {
		char row[200];

		tell_hazards(&t, type);
		snprintf(row, sizeof(row), "1,\"trace hazard\",1,2,\"a replay writes %s buffer 1 of op 1 "
			"there\",0,170,%s,,,ttnn.add,\"model.py:8 main\",2,5,2050,100,5,3\n",
			type == L1T_DRAM ? "dram" : "l1", type == L1T_DRAM ? "dram" : "l1");
		sites_check(&t, "--format csv", 1, row);
		sites_check(&t, "", 1, "2 findings: trace hazard 2\n");
		sites_check(&t, "", 1, "5 replays, from op 3 on, write ");
		sites_check(&t, "--fail-on hazards", 1, "2 findings: trace hazard 2\n");
		sites_check(&t, "--from 185ns", 1, "1 finding: trace hazard 1\n");
		drop_file(&t);
	}
}

static void an_owner_that_came_before_the_window_is_named(void **unused)
{
	struct story t;

	(void)unused;
	sites_begin(&t);
	mesh_trace(&t, L1T_CAPTURE_BEGIN);
	sites_alloc(&t, 1, 2000, ADD);
	launch(&t, ADD);
	tell_free(&t, 1, 1, L1T_L1);
	mesh_trace(&t, L1T_CAPTURE_END);
	sites_alloc(&t, 2, 2050, MATMUL);
	mesh_trace(&t, L1T_REPLAY);             /* the last thing but the end */
	write_file(&t);
	sites_check(&t, "--from 155ns --format csv", 1, "l1,ttnn.matmul,\"model.py:7 main\",ttnn.add,");
	drop_file(&t);
}

/* Buffer 2 lies in buffer 1's bytes; buffer 1 is freed twice. */
static void tell_mistakes(struct story *t)
{
	sites_begin(t);
	sites_alloc(t, 1, 2000, MATMUL);
	sites_alloc(t, 2, 2050, ADD);
	tell_free(t, 1, 1, L1T_L1);
	tell_free(t, 1, 1, L1T_L1);
	tell_free(t, 77, 1, L1T_L1);
	write_file(t);
}

static void findings_are_told_with_owners_and_address(void **unused)
{
	struct story t;

	(void)unused;
	tell_mistakes(&t);
	sites_check(&t, "--format csv", 1, "1,overlap,1,1,\"one allocator gave these bytes to both\",0,"
		"110,l1,ttnn.add,\"model.py:8 main\",ttnn.matmul,\"model.py:7 main\",2,1,2050,50");
	sites_check(&t, "--format csv", 1, "1,\"double free\",1,1,\"freed, and freed again\",,130,l1,"
		"ttnn.matmul,\"model.py:7 main\",,,1,");
	sites_check(&t, "--format csv", 1, "1,\"allocated before recording\",0,1,");
	drop_file(&t);
}

static void fail_on_names_what_to_exit_for(void **unused)
{
	struct story t;

	(void)unused;
	tell_mistakes(&t);
	sites_check(&t, "--fail-on trace-hazard,lost-events", 0, "overlap");
	sites_check(&t, "--fail-on lost-events,double-free", 1, "overlap");
	sites_check(&t, "--fail-on allocated-before-recording", 1, "overlap");
	sites_check(&t, "--fail-on overlaps", 2, "unknown finding 'overlaps'");
	drop_file(&t);
}

static void filters_leave_what_they_name(void **unused)
{
	struct story t;

	(void)unused;
	tell_mistakes(&t);
	sites_check(&t, "--op ttnn.add --format csv", 1, "\n1,overlap");
	sites_check(&t, "--device 3", 0, "sound, in what the filters leave");
	sites_check(&t, "--from 139ns --fail-on any --format csv", 1, "\n1,\"allocated before");
	sites_check(&t, "--from 141ns --fail-on any", 0, "nothing of --fail-on any was found");
	drop_file(&t);
}

static void bytes_of_two_submeshes_are_told_but_are_not_bad(void **unused)
{
	struct story t;

	(void)unused;
	sites_begin(&t);
	tell_open(&t, 2, 0);
	sites_alloc(&t, 1, 2000, MATMUL);
	tell_buffer(&t, (struct l1t_alloc){.id = 2, .device = 2, .type = L1T_L1, .address = 2050,
		.bytes_per_core = 100, .callsite = ADD});
	write_file(&t);
	sites_check(&t, "--format csv", 0, "1,\"shared by submeshes\",0,1,"
		"\"two meshes over this chip gave them to both\",0,120,l1,ttnn.add,"
		"\"model.py:8 main\",ttnn.matmul,\"model.py:7 main\",2,1,2050,50");
	sites_check(&t, "--fail-on shared-by-submeshes", 1, "shared by submeshes");
	drop_file(&t);
}

/* CPU seconds of check on a trace in which this many buffers are live, each overlapping others. */
static double seconds_for(unsigned count)
{
	struct rusage before, after;
	struct story t;

	one_bank(&t);
	tell_open(&t, 1, 0);
	for (unsigned i = 1; i <= count; i++) {
		tell_alloc(&t, i, 1, L1T_L1, BASE + i % 100, 1);
		if (i % 8000)
			continue;
		trace_block(t.file, t.now_ns + 1);
		trace_run(t.file, 1, i + 100);
	}
	write_file(&t);
	getrusage(RUSAGE_CHILDREN, &before);
	/* more overlaps than so short a trace may take on a slow machine: --unlimited */
	sites_check(&t, "--unlimited", 1, "overlap");
	getrusage(RUSAGE_CHILDREN, &after);
	drop_file(&t);
	return (double)(after.ru_utime.tv_sec - before.ru_utime.tv_sec) +
		1e-6 * (double)(after.ru_utime.tv_usec - before.ru_utime.tv_usec);
}

static void time_grows_as_the_number_of_overlaps_does(void **unused)
{
	double few, many, again;

	(void)unused;
	few = seconds_for(16000);
	many = seconds_for(64000);
	again = seconds_for(16000);
	/* four times as many: comparing each with all others took 20 times as long */
	if (many > 9 * (few > again ? few : again))
		fail_msg("16,000 overlaps took %.3f and %.3f s, 64,000 took %.3f s", few, again, many);
}

static void hook(struct story *t, const char *name, uint64_t fired)
{
	tell_note(t, L1T_NOTE_HOOK, 1, fired, name);
}

/* Each device close has a note for all hooks: the first device may have been closed unused. */
static void the_last_note_of_a_hook_counts(void **unused)
{
	struct story t;

	(void)unused;
	sites_begin(&t);
	hook(&t, "track_program", 0);
	hook(&t, "enqueue_mesh_workload", 0);
	hook(&t, "track_allocate", 0);
	hook(&t, "track_program", 1);
	hook(&t, "enqueue_mesh_workload", 1);
	hook(&t, "track_allocate", 3);
	write_file(&t);
	sites_check(&t, "--format csv", 0, "");
	sites_check(&t, "--format csv --fail-on hook-never-fired", 0, "");
	drop_file(&t);

	sites_begin(&t);
	hook(&t, "track_program", 1);
	hook(&t, "enqueue_mesh_workload", 0);
	write_file(&t);
	sites_check(&t, "--format csv", 1, "no launches seen");
	drop_file(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_note_of_a_hook_counts),
		cmocka_unit_test(a_trace_hazard_names_both_owners),
		cmocka_unit_test(of_two_the_one_that_a_captured_op_made_is_named),
		cmocka_unit_test(where_a_program_is_placed_after_its_capture_does_not_count),
		cmocka_unit_test(hazards_are_counted_by_buffer_and_replays_apart),
		cmocka_unit_test(an_owner_that_came_before_the_window_is_named),
		cmocka_unit_test(findings_are_told_with_owners_and_address),
		cmocka_unit_test(fail_on_names_what_to_exit_for),
		cmocka_unit_test(filters_leave_what_they_name),
		cmocka_unit_test(bytes_of_two_submeshes_are_told_but_are_not_bad),
		cmocka_unit_test(time_grows_as_the_number_of_overlaps_does),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
