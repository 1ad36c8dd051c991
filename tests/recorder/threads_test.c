/*
 * Every kind of event; many threads; definitions; threads that begin and end; ends of the process.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include "check.h"

static void run_whole(struct host_run *run, struct trace_sum *sum, const char *what,
	const char *a, const char *b)
{
	host_run(run, what, a, b);
	assert_int_equal(0, run->status);
	assert_int_equal(0, trace_sum_read(sum, run->trace));
	check_whole(sum, run);
}

static const struct l1t_record *only(const char *path, uint8_t kind)
{
	static struct trace_record *records;

	free(records);
	assert_int_equal(1, trace_records(path, kind, &records));
	return &records[0].record;
}

/* All but what a call makes only in trouble, in a pause or from outside. */
static void check_all_kinds(const struct trace_sum *sum)
{
	for (int kind = L1T_BEGIN; kind < L1T_KIND_COUNT; kind++)
		if (!sum->kinds[kind] && kind != L1T_LOST && kind != L1T_PAUSE && kind != L1T_RESUME &&
			kind != L1T_EXIT)
			fail_msg("host_kinds() (host_basic.c) makes no '%s'", l1t_kinds[kind].name);
}

static void every_kind_of_call_comes_back_as_it_was_made(void **state)
{
	const struct l1t_record *r;
	struct trace_sum sum;
	struct host_run run;
	/* as FORMAT.md has them; the id of the cores is the first */
	const uint32_t tensor[] = {3, 1, 4, 1, UINT32_MAX, 1, 4, 1, 8, 120, 64, 4, 1, 8, 128, 64, 2, 128, 64};
	uint64_t set, id;

	(void)state;
	run_whole(&run, &sum, "kinds", NULL, NULL);
	check_all_kinds(&sum);
	set = run.counts->facts[1];
	assert_int_equal(5, run.counts->facts[0]);
	assert_true(set >= L1T_CHIPS_FIRST);
	r = only(run.trace, L1T_DEVICE);
	assert_int_equal(1, r->device.device);
	assert_int_equal(7, r->device.mesh);
	assert_int_equal(set, r->device.chips);
	assert_int_equal(1499136, r->device.l1_bytes);
	assert_int_equal(24576, r->device.l1_small_bytes);
	assert_int_equal(1368736, r->device.bank_bytes);
	assert_int_equal(12, r->device.dram_bank_count);
	assert_int_equal(1000, r->device.dram_bank_bytes);
	assert_true(r->device.dram_base == L1T_UNKNOWN);        /* 0: unknown */
	assert_int_equal(0, r->device.flags);
	r = only(run.trace, L1T_ALLOC);
	assert_int_equal(99ull << 32 | 42, r->alloc.id);
	assert_int_equal(1, r->alloc.device);
	assert_int_equal(L1T_L1, r->alloc.type);
	assert_int_equal(4, r->alloc.layout);
	assert_int_equal(917504, r->alloc.size_bytes);
	assert_int_equal(1482752, r->alloc.address);
	assert_int_equal(16384, r->alloc.bytes_per_core);
	assert_int_equal(2048, r->alloc.page_bytes);
	assert_int_equal(36, r->alloc.core_count);
	assert_int_equal(L1T_ALLOC_PER_CORE, r->alloc.flags);
	assert_true(r->alloc.cores && r->alloc.callsite);
	r = only(run.trace, L1T_REGION);
	assert_int_equal(L1T_DFB, r->region.type);
	assert_int_equal(L1T_REGION_ALIAS | L1T_REGION_FIRST, r->region.flags);
	assert_int_equal(16, r->region.index);
	assert_int_equal(105824, r->region.address);
	assert_int_equal(4096, r->region.size_bytes);
	assert_int_equal(set, r->region.chips);
	r = only(run.trace, L1T_REGION_INDEX);
	assert_int_equal(3, r->region_index.region);
	assert_int_equal(16, r->region_index.index);
	assert_int_equal(1088, r->region_index.page_bytes);
	assert_int_equal(L1T_DFB, r->region_index.type);
	assert_true(r->region_index.name != 0);
	assert_true(r->region_index.pages == L1T_UNKNOWN);
	assert_int_equal(6, r->region_index.format);
	assert_true(r->region_index.program && r->region_index.cores && r->region_index.format_name);
	r = only(run.trace, L1T_KERNEL);
	assert_int_equal(200, r->kernel.text_bytes[1]);
	assert_true(r->kernel.text_bytes[2] == L1T_UNKNOWN);
	r = only(run.trace, L1T_LAUNCH);
	assert_int_equal(L1T_LAUNCH_SAME_OP, r->launch.flags);
	assert_int_equal(set, r->launch.chips);
	r = only(run.trace, L1T_TENSOR);
	assert_int_equal(sizeof(tensor), r->blob_bytes);
	assert_memory_equal(tensor, ((const struct trace_record *)r)->blob, sizeof(tensor));
	id = r->define.id;
	r = only(run.trace, L1T_HOLDS);
	assert_int_equal(99ull << 32 | 42, r->holds.buffer);
	assert_int_equal(L1T_L1, r->holds.type);
	assert_int_equal(id, r->holds.tensor);
	r = only(run.trace, L1T_USES);
	assert_int_equal(1, r->uses.device);
	assert_int_equal(L1T_USES_PARTIAL, r->uses.flags);
	assert_int_equal(8, r->blob_bytes);
	r = only(run.trace, L1T_FAILURE);
	assert_int_equal(7, r->failure.largest_free_bytes);
	assert_int_equal(13, r->blob_bytes);
	assert_int_equal(99, only(run.trace, L1T_PROGRAM)->program.runtime_id);
	assert_int_equal(2, only(run.trace, L1T_REGIONS_FREED)->regions_freed.types);
	assert_int_equal(2000, only(run.trace, L1T_PROGRAM_CONFIG)->program_config.config_bytes);
	assert_int_equal(2, only(run.trace, L1T_NOTE)->note.b);
	r = only(run.trace, L1T_FREE);
	assert_int_equal(99ull << 32 | 42, r->free.id);
	assert_int_equal(L1T_BY_RETURN, r->free.manner);
	assert_true(r->free.callsite != 0);
	r = only(run.trace, L1T_ASKED);
	assert_int_equal(L1T_ASKED_STATISTICS, r->asked.what);
	assert_int_equal(1 << 20, r->asked.answer);
	assert_int_equal(L1T_ASKED_BY_PROGRAM, r->asked.flags);
	assert_true(r->asked.device == 1 && r->asked.type == L1T_L1 && r->asked.callsite &&
		r->asked.free_bytes == L1T_UNKNOWN);
	r = only(run.trace, L1T_KEPT);
	assert_int_equal(99ull << 32 | 42, r->kept.buffer);
	assert_int_equal(1482752, r->kept.address);
	assert_int_equal(L1T_KEPT_FORCED, r->kept.flags);
	assert_true(r->kept.device == 1 && r->kept.type == L1T_L1 && r->kept.callsite);
	assert_true(only(run.trace, L1T_REPLAY)->mesh_trace.callsite != 0);
	for (uint8_t kind = L1T_CAPTURE_BEGIN; kind <= L1T_RELEASE; kind++)
		assert_int_equal(1, only(run.trace, kind)->mesh_trace.trace);
	assert_int_equal(1, only(run.trace, L1T_DEVICE_CLOSE)->device_close.device);
	host_clean(&run);
}

static void the_other_clock_does_as_well(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	setenv("L1TRACE_CLOCK", "monotonic", 1);
	run_whole(&run, &sum, "threads", "3", "5000");
	unsetenv("L1TRACE_CLOCK");
	assert_int_equal(1, sum.begin.clock);
	host_clean(&run);
}

static void no_event_of_many_threads_is_lost_or_out_of_order(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	/* no more than a ring holds: the speed of the writer must not matter here */
	run_whole(&run, &sum, "threads", "8", "6000");
	assert_int_equal(8, sum.threads);
	host_clean(&run);
}

/*
 * Stops the host (Ctrl-Z, a frozen container) for longer than a thread may wait, after 1 ms, 2 ms, ..
 * since it went on, so that some of its threads wait for a ring meanwhile; until it ends by itself.
 */
static unsigned stop_now_and_then(struct host_run *run, unsigned first_us)
{
	siginfo_t how = {0};
	unsigned stops = 0;

	for (unsigned us = first_us; !how.si_pid; us += 700) {
		usleep(us);
		if (stops < 6 && !kill(run->pid, SIGSTOP)) {
			usleep(130000);
			kill(run->pid, SIGCONT);
			stops++;
		}
		assert_int_equal(0, waitid(P_PID, (id_t)run->pid, &how, WEXITED | WNOHANG | WNOWAIT));
	}
	host_wait(run);
	return stops;
}

static void time_in_which_the_process_stood_still_is_no_wait(void **state)
{
	unsigned stops = 0;

	(void)state;
	for (unsigned i = 0; stops < 40; i++) {
		struct trace_sum sum;
		struct host_run run;

		host_prepare(&run);
		host_start(&run, NULL, (const char *const[]){"threads", "8", "3000", NULL});
		stops += stop_now_and_then(&run, 500 + i % 7 * 300);
		assert_int_equal(0, run.status);
		assert_int_equal(0, trace_sum_read(&sum, run.trace));
		check_whole(&sum, &run);
		host_clean(&run);
	}
}

static void what_says_more_of_an_event_has_its_time(void **state)
{
	enum { OPS = 200 };
	struct trace_record *allocs, *holds, *uses, *launches;
	unsigned held = 0, used = 0, others = 0;
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	run_whole(&run, &sum, "ops", "200", NULL);
	assert_int_equal(OPS, trace_records(run.trace, L1T_ALLOC, &allocs));
	assert_int_equal(2 * OPS, trace_records(run.trace, L1T_HOLDS, &holds));
	assert_int_equal(2 * OPS, trace_records(run.trace, L1T_USES, &uses));
	assert_int_equal(2 * OPS, trace_records(run.trace, L1T_LAUNCH, &launches));
	for (unsigned i = 0; i < OPS; i++) {
		const struct l1t_record *h = &holds[2 * i].record, *u = &uses[2 * i].record;
		const struct l1t_record *l = &launches[2 * i].record;

		assert_int_equal(i, h->holds.buffer);
		assert_true(allocs[i].record.seq < h->seq);
		assert_in_range(h->time_ns, allocs[i].record.time_ns, holds[2 * i + 1].record.time_ns);
		assert_in_range(u->time_ns, holds[2 * i + 1].record.time_ns, l->time_ns);
		assert_in_range(uses[2 * i + 1].record.time_ns, l->time_ns, launches[2 * i + 1].record.time_ns);
		held += h->time_ns == allocs[i].record.time_ns;
		used += u->time_ns == l->time_ns;
		others += holds[2 * i + 1].record.time_ns != h->time_ns;
		others += uses[2 * i + 1].record.time_ns != launches[2 * i + 1].record.time_ns;
	}
	/* but where the writer took one before the other was there */
	assert_in_range(held, OPS - 10, OPS);
	assert_in_range(used, OPS - 10, OPS);
	assert_in_range(others, OPS, 2 * OPS);  /* a clock may be coarse */
	free(allocs);
	free(holds);
	free(uses);
	free(launches);
	host_clean(&run);
}

static void ids_are_defined_before_they_are_used(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	run_whole(&run, &sum, "definitions", "8", NULL);
	/* if several threads define the same at once, at most one definition each */
	assert_in_range(sum.kinds[L1T_STRING], 501, 501 * 8);
	host_clean(&run);
}

static void ten_thousand_threads_come_and_go_in_little_memory(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	run_whole(&run, &sum, "many_threads", "10000", "1");
	assert_int_equal(10000, sum.kinds[L1T_THREAD]);
	assert_in_range(run.max_rss_kib, 1, (ASAN || TSAN ? 96 : 48) << 10);
	host_clean(&run);
}

static void events_of_thread_destructors_are_kept(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	run_whole(&run, &sum, "thread_destructors", "100", NULL);
	host_clean(&run);
}

static void events_behind_the_end_are_kept_beside_the_trace(void **state)
{
	struct trace_sum sum;
	struct host_run run;

	(void)state;
	host_run(&run, "after_end", NULL, NULL);
	assert_int_equal(0, run.status);
	assert_int_equal(0, trace_sum_read(&sum, run.trace));
	check_sound(&sum);
	assert_int_equal(5, sum.next[0]);
	assert_int_equal(5, sum.next[1]);
	assert_int_equal(1, sum.kinds[L1T_END]);
	assert_int_equal(1, sum.kinds[L1T_THREAD]);
	assert_int_equal(1, host_files(&run, ".live", NULL));
	host_clean(&run);
}

static void a_thread_that_goes_on_at_the_end_loses_nothing(void **state)
{
	(void)state;
	if (TSAN)
		skip();         /* the writer is too slow to lose nothing */
	for (unsigned i = 0; i < 10; i++) {
		struct trace_sum sum;
		struct host_run run;

		host_run(&run, "late_thread", NULL, NULL);
		assert_int_equal(0, run.status);
		assert_int_equal(0, trace_sum_read(&sum, run.trace));
		check_sound(&sum);
		check_stream(&sum, &run, 0);
		host_clean(&run);
	}
}

static void ends_that_are_not_normal_keep_everything(void **state)
{
	static const struct {
		const char *way;
		int status;
	} ways[] = {{"exit", 3 << 8}, {"_exit", 3 << 8}, {"quick_exit", 3 << 8},
		{"abort", SIGABRT}, {"segv", SIGSEGV}};

	(void)state;
	for (unsigned i = 0; i < 5; i++) {
		struct trace_sum sum;
		struct host_run run;

		host_run(&run, "exit_ways", ways[i].way, NULL);
		assert_int_equal(ways[i].status, run.status & ~0x80);
		assert_int_equal(0, trace_sum_read(&sum, run.trace));
		check_sound(&sum);
		assert_int_equal(100, sum.next[0]);
		assert_int_equal(!i, sum.kinds[L1T_END]);
		assert_int_equal(i > 0, host_files(&run, ".live", NULL));
		host_clean(&run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_call_comes_back_as_it_was_made),
		cmocka_unit_test(the_other_clock_does_as_well),
		cmocka_unit_test(no_event_of_many_threads_is_lost_or_out_of_order),
		cmocka_unit_test(time_in_which_the_process_stood_still_is_no_wait),
		cmocka_unit_test(what_says_more_of_an_event_has_its_time),
		cmocka_unit_test(ids_are_defined_before_they_are_used),
		cmocka_unit_test(ten_thousand_threads_come_and_go_in_little_memory),
		cmocka_unit_test(events_of_thread_destructors_are_kept),
		cmocka_unit_test(events_behind_the_end_are_kept_beside_the_trace),
		cmocka_unit_test(a_thread_that_goes_on_at_the_end_loses_nothing),
		cmocka_unit_test(ends_that_are_not_normal_keep_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
